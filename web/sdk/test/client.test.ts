import { describe, expect, test } from 'vitest';
import { Client } from '../src/client.js';
import { uuidv7 } from '../src/key.js';
import type { Conversation } from '../src/shapes.js';
import { turn } from './support/clock.js';
import { group } from './support/group.js';
import { World } from './support/world.js';

describe('live values', () => {
  test('tell once per turn, and only who looks at what changed', async () => {
    const { world, database, client, conversation } = await group();
    const other = database.create('u_ann', ['u_me']);
    await world.settle();
    const told: string[] = [];
    client.conversation(conversation).subscribe((value) => told.push(`one ${value!.unread}`));
    client.conversation(other).subscribe(() => told.push('other'));
    client.totals.subscribe((value) => told.push(`totals ${value.unread}`));
    database.send(conversation, 'u_ann', 'hi');
    database.send(conversation, 'u_ann', 'hi again');
    const socket = [...world.server.sockets][0]!;
    while (socket.frames.length > 0) socket.arrive();
    expect(told).toEqual([]);
    await turn();
    expect(told).toEqual(['one 2', 'totals 2']);
  });

  test('stay the same object as long as nothing changed', async () => {
    const { world, database, client, conversation } = await group(3);
    const timeline = client.timeline(conversation);
    await world.settle();
    const before = [
      client.conversations.value,
      client.conversation(conversation).value,
      timeline.value,
      timeline.value.messages,
      client.totals.value,
    ];
    database.create('u_ann', ['u_bob']);
    await world.settle();
    const after = [
      client.conversations.value,
      client.conversation(conversation).value,
      timeline.value,
      timeline.value.messages,
      client.totals.value,
    ];
    expect(after.every((value, at) => value === before[at])).toBe(true);
  });

  test('a listener that throws does not stop the others', async () => {
    const { world, database, client, conversation } = await group();
    const thrown: unknown[] = [];
    const keep = (error: unknown): void => void thrown.push(error);
    process.on('uncaughtException', keep);
    let told: Conversation | undefined;
    client.conversation(conversation).subscribe(() => {
      throw new Error('mine');
    });
    client.conversation(conversation).subscribe((value) => (told = value));
    database.send(conversation, 'u_ann', 'hi');
    await world.settle();
    process.off('uncaughtException', keep);
    expect(told).toMatchObject({ unread: 1 });
    expect(thrown).toMatchObject([{ message: 'mine' }]);
  });

  test('the list is sorted by what happened last', async () => {
    const { world, database, client, conversation } = await group();
    const other = database.create('u_ann', ['u_me']);
    await world.settle();
    expect(client.conversations.value.map((one) => one.conversation)).toEqual([
      other,
      conversation,
    ]);
    database.send(conversation, 'u_ann', 'hi');
    await world.settle();
    expect(client.conversations.value.map((one) => one.conversation)).toEqual([
      conversation,
      other,
    ]);
  });

  test('muted conversations count apart', async () => {
    const { world, database, client, conversation } = await group(2);
    const other = database.create('u_ann', ['u_me']);
    database.send(other, 'u_ann', 'hi', { mentions: ['u_me'] });
    database.settings(other, 'u_me', { muted: true });
    await world.settle();
    expect(client.totals.value).toMatchObject({
      unread: 2,
      mentions: 1,
      conversations: 1,
      mutedUnread: 1,
    });
    void client.setPreferences(conversation, { muted: true });
    expect(client.totals.value).toMatchObject({ unread: 0, conversations: 0, mutedUnread: 3 });
  });
});

