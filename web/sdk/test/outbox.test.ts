import { describe, expect, test } from 'vitest';
import { MemoryStorage } from '../src/storage.js';
import { turn } from './support/clock.js';
import { World } from './support/world.js';

async function chat(storage = new MemoryStorage()) {
  const world = new World();
  const { database } = world.server;
  const conversation = database.create('u_ann', ['u_me']);
  const client = await world.online('me', { storage });
  const texts = (): string[] => database.row(conversation).messages.map((one) => one.text);
  const asked = (type: string) => world.server.seen.filter((frame) => frame['type'] === type);
  return { world, database, conversation, client, storage, texts, asked };
}

describe('a message', () => {
  test('is sent once, and is gone from the outbox when its event is there', async () => {
    const { world, client, conversation, texts } = await chat();
    const timeline = client.timeline(conversation);
    const { key, done } = client.send(conversation, { text: 'hi' });
    expect(timeline.value.pending).toMatchObject([
      { key, state: 'waiting', request: { text: 'hi' } },
    ]);
    await world.settle();
    expect(await done).toMatchObject({ seq: 1 });
    expect(timeline.value.pending).toEqual([]);
    expect(timeline.value.messages).toMatchObject([{ seq: 1, text: 'hi', idempotency_key: key }]);
    expect(texts()).toEqual(['hi']);
  });

  test('is never in the timeline twice or not at all, whichever of answer and event comes first', async () => {
    for (const eventFirst of [true, false]) {
      const { world, client, conversation } = await chat();
      const timeline = client.timeline(conversation);
      await world.settle();
      client.send(conversation, { text: 'hi' });
      await turn();
      const socket = [...world.server.sockets][0]!;
      while (socket.requests.length > 0) world.server.work(socket);
      if (!eventFirst)
        socket.frames.sort((a, b) => Number(a['type'] !== 'ok') - Number(b['type'] !== 'ok'));
      while (socket.frames.length > 0) {
        expect(timeline.value.messages.length + timeline.value.pending.length).toBe(1);
        socket.arrive();
        await turn();
      }
      expect(timeline.value.messages.length).toBe(1);
      expect(timeline.value.pending).toEqual([]);
    }
  });

  test('is given to the storage in the moment in which it is written, whatever is still being stored', async () => {
    const { client, conversation, storage } = await chat();
    const stored: unknown[] = [];
    storage.putOutbox = (entries) => {
      stored.push(...entries.map((entry) => entry.request['text']));
      return new Promise(() => {});
    };
    for (const text of ['one', 'two', 'three']) client.send(conversation, { text });
    expect(stored).toEqual(['one', 'two', 'three']);
  });

  test('waits while there is no connection, and others wait behind it', async () => {
    const { world, client, conversation, texts } = await chat();
    world.server.unreachable = true;
    world.server.endAll(1006);
    for (const text of ['one', 'two', 'three']) client.send(conversation, { text });
    await world.pass(60_000);
    expect(client.outbox.value.map((entry) => entry.state)).toEqual([
      'waiting',
      'waiting',
      'waiting',
    ]);
    world.server.unreachable = false;
    await world.pass(30_000);
    expect(texts()).toEqual(['one', 'two', 'three']);
    expect(client.outbox.value).toEqual([]);
  });

  test('whose answer was lost is sent again under the same key, and is there once', async () => {
    const { world, client, conversation, texts, asked } = await chat();
    const { done } = client.send(conversation, { text: 'hi' });
    await turn();
    const socket = [...world.server.sockets][0]!;
    world.server.work(socket);
    socket.end(1006);
    await world.pass(5000);
    expect(await done).toMatchObject({ seq: 1 });
    expect(texts()).toEqual(['hi']);
    expect(new Set(asked('message.send').map((frame) => frame['idempotency_key'])).size).toBe(1);
  });

  test('survives a reload', async () => {
    const { world, client, conversation, storage, texts } = await chat();
    world.server.unreachable = true;
    world.server.endAll(1006);
    client.send(conversation, { text: 'written offline' });
    await client.close();
    const again = world.client({ storage });
    await again.start();
    expect(again.outbox.value).toMatchObject([
      { state: 'waiting', request: { text: 'written offline' } },
    ]);
    world.server.unreachable = false;
    await world.pass(5000);
    expect(texts()).toEqual(['written offline']);
    expect(await storage.outbox()).toEqual([]);
  });

  test('is stored before it is sent', async () => {
    const { world, client, conversation, storage, asked } = await chat();
    let stored = (): void => {};
    const put = storage.putOutbox.bind(storage);
    storage.putOutbox = (entries) =>
      new Promise((resolve) => (stored = () => resolve(put(entries))));
    client.send(conversation, { text: 'hi' });
    await world.settle();
    expect(asked('message.send')).toEqual([]);
    stored();
    await world.settle();
    expect(asked('message.send').length).toBe(1);
  });

  test('that is refused fails with the reason, and those behind it go on', async () => {
    const { world, client, conversation, texts } = await chat();
    world.server.refusals.set('message.send', {
      code: 'too_large',
      retry: 'no',
      message: 'Too long.',
      field: 'text',
      limit: 16384,
    });
    const { key, done } = client.send(conversation, { text: 'long' });
    client.send(conversation, { text: 'longer' });
    await expect(Promise.all([done, world.settle()])).rejects.toMatchObject({
      code: 'too_large',
      limit: 16384,
    });
    await world.settle();
    expect(client.outbox.value).toMatchObject([
      { state: 'failed', error: { code: 'too_large', field: 'text' } },
      { state: 'failed', error: { code: 'too_large' } },
    ]);
    world.server.refusals.clear();
    client.retry(key);
    await world.settle();
    expect(texts()).toEqual(['long']);
    expect(client.discard(client.outbox.value[0]!.key)).toBe(true);
    expect(client.outbox.value).toEqual([]);
  });

  test('that shall come later is sent when the server said, and those behind it wait', async () => {
    const { world, client, conversation, texts, asked } = await chat();
    world.server.refusals.set('message.send', {
      code: 'rate_limited',
      retry: 'after',
      retry_after_ms: 12_000,
      scope: 'slow_mode',
      message: '',
    });
    client.send(conversation, { text: 'one' });
    client.send(conversation, { text: 'two' });
    await world.pass(11_500);
    expect(asked('message.send').length).toBe(1);
    expect(client.outbox.value).toMatchObject([
      { state: 'waiting', error: { scope: 'slow_mode' } },
      { state: 'waiting' },
    ]);
    world.server.refusals.clear();
    await world.pass(1000);
    expect(texts()).toEqual(['one', 'two']);
  });

  test('is tried more and more seldom if the server goes on refusing for now', async () => {
    const { world, client, conversation, asked } = await chat();
    world.server.refusals.set('message.send', {
      code: 'storage_failed',
      retry: 'after',
      message: '',
    });
    client.send(conversation, { text: 'one' });
    await world.pass(300_000);
    expect(asked('message.send').length).toBeGreaterThan(8);
    expect(asked('message.send').length).toBeLessThan(25);
  });

  test('waits for the next sign-in when the session has ended', async () => {
    const { world, client, conversation, texts } = await chat();
    world.server.tokens.clear();
    world.server.endAll(4502);
    await world.settle();
    expect(client.status.value.phase).toBe('signed_out');
    client.send(conversation, { text: 'kept' });
    await world.pass(60_000);
    await client.signIn({ login: 'me', password: 'correct horse' });
    await world.pass(1000);
    expect(texts()).toEqual(['kept']);
  });

  test('does not go to another account', async () => {
    const { world, client, conversation, texts } = await chat();
    world.server.tokens.clear();
    world.server.endAll(4502);
    await world.settle();
    client.send(conversation, { text: 'mine' });
    await client.signIn({ login: 'bob', password: 'correct horse' });
    await world.pass(60_000);
    expect(texts()).toEqual([]);
    expect(client.outbox.value).toEqual([]);
    expect(client.conversations.value).toEqual([]);
  });
});

