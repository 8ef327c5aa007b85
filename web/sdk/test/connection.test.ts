import { describe, expect, test } from 'vitest';
import { World } from './support/world.js';

const only = <T>(set: Set<T>): T => [...set][0]!;

describe('a connection', () => {
  test('greets with token, cursor and window', async () => {
    const world = new World();
    const client = await world.online();
    const first = world.server.seen.find((frame) => frame['type'] === 'hello')!;
    expect(first).toMatchObject({ token: 'plt_1', window: 200 });
    expect(first).not.toHaveProperty('cursor');
    world.server.endAll(1006);
    await world.pass(1000);
    expect(client.status.value.phase).toBe('online');
    expect(world.server.seen.filter((frame) => frame['type'] === 'hello').at(-1)).toMatchObject({
      cursor: world.server.database.cursor(),
    });
  });

  test('keeps no more requests in flight than the server takes', async () => {
    const world = new World();
    const client = await world.online();
    const socket = only(world.server.sockets);
    const answers = Array.from({ length: 20 }, () => client.request('ping', {}));
    await new Promise((resolve) => setImmediate(resolve));
    expect(socket.requests.length).toBe(8);
    world.server.work(socket);
    while (socket.frames.length > 0) socket.arrive();
    expect(socket.requests.length).toBe(8);
    await world.settle();
    expect((await Promise.all(answers)).length).toBe(20);
  });

  test('returns slower and slower, and never hammers', async () => {
    const world = new World();
    const client = await world.online();
    await world.pass(60_000);
    world.server.unreachable = true;
    world.server.endAll(1006);
    const before = world.server.attempts;
    await world.pass(600_000);
    const tried = world.server.attempts - before;
    expect(tried).toBeGreaterThan(20);
    expect(tried).toBeLessThan(45);
    expect(client.status.value).toMatchObject({ phase: 'waiting', closed: { code: 1006 } });
    world.server.unreachable = false;
    await world.pass(30_000);
    expect(client.status.value.phase).toBe('online');
  });

  test('is not made more often than once a second, however often somebody asks', async () => {
    const world = new World();
    const client = await world.online();
    world.server.unreachable = true;
    world.server.endAll(1006);
    await world.pass(20_000);
    const before = world.server.attempts;
    for (let i = 0; i < 100; i++) {
      client.connect();
      await world.clock.advance(50);
    }
    expect(world.server.attempts - before).toBeLessThanOrEqual(6);
  });

  test('returns when 4400 said, not before', async () => {
    const world = new World();
    const client = await world.online();
    const before = world.server.attempts;
    world.server.endAll(4400, '20000');
    await world.pass(19_500);
    expect(world.server.attempts).toBe(before);
    expect(client.status.value.phase).toBe('waiting');
    await world.pass(5000);
    expect(client.status.value.phase).toBe('online');
  });

  test.each([
    [4500, 'refused'],
    [4503, 'disabled'],
    [4504, 'outdated'],
    [4577, 'refused'],
  ])('does not return after %i', async (code, stop) => {
    const world = new World();
    const client = await world.online();
    const before = world.server.attempts;
    world.server.endAll(code);
    await world.pass(300_000);
    expect(world.server.attempts).toBe(before);
    expect(client.status.value).toMatchObject({ phase: 'stopped', stop });
  });

  test('that is silent is asked, and given up if it does not answer', async () => {
    const world = new World();
    const client = await world.online();
    await world.pass(25_500);
    expect(world.server.seen.filter((frame) => frame['type'] === 'ping').length).toBe(1);
    expect(client.status.value.phase).toBe('online');
    const dead = only(world.server.sockets);
    // The cable is pulled: nothing arrives any more, and nobody says so.
    dead.frames = Object.assign([], { push: () => 0 });
    await world.clock.advance(36_000);
    expect(dead.closed).toBeDefined();
    await world.pass(5000);
    expect(client.status.value.phase).toBe('online');
  });

  test('whose hand-shake never ends is given up', async () => {
    const world = new World();
    const client = world.client();
    await client.signIn({ login: 'me', password: 'correct horse' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(client.status.value.phase).toBe('connecting');
    await world.clock.advance(20_100);
    expect(client.status.value.phase).toBe('waiting');
  });

  test('that breaks rejects what was asked over it, and reads ask again', async () => {
    const world = new World();
    const client = await world.online();
    const answer = client.request('account.get', {});
    await new Promise((resolve) => setImmediate(resolve));
    world.server.endAll(1006);
    await world.pass(3000);
    expect(await answer).toMatchObject({ user: { id: 'u_me' } });
  });

  test('ignores frames that it does not know', async () => {
    const world = new World();
    const client = await world.online();
    const socket = only(world.server.sockets);
    socket.frames.push(
      { type: 'weather', sunny: true },
      { type: 7 },
      { type: 'ok', id: 999 },
      { type: 'error', code: 'bad_frame', retry: 'no', message: '' },
    );
    await world.settle();
    expect(client.status.value.phase).toBe('online');
  });
});

describe('acks', () => {
  test('leave at most once a second, and say the newest cursor', async () => {
    const world = new World();
    const client = await world.online();
    const { database } = world.server;
    const id = database.create('u_ann', ['u_me']);
    await world.pass(2000);
    const before = world.server.seen.length;
    for (let i = 0; i < 20; i++) {
      database.send(id, 'u_ann', `text ${i}`);
      await world.settle();
    }
    await world.pass(3000);
    const acks = world.server.seen.slice(before).filter((frame) => frame['type'] === 'ack');
    expect(acks.length).toBe(1);
    expect(acks[0]).toMatchObject({ cursor: database.cursor() });
    expect(client.conversation(id).value).toMatchObject({ head_seq: 20, unread: 20 });
  });
});