describe('people', () => {
  test('are asked for together, once', async () => {
    const { world, client, asked } = await group();
    for (const id of ['u_ann', 'u_bob', 'u_ann']) expect(client.user(id).value).toBeUndefined();
    await world.pass(500);
    expect(client.user('u_bob').value).toMatchObject({ login: 'bob' });
    expect(asked('user.get').map((frame) => frame['users'])).toEqual([['u_ann', 'u_bob']]);
  });

  test('are watched while somebody looks, and again after a break', async () => {
    const { world, client, asked } = await group();
    const off = client.presence('u_ann').subscribe(() => {});
    client.presence('u_bob').subscribe(() => {});
    await world.pass(500);
    expect(client.presence('u_ann').value).toMatchObject({ state: 'online' });
    off();
    await world.pass(500);
    world.server.endAll(1006);
    expect(client.presence('u_bob').value).toBeUndefined();
    await world.pass(2000);
    expect(client.presence('u_bob').value).toMatchObject({ state: 'online' });
    expect(asked('presence.watch').map((frame) => frame['users'])).toEqual([
      ['u_ann', 'u_bob'],
      ['u_bob'],
      ['u_bob'],
    ]);
  });

  test('whose profile changed are asked for again', async () => {
    const { world, client, asked } = await group();
    expect(client.user('u_ann').value).toBeUndefined();
    await world.pass(500);
    [...world.server.sockets][0]!.frames.push({
      type: 'presence',
      user: 'u_ann',
      state: 'online',
      user_rev: 2,
    });
    await world.settle();
    await world.pass(500);
    expect(asked('user.get').length).toBe(2);
  });

  test('stop typing after six seconds, or when they have written', async () => {
    const { world, database, client, conversation } = await group();
    const typing = (user: string) =>
      [...world.server.sockets][0]!.frames.push({
        type: 'typing',
        conversation,
        user,
        active: true,
      });
    typing('u_ann');
    typing('u_bob');
    await world.settle();
    expect(client.typing(conversation).value).toEqual(['u_ann', 'u_bob']);
    database.send(conversation, 'u_ann', 'done');
    await world.settle();
    expect(client.typing(conversation).value).toEqual(['u_bob']);
    await world.pass(6500);
    expect(client.typing(conversation).value).toEqual([]);
  });

  test('are told every three seconds that one types, and when one has stopped', async () => {
    const { world, client, conversation, asked } = await group();
    for (let i = 0; i < 20; i++) {
      client.typingIn(conversation);
      await world.pass(500);
    }
    expect(asked('typing').length).toBe(4);
    client.send(conversation, { text: 'done' });
    await world.settle();
    expect(asked('typing').at(-1)).toMatchObject({ active: false });
  });

  test('tell by receipts how far they have read', async () => {
    const world = new World();
    const { database } = world.server;
    const direct = database.create('u_ann', ['u_me'], { kind: 'direct' });
    const item = database.item.bind(database);
    database.item = (...given) => ({
      ...item(...given),
      ...(given[0] === direct ? { peer: 'u_ann' } : {}),
    });
    const client = await world.online();
    client.send(direct, { text: 'hi' });
    await world.settle();
    const push = (frame: object) =>
      [...world.server.sockets][0]!.frames.push({
        type: 'receipt',
        conversation: direct,
        user: 'u_ann',
        ...frame,
      });
    push({ delivered_seq: 1 });
    await world.settle();
    expect(client.conversation(direct).value).toMatchObject({ peer_delivered_seq: 1 });
    expect(client.conversation(direct).value!.peer_read_seq).toBeUndefined();
    push({ read_seq: 1 });
    await world.settle();
    expect(client.conversation(direct).value).toMatchObject({ peer_read_seq: 1 });
    expect(client.receipts(direct).value.get('u_ann')).toEqual({ read_seq: 1, delivered_seq: 1 });
  });

  test('are listed, and the list follows the log', async () => {
    const { world, database, client, conversation } = await group();
    const members = client.members(conversation);
    members.subscribe(() => {});
    await world.settle();
    expect(members.value).toMatchObject({ complete: true, loading: false });
    expect(members.value.members.map((one) => one.user)).toEqual(['u_ann', 'u_me', 'u_bob']);
    database.add(conversation, 'u_ann', 'u_cat');
    database.drop(conversation, 'u_ann', 'u_bob');
    database.role(conversation, 'u_ann', 'u_cat', 'admin');
    await world.settle();
    expect(members.value.members.map(({ user, role }) => `${user} ${role}`)).toEqual([
      'u_ann owner',
      'u_me member',
      'u_cat admin',
    ]);
  });
});