describe('changes of messages', () => {
  test('show at once, and wait', async () => {
    const { world, database, client, conversation } = await chat();
    database.send(conversation, 'u_me', 'mine');
    database.send(conversation, 'u_ann', 'hers');
    const timeline = client.timeline(conversation);
    await world.settle();
    world.server.unreachable = true;
    world.server.endAll(1006);
    await turn();
    void client.edit(conversation, 1, { text: 'mended' });
    void client.react(conversation, 2, '👍', true);
    void client.pin(conversation, 2, true);
    expect(timeline.value.messages).toMatchObject([
      { text: 'mended', version: 2 },
      { reactions: { '👍': ['u_me'] }, pinned: true },
    ]);
    expect([...timeline.value.changing]).toEqual([1, 2]);
    void client.remove(conversation, [1]);
    expect(timeline.value.messages[0]).toMatchObject({ deleted: true });
    world.server.unreachable = false;
    await world.pass(5000);
    expect([...timeline.value.changing]).toEqual([]);
    expect(database.row(conversation).messages[0]).toMatchObject({ deleted: true, version: 2 });
    expect(timeline.value.messages).toMatchObject([
      { deleted: true },
      { reactions: { '👍': ['u_me'] }, pinned: true },
    ]);
  });

  test('that are refused show no longer', async () => {
    const { world, database, client, conversation } = await chat();
    database.send(conversation, 'u_ann', 'hers');
    const timeline = client.timeline(conversation);
    await world.settle();
    const edit = client.edit(conversation, 1, { text: 'mine now' });
    expect(timeline.value.messages[0]!.text).toBe('mine now');
    await expect(Promise.all([edit, world.settle()])).rejects.toMatchObject({
      code: 'forbidden',
      need: 'author',
    });
    expect(timeline.value.messages[0]!.text).toBe('hers');
  });
});

