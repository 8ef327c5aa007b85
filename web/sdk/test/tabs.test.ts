import { describe, expect, test } from 'vitest';
import { MemoryStorage } from '../src/storage.js';
import { expectTruth } from './support/compare.js';
import { Browser, World } from './support/world.js';

async function twoTabs() {
  const world = new World();
  const { database } = world.server;
  const conversation = database.create('u_ann', ['u_me']);
  database.send(conversation, 'u_ann', 'hi');
  const browser = new Browser();
  const storage = new MemoryStorage();
  const open = () => {
    const tab = browser.tab();
    const { storage: mortal, alive } = world.mortal(storage);
    const client = world.client({ storage: mortal, tabs: tab });
    const crash = (): void => {
      alive.now = false;
      client.disconnect();
      tab.crash();
    };
    return { client, crash };
  };
  const first = open();
  await first.client.signIn({ login: 'me', password: 'correct horse' });
  await world.settle();
  await world.pass(2000);
  const second = open();
  await second.client.start();
  await world.settle();
  return { world, database, conversation, storage, open, first, second };
}

describe('several tabs', () => {
  test('show the same, each over its own connection', async () => {
    const { world, database, conversation, first, second } = await twoTabs();
    expect(world.server.sockets.size).toBe(2);
    first.client.send(conversation, { text: 'from the first' });
    second.client.read(conversation, 1);
    await world.settle();
    database.send(conversation, 'u_ann', 'for both');
    await world.settle();
    for (const { client } of [first, second]) expectTruth(client, world.server, 'u_me');
  });

  test('see what waits in another one, and that it has gone', async () => {
    const { world, conversation, first, second } = await twoTabs();
    world.server.unreachable = true;
    world.server.endAll(1006);
    first.client.send(conversation, { text: 'waits' });
    await world.settle();
    const timeline = second.client.timeline(conversation);
    await world.settle();
    expect(timeline.value.pending).toMatchObject([
      { state: 'waiting', request: { text: 'waits' } },
    ]);
    world.server.unreachable = false;
    await world.pass(5000);
    expect(timeline.value.pending).toEqual([]);
    expect(timeline.value.messages.map((one) => one.text)).toEqual(['hi', 'waits']);
    expect(second.client.outbox.value).toEqual([]);
  });

  test('what a tab leaves behind is sent by another one, once', async () => {
    const { world, database, conversation, first, second, storage } = await twoTabs();
    world.server.unreachable = true;
    world.server.endAll(1006);
    for (const text of ['one', 'two']) first.client.send(conversation, { text });
    await world.settle();
    world.server.unreachable = false;
    first.crash();
    await world.pass(5000);
    expect(database.row(conversation).messages.map((one) => one.text)).toEqual([
      'hi',
      'one',
      'two',
    ]);
    expect(second.client.outbox.value).toEqual([]);
    expect(await storage.outbox()).toEqual([]);
  });

  test('while the maker lives, nobody else sends', async () => {
    const { world, conversation, first, second } = await twoTabs();
    first.client.disconnect();
    first.client.send(conversation, { text: 'mine to send' });
    await world.pass(60_000);
    expect(world.server.seen.filter((frame) => frame['type'] === 'message.send')).toEqual([]);
    first.client.connect();
    await world.settle();
    expect(world.server.seen.filter((frame) => frame['type'] === 'message.send').length).toBe(1);
    expect(second.client.outbox.value).toEqual([]);
  });

  test('one writes; when it goes the next one does, and what is stored stays right', async () => {
    const { world, database, conversation, first, second, open } = await twoTabs();
    second.client.timeline(conversation);
    for (let i = 0; i < 5; i++) database.send(conversation, 'u_ann', `text ${i}`);
    await world.settle();
    first.crash();
    await world.settle();
    database.edit(conversation, 'u_ann', 2, 'edited');
    await world.pass(3000);
    second.crash();
    world.server.unreachable = true;
    const { client } = open();
    await client.start();
    expectTruth(client, world.server, 'u_me');
    const timeline = client.timeline(conversation);
    await world.settle();
    expect(timeline.value.messages.map((one) => one.text)).toEqual([
      'hi',
      'edited',
      'text 1',
      'text 2',
      'text 3',
      'text 4',
    ]);
  });

  test('signing out in one signs all out; signing in starts the others', async () => {
    const { world, first, second, storage } = await twoTabs();
    await first.client.signOut();
    world.server.endAll(4501);
    await world.settle();
    expect(second.client.status.value.phase).toBe('signed_out');
    expect(second.client.conversations.value).toEqual([]);
    await second.client.signIn({ login: 'me', password: 'correct horse' });
    await world.pass(1000);
    expect(first.client.status.value.phase).toBe('online');
    expect((await storage.load()).session?.token).toBe('plt_2');
    expectTruth(first.client, world.server, 'u_me');
  });

  test('a tab that learns late of a sign-out does not wipe the new session away', async () => {
    const { world, first, second, storage } = await twoTabs();
    const [late] = [...world.server.sockets].slice(-1);
    await first.client.signOut();
    await first.client.signIn({ login: 'me', password: 'correct horse' });
    late!.end(4501);
    await world.settle();
    expect((await storage.load()).session?.token).toBe('plt_2');
    expect(second.client.status.value.phase).toBe('signed_out');
  });

  test('what one account wrote in a tab is not sent as the next one', async () => {
    const { world, database, conversation, first, second } = await twoTabs();
    world.server.unreachable = true;
    world.server.endAll(1006);
    const { done } = second.client.send(conversation, { text: 'a secret of mine' });
    second.client.setDraft(conversation, 'half a secret');
    world.server.tokens.clear();
    world.server.unreachable = false;
    await world.pass(60_000);
    expect(second.client.status.value.phase).toBe('signed_out');
    await first.client.signIn({ login: 'ann', password: 'correct horse' });
    await expect(done).rejects.toMatchObject({ code: 'closed' });
    await world.pass(5000);
    expect(database.row(conversation).messages.map((one) => one.text)).toEqual(['hi']);
    for (const { client } of [first, second]) {
      expect(client.account.value?.user.id).toBe('u_ann');
      expect(client.outbox.value).toEqual([]);
      expectTruth(client, world.server, 'u_ann');
    }
  });

  test('a tab that has not learnt of the end of its session follows another account too', async () => {
    const { world, database, conversation, first, second } = await twoTabs();
    first.client.disconnect();
    second.client.disconnect();
    second.client.send(conversation, { text: 'a secret of mine' });
    const ends: string[] = [];
    second.client.on('signedOut', ({ reason }) => ends.push(reason));
    await first.client.signOut();
    await first.client.signIn({ login: 'ann', password: 'correct horse' });
    await world.pass(5000);
    expect(ends).toEqual(['signed_out']);
    expect(second.client.account.value?.user.id).toBe('u_ann');
    second.crash();
    await world.pass(5000);
    expect(database.row(conversation).messages.map((one) => one.text)).toEqual(['hi']);
    expectTruth(first.client, world.server, 'u_ann');
  });

  test('a refused message that one discards is gone in the others', async () => {
    const { world, conversation, first, second } = await twoTabs();
    world.server.refusals.set('message.send', { code: 'forbidden', retry: 'no', message: '' });
    const { key } = first.client.send(conversation, { text: 'no' });
    await world.settle();
    expect(second.client.outbox.value).toMatchObject([{ key, state: 'failed' }]);
    expect(second.client.discard(key)).toBe(true);
    await world.settle();
    for (const { client } of [first, second]) expect(client.outbox.value).toEqual([]);
  });
});