describe('events', () => {
  test('tell of messages of others, live or missed, and of mentions', async () => {
    const { world, database, client, conversation } = await group();
    const told: string[] = [];
    client.on('message', ({ message, live, mentioned }) =>
      told.push(`${message.text} ${live} ${mentioned}`),
    );
    database.send(conversation, 'u_ann', 'one');
    client.send(conversation, { text: 'mine' });
    await world.settle();
    world.server.endAll(1006);
    database.send(conversation, 'u_ann', 'two', { mentions: 'all' });
    await world.pass(2000);
    database.send(conversation, 'u_ann', 'three');
    await world.settle();
    expect(told).toEqual(['one true false', 'two false true', 'three true false']);
  });

  test('tell of joining and leaving', async () => {
    const { world, database, client, conversation } = await group();
    const told: string[] = [];
    client.on('joined', ({ conversation: id }) => told.push(`joined ${id}`));
    client.on('left', ({ conversation: id, by }) => told.push(`left ${id} ${by}`));
    database.drop(conversation, 'u_ann', 'u_me');
    const other = database.create('u_bob', ['u_me']);
    await world.settle();
    expect(told).toEqual([`left ${conversation} u_ann`, `joined ${other}`]);
  });
});

describe('sessions', () => {
  test('a revoked device forgets everything', async () => {
    const { world, client, storage, conversation } = await group(5);
    await world.pass(2000);
    client.setDraft(conversation, 'secret');
    const reasons: string[] = [];
    client.on('signedOut', ({ reason }) => reasons.push(reason));
    world.server.endAll(4501);
    await world.settle();
    expect(reasons).toEqual(['signed_out']);
    expect(client.status.value).toMatchObject({ phase: 'signed_out', stop: 'signed_out' });
    expect(client.account.value).toBeUndefined();
    expect(client.conversations.value).toEqual([]);
    expect(await storage.load()).toMatchObject({ conversations: [], users: [] });
    expect((await storage.load()).session).not.toHaveProperty('token');
    expect(await storage.outbox()).toEqual([]);
  });

  test('signing out needs the network, unless it is forced', async () => {
    const { world, client } = await group();
    world.server.unreachable = true;
    world.server.endAll(1006);
    await expect(client.signOut()).rejects.toMatchObject({ code: 'network' });
    expect(client.account.value).toBeDefined();
    await client.signOut({ force: true });
    expect(client.status.value.phase).toBe('signed_out');
  });

  test('a device signs in again under its id', async () => {
    const { client, world } = await group();
    const { device } = client.account.value!;
    await client.signOut();
    const account = await client.signIn({ login: 'me', password: 'correct horse' });
    expect(account.device).toBe(device);
    await world.settle();
    expect(client.status.value.phase).toBe('online');
  });

  test("a wrong password is said by the server's error", async () => {
    const world = new World();
    const client = world.client();
    world.server.fetch = () =>
      Promise.resolve({
        ok: false,
        status: 401,
        text: () =>
          Promise.resolve(
            '{"error":{"code":"bad_credentials","message":"Login or password is wrong.","retry":"no"}}',
          ),
      });
    const refusing = new Client({
      url: 'https://x',
      fetch: world.server.fetch,
      webSocket: world.server.webSocket,
      tabs: null,
    });
    await expect(refusing.signIn({ login: 'me', password: 'wrong' })).rejects.toMatchObject({
      code: 'bad_credentials',
      retry: 'no',
    });
    expect(client.account.value).toBeUndefined();
  });
});

describe('a server that offers less', () => {
  test('is used for what it offers', async () => {
    const world = new World();
    for (const type of ['thread.list', 'account.get', 'presence.watch', 'user.get'])
      world.server.unsupported.add(type);
    const { database } = world.server;
    const conversation = database.create('u_ann', ['u_me']);
    const client = await world.online();
    expect(client.status.value.phase).toBe('online');
    expect(client.conversation(conversation).value).toBeDefined();
    client.presence('u_ann').subscribe(() => {});
    expect(client.user('u_ann').value).toBeUndefined();
    await world.pass(60_000);
    await expect(
      Promise.all([client.search({ query: 'x' }), world.settle()]),
    ).rejects.toMatchObject({ code: 'unsupported' });
    expect(client.supports('message.search')).toBe(false);
    expect(client.supports('message.send')).toBe(true);
  });
});

test('keys sort by the time of their making', () => {
  const keys = Array.from({ length: 5000 }, () => uuidv7());
  expect([...keys].sort()).toEqual(keys);
  expect(new Set(keys).size).toBe(5000);
  expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