describe('receipts of reading', () => {
  test('show at once, only rise, and leave at most once a second', async () => {
    const { world, database, client, conversation, asked } = await chat();
    for (let i = 0; i < 30; i++)
      database.send(conversation, 'u_ann', `text ${i}`, { mentions: i === 20 ? ['u_me'] : [] });
    await world.settle();
    expect(client.conversation(conversation).value).toMatchObject({ unread: 30, mentions: 1 });
    for (let seq = 1; seq <= 25; seq++) {
      client.read(conversation, seq);
      expect(client.conversation(conversation).value!.unread).toBe(30 - seq);
      await world.pass(100);
    }
    await world.pass(2000);
    client.read(conversation, 3);
    await world.pass(2000);
    expect(client.conversation(conversation).value).toMatchObject({
      read_seq: 25,
      unread: 5,
      mentions: 0,
    });
    const sent = asked('conversation.read').map((frame) => frame['seq']);
    expect(sent.length).toBeLessThanOrEqual(5);
    expect(sent.at(-1)).toBe(25);
    expect(asked('conversation.read').every((frame) => !('idempotency_key' in frame))).toBe(true);
    expect(database.item(conversation, 'u_me').read_seq).toBe(25);
  });

  test('wait while there is no connection', async () => {
    const { world, database, client, conversation, storage } = await chat();
    database.send(conversation, 'u_ann', 'text');
    await world.settle();
    world.server.unreachable = true;
    world.server.endAll(1006);
    client.read(conversation, 1);
    await client.close();
    const again = world.client({ storage });
    await again.start();
    world.server.unreachable = false;
    await world.pass(5000);
    expect(database.item(conversation, 'u_me').unread).toBe(0);
  });
});

describe('a deletion with time for second thoughts', () => {
  test('shows at once, holds up nothing, and is sent when the time is over', async () => {
    const { world, client, conversation, texts, asked } = await chat();
    client.send(conversation, { text: 'one' });
    await world.settle();
    const timeline = client.timeline(conversation);
    client.removeLater(conversation, [1], 5000);
    expect(timeline.value.messages).toMatchObject([{ seq: 1, deleted: true }]);
    client.send(conversation, { text: 'two' });
    await world.pass(4000);
    expect(texts()).toEqual(['one', 'two']);
    await world.pass(1500);
    expect(asked('message.delete')).toMatchObject([{ seqs: [1] }]);
    expect(client.outbox.value).toEqual([]);
  });

  test('is taken back', async () => {
    const { world, client, conversation, asked } = await chat();
    client.send(conversation, { text: 'one' });
    await world.settle();
    const timeline = client.timeline(conversation);
    const { key, done } = client.removeLater(conversation, [1], 5000);
    await world.pass(1000);
    expect(client.discard(key)).toBe(true);
    await expect(done).rejects.toMatchObject({ code: 'discarded' });
    expect(timeline.value.messages).toMatchObject([{ seq: 1, text: 'one' }]);
    await world.pass(10_000);
    expect(asked('message.delete')).toEqual([]);
  });

  test('is done before one signs out', async () => {
    const { world, client, conversation, asked } = await chat();
    client.send(conversation, { text: 'one' });
    await world.settle();
    client.removeLater(conversation, [1], 5000);
    const left = client.signOut({ force: true });
    await world.pass(100);
    await left;
    expect(asked('message.delete')).toMatchObject([{ seqs: [1] }]);
  });

  test('is done by the next page if this one is closed before', async () => {
    const { world, client, conversation, storage, asked } = await chat();
    client.send(conversation, { text: 'one' });
    await world.settle();
    client.removeLater(conversation, [1], 5000);
    await client.close();
    const again = world.client({ storage });
    await again.start();
    await world.pass(1000);
    expect(asked('message.delete')).toMatchObject([{ seqs: [1] }]);
    expect(again.outbox.value).toEqual([]);
  });
});

