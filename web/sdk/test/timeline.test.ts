import { describe, expect, test } from 'vitest';
import { turn } from './support/clock.js';
import { group } from './support/group.js';

describe('a timeline', () => {
  test('opens at the newest and is read backwards to the first', async () => {
    const { world, client, conversation, asked } = await group(230);
    const timeline = client.timeline(conversation, { pageSize: 50 });
    expect(timeline.value).toMatchObject({ messages: [], moreBefore: false });
    await world.settle();
    expect(timeline.value).toMatchObject({
      moreBefore: true,
      moreAfter: false,
      openedAt: 0,
      loading: false,
    });
    expect(timeline.value.messages.length).toBe(50);
    for (let i = 0; i < 10; i++) {
      void timeline.loadBefore();
      await world.settle();
    }
    expect(timeline.value.messages.map((one) => one.seq)).toEqual(
      Array.from({ length: 230 }, (_, i) => i + 1),
    );
    expect(timeline.value.moreBefore).toBe(false);
    expect(asked('history.get').length).toBe(5);
  });

  test('opens around the first unread message, and goes on to the end', async () => {
    const { world, database, client, conversation } = await group(200);
    database.read(conversation, 'u_me', 100);
    await world.settle();
    const timeline = client.timeline(conversation, { at: 'unread', pageSize: 20 });
    await world.settle();
    expect(timeline.value).toMatchObject({
      openedAt: 100,
      target: { seq: 101 },
      moreBefore: true,
      moreAfter: true,
    });
    expect(timeline.value.messages.map((one) => one.seq)).toContain(101);
    database.send(conversation, 'u_ann', 'live');
    await world.settle();
    expect(timeline.value.messages.at(-1)!.seq).toBeLessThan(200);
    for (let i = 0; i < 20 && timeline.value.moreAfter; i++) {
      void timeline.loadAfter();
      await world.settle();
    }
    expect(timeline.value.messages.at(-1)).toMatchObject({ seq: 201, text: 'live' });
    database.send(conversation, 'u_ann', 'more');
    await world.settle();
    expect(timeline.value.messages.at(-1)).toMatchObject({ text: 'more' });
    expect(timeline.value.moreAfter).toBe(false);
  });

  test('is loading until the place is shown, whatever is held of the newest', async () => {
    const { world, database, client, conversation } = await group(200);
    database.read(conversation, 'u_me', 200);
    await world.settle();
    for (let i = 0; i < 60; i++) database.send(conversation, 'u_ann', `unread ${i}`);
    await world.settle();
    const timeline = client.timeline(conversation, { at: 'unread', pageSize: 20 });
    const seen: [loading: boolean, target: number | undefined][] = [];
    const look = () => {
      const { loading, target } = timeline.value;
      seen.push([loading, target?.seq]);
    };
    look();
    timeline.subscribe(look);
    await world.settle();
    expect(seen[0]).toEqual([true, undefined]);
    expect(seen.at(-1)).toEqual([false, 201]);
    expect(seen.filter(([loading]) => !loading).every(([, target]) => target === 201)).toBe(true);
    void timeline.jump('newest');
    expect(timeline.value.loading).toBe(true);
    await world.settle();
    expect(timeline.value.loading).toBe(false);
  });

  test('jumps to a message and back, and shares what is held', async () => {
    const { world, client, conversation, asked } = await group(300);
    const timeline = client.timeline(conversation, { pageSize: 40 });
    await world.settle();
    void timeline.jump({ seq: 50 });
    await world.settle();
    expect(timeline.value).toMatchObject({ target: { seq: 50 }, moreAfter: true });
    expect(timeline.value.messages.map((one) => one.seq)).toContain(50);
    void timeline.jump('newest');
    await world.settle();
    expect(timeline.value.messages.at(-1)!.seq).toBe(300);
    expect(timeline.value).not.toHaveProperty('target');
    const before = asked('history.get').length;
    client.timeline(conversation, { at: { seq: 50 }, pageSize: 40 });
    await world.settle();
    expect(asked('history.get').length).toBe(before);
  });

  test('of an empty conversation is empty, and then is not', async () => {
    const { world, database, client, conversation, asked } = await group(0);
    const timeline = client.timeline(conversation);
    await world.settle();
    expect(timeline.value).toMatchObject({
      messages: [],
      loading: false,
      moreBefore: false,
      moreAfter: false,
    });
    expect(asked('history.get')).toEqual([]);
    database.send(conversation, 'u_ann', 'the first');
    await world.settle();
    expect(timeline.value.messages).toMatchObject([{ text: 'the first' }]);
    expect(timeline.value.moreBefore).toBe(false);
  });

  test('shows what is stored without a connection, and says that it lacks one for more', async () => {
    const { world, client, conversation, storage } = await group(120);
    const first = client.timeline(conversation, { pageSize: 40 });
    await world.settle();
    void first.loadBefore();
    await world.settle();
    await client.close();
    world.server.unreachable = true;
    const again = world.client({ storage });
    await again.start();
    const timeline = again.timeline(conversation, { pageSize: 40 });
    await turn();
    await turn();
    expect(timeline.value.messages.map((one) => one.seq).slice(0, 1)).toEqual([81]);
    await timeline.loadBefore();
    expect(timeline.value.messages[0]!.seq).toBe(41);
    expect(timeline.value.error).toBeUndefined();
    await timeline.loadBefore();
    expect(timeline.value.error).toMatchObject({ code: 'disconnected' });
    expect(timeline.value.messages.length).toBe(80);
    world.server.unreachable = false;
    await world.pass(5000);
    expect(timeline.value.error).toBeUndefined();
    void timeline.loadBefore();
    await world.settle();
    expect(timeline.value.messages[0]!.seq).toBe(1);
  });

  test('of which nothing is held waits for the connection that is being made', async () => {
    const { world, client, conversation, storage } = await group(100);
    await world.pass(3000);
    await client.close();
    const open = async () => {
      const again = world.client({ storage });
      await again.start();
      const timeline = again.timeline(conversation, { at: 'unread' });
      const seen: [loading: boolean, error: string | undefined, shown: number][] = [];
      timeline.subscribe(({ loading, error, messages }) =>
        seen.push([loading, error?.code, messages.length]),
      );
      await world.pass(3000);
      return { again, seen };
    };
    world.server.unreachable = true;
    const offline = await open();
    expect(offline.seen.at(-1)).toEqual([false, 'disconnected', 0]);
    await offline.again.close();
    world.server.unreachable = false;
    const online = await open();
    expect(online.seen.filter(([, error]) => error)).toEqual([]);
    expect(online.seen.at(-1)).toEqual([false, undefined, 50]);
  });

  test('without what was asked for says so, and goes there when it can', async () => {
    const { world, database, conversation, client: former } = await group(100);
    database.read(conversation, 'u_me', 100);
    for (let i = 0; i < 300; i++) database.send(conversation, 'u_ann', `unread ${i}`);
    await former.close();
    const client = await world.online();
    for (let i = 0; i < 40; i++) database.send(conversation, 'u_ann', `live ${i}`);
    await world.settle();
    world.server.unreachable = true;
    world.server.endAll(1006);
    const timeline = client.timeline(conversation, { at: 'unread' });
    await world.settle();
    expect(timeline.value).toMatchObject({ loading: false, error: { code: 'disconnected' } });
    expect(timeline.value).not.toHaveProperty('target');
    expect(timeline.value.messages.map((one) => one.seq)[0]).toBe(401);
    const seen: (number | undefined)[] = [];
    timeline.subscribe(({ loading, error, target }) => {
      if (!loading && !error) seen.push(target?.seq);
    });
    world.server.unreachable = false;
    await world.pass(5000);
    expect(timeline.value).not.toHaveProperty('error');
    expect(new Set(seen)).toEqual(new Set([101]));
  });

  test('does not show what is stored when it has changed since', async () => {
    const { world, database, client, conversation, storage } = await group(60);
    client.timeline(conversation, { pageSize: 60 });
    await world.settle();
    await world.pass(2000);
    await client.close();
    database.edit(conversation, 'u_ann', 5, 'edited while away');
    const again = world.client({ storage });
    await again.start();
    await world.settle();
    const timeline = again.timeline(conversation, { at: { seq: 5 }, pageSize: 20 });
    await world.settle();
    expect(timeline.value.messages.find((one) => one.seq === 5)).toMatchObject({
      text: 'edited while away',
    });
  });

  test('loads anew when the server was put back to a backup', async () => {
    const { world, database, client, conversation } = await group(10);
    const backup = database.backup();
    database.send(conversation, 'u_ann', 'lost');
    const timeline = client.timeline(conversation);
    await world.settle();
    expect(timeline.value.messages.length).toBe(11);
    const resets: string[] = [];
    client.on('reset', ({ reason }) => resets.push(reason));
    database.restore(backup);
    world.server.endAll(1006);
    await world.pass(3000);
    expect(resets).toEqual(['epoch_changed']);
    expect(timeline.value.messages.length).toBe(10);
  });

  test('of a thread has its replies only, with its root', async () => {
    const { world, database, client, conversation } = await group(5);
    for (let i = 0; i < 30; i++) database.send(conversation, 'u_bob', `reply ${i}`, { thread: 3 });
    const timeline = client.timeline(conversation, { thread: 3, pageSize: 10 });
    await world.settle();
    expect(timeline.value).toMatchObject({
      root: { seq: 3, text: 'text 3', thread_info: { count: 30 } },
      moreBefore: true,
      moreAfter: false,
    });
    expect(timeline.value.messages.length).toBe(10);
    void timeline.loadBefore();
    await world.settle();
    expect(timeline.value.messages.length).toBe(20);
    const { key } = client.send(conversation, { text: 'mine', thread: 3 });
    expect(timeline.value.pending).toMatchObject([{ key }]);
    expect(client.timeline(conversation).value.pending).toEqual([]);
    await world.settle();
    expect(timeline.value.messages.at(-1)).toMatchObject({ text: 'mine', thread_seq: 31 });
    expect(client.threads.value).toMatchObject([
      { conversation, thread: 3, head: 31, read: 31, unread: 0 },
    ]);
  });

  test('of a conversation that is left is empty', async () => {
    const { world, database, client, conversation } = await group(10);
    const timeline = client.timeline(conversation);
    await world.settle();
    database.drop(conversation, 'u_ann', 'u_me');
    await world.settle();
    expect(timeline.value.messages).toEqual([]);
    expect(client.conversation(conversation).value).toBeUndefined();
  });

  test('leaves only its tail in memory when it is closed', async () => {
    const { world, client, conversation } = await group(600);
    const timeline = client.timeline(conversation, { pageSize: 200 });
    await world.settle();
    for (let i = 0; i < 2; i++) {
      void timeline.loadBefore();
      await world.settle();
    }
    expect(client.message(conversation, 1)).toBeDefined();
    timeline.close();
    expect(client.message(conversation, 1)).toBeUndefined();
    expect(client.message(conversation, 600)).toBeDefined();
  });
});
