import { MemoryStorage } from '../../src/storage.js';
import { World } from './world.js';

/** A client that is in a group of three, in which there are `count` messages. */
export async function group(count = 0) {
  const world = new World();
  const { database } = world.server;
  const conversation = database.create('u_ann', ['u_me', 'u_bob']);
  for (let i = 1; i <= count; i++) database.send(conversation, 'u_ann', `text ${i}`);
  const storage = new MemoryStorage();
  const client = await world.online('me', { storage });
  const asked = (type: string) => world.server.seen.filter((frame) => frame['type'] === type);
  return { world, database, conversation, client, storage, asked };
}