describe('drafts', () => {
  test('are kept at every letter and sent when it is quiet', async () => {
    const { world, database, client, conversation, storage, asked } = await chat();
    for (const text of ['h', 'he', 'hel', 'hell', 'hello']) {
      client.setDraft(conversation, text);
      expect(client.conversation(conversation).value!.draft).toBe(text);
      await world.pass(500);
    }
    expect(await storage.outbox()).toMatchObject([{ request: { draft: 'hello' } }]);
    expect(asked('conversation.settings')).toEqual([]);
    await world.pass(2000);
    expect(asked('conversation.settings').length).toBe(1);
    expect(database.item(conversation, 'u_me').draft).toBe('hello');
    client.setDraft(conversation, '');
    expect(client.conversation(conversation).value).not.toHaveProperty('draft');
    await world.pass(3000);
    expect(database.item(conversation, 'u_me')).not.toHaveProperty('draft');
  });

  test('of another device show, but do not overwrite what is being written', async () => {
    const { world, database, client, conversation } = await chat();
    database.settings(conversation, 'u_me', { draft: 'from the phone' });
    await world.settle();
    expect(client.conversation(conversation).value!.draft).toBe('from the phone');
    client.setDraft(conversation, 'from here');
    database.settings(conversation, 'u_me', { draft: 'from the phone, more' });
    await world.settle();
    expect(client.conversation(conversation).value!.draft).toBe('from here');
    await world.pass(3000);
    expect(database.item(conversation, 'u_me').draft).toBe('from here');
  });

  test('are kept here if the server does not offer them', async () => {
    const { world, client, conversation, storage } = await chat();
    world.server.unsupported.add('conversation.settings');
    client.setDraft(conversation, 'only here');
    await world.pass(10_000);
    expect(client.supports('conversation.settings')).toBe(false);
    expect(client.conversation(conversation).value!.draft).toBe('only here');
    client.setDraft(conversation, 'only here, too');
    await world.pass(10_000);
    await client.close();
    const again = world.client({ storage });
    await again.start();
    await world.settle();
    expect(again.conversation(conversation).value!.draft).toBe('only here, too');
  });
});

describe('a write that is longer than a frame may be', () => {
  test('is refused here, and the connection lives', async () => {
    const { world, database, client, conversation, storage } = await chat();
    const connections = world.server.attempts;
    // 40,000 characters, 80,000 bytes.
    const { key, done } = client.send(conversation, { text: 'é'.repeat(40_000) });
    await expect(done).rejects.toMatchObject({ code: 'too_large', retry: 'no', limit: 65536 });
    client.setDraft(conversation, 'x'.repeat(70_000));
    client.send(conversation, { text: 'hello?' });
    await world.pass(60_000);
    expect(world.server.attempts).toBe(connections);
    expect(database.row(conversation).messages.at(-1)).toMatchObject({ text: 'hello?' });
    expect(client.outbox.value).toMatchObject([{ key, state: 'failed', attempts: 1 }]);
    expect((await storage.outbox()).map((entry) => entry.key)).toEqual([key]);
  });

  test('that an earlier life left behind holds nothing up', async () => {
    const { world, database, client, conversation, storage } = await chat();
    client.disconnect();
    client.setDraft(conversation, 'x'.repeat(70_000));
    client.send(conversation, { text: 'hello?' });
    await client.close();
    const again = world.client({ storage });
    await again.start();
    await world.pass(5000);
    expect(database.row(conversation).messages.at(-1)).toMatchObject({ text: 'hello?' });
    expect(await storage.outbox()).toEqual([]);
  });
});

describe('a write that is not kept', () => {
  test('waits 15 s for a connection', async () => {
    const { world, client, storage } = await chat();
    world.server.unreachable = true;
    world.server.endAll(1006);
    const answer = client.createGroup({ title: 'Lunch' });
    const failed = expect(answer).rejects.toMatchObject({ code: 'timeout' });
    await world.pass(16_000);
    await failed;
    expect(client.outbox.value).toEqual([]);
    expect(await storage.outbox()).toEqual([]);
  });

  test('is done once if the connection breaks before the answer', async () => {
    const { world, database, client } = await chat();
    const answer = client.createGroup({ title: 'Lunch' });
    await turn();
    const socket = [...world.server.sockets][0]!;
    while (socket.requests.length > 0) world.server.work(socket);
    socket.end(1006);
    await world.pass(3000);
    const conversation = await answer;
    expect(client.conversation(conversation).value).toBeDefined();
    expect(database.state.conversations.size).toBe(2);
  });
});
