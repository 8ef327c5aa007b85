// What a storage promises, kept by both.

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { IndexedDbStorage } from '../src/idb.js';
import { MemoryStorage, type SavedConversation, type Storage } from '../src/storage.js';
import type { OutboxEntry } from '../src/shapes.js';
import type { ConversationItem, Message } from '../src/types.js';

beforeEach(() => {
  Object.assign(globalThis, { indexedDB: new IDBFactory(), IDBKeyRange });
});

const conversation = (id: string, have: number): SavedConversation => ({
  item: { conversation: id, head_rev: have } as ConversationItem,
  itemRev: have,
  have,
  stale: false,
});
const message = (seq: number, text = `text ${seq}`): Message => ({
  seq,
  rev: seq,
  by: 'u_1',
  time: seq,
  text,
});
const messages = (id: string, ...seqs: number[]) =>
  seqs.map((seq) => ({ conversation: id, message: message(seq) }));
const position = {
  cursor: 'e.1',
  self: { have: 3, settings: { read_receipts: true }, blocked: [], threads: [] },
};
const seqs = async (storage: Storage, id: string, from: number, to: number) =>
  (await storage.messages(id, from, to))?.messages.map((one) => one.seq);
const entry = (key: string): OutboxEntry => ({
  key,
  request: { type: 'message.send', text: key },
  created: 1,
  state: 'waiting',
  attempts: 0,
  tab: 't',
});

describe.each([
  ['memory', () => new MemoryStorage()],
  ['IndexedDB', () => new IndexedDbStorage('test')],
] as [string, () => Storage][])('%s', (_, make) => {
  test('is empty at first', async () => {
    expect(await make().load()).toEqual({ conversations: [], users: [] });
    expect(await make().outbox()).toEqual([]);
  });

  test('gives back what was saved', async () => {
    const storage = make();
    const user = { id: 'u_1', login: 'a', display_name: 'A', rev: 1 };
    await storage.save({
      position,
      conversations: [conversation('c_1', 5)],
      users: [user],
      messages: messages('c_1', 1, 2, 3),
    });
    expect(await storage.load()).toEqual({
      position,
      conversations: [conversation('c_1', 5)],
      users: [user],
    });
    expect(await storage.messages('c_1', 2, 9)).toEqual({
      have: 5,
      stale: false,
      messages: [message(2), message(3)],
    });
    expect(await storage.messages('c_2', 1, 9)).toBeUndefined();
  });

  test('finds messages of one conversation by their numbers, ascending', async () => {
    const storage = make();
    await storage.save({
      conversations: [conversation('c_1', 1), conversation('c_2', 1)],
      messages: [...messages('c_1', 1000, 9, 10, 100), ...messages('c_2', 10)],
    });
    expect(await seqs(storage, 'c_1', 10, 1000)).toEqual([10, 100, 1000]);
    expect(await seqs(storage, 'c_2', 1, 1000)).toEqual([10]);
  });

  test('drops first and puts then', async () => {
    const storage = make();
    await storage.save({
      conversations: [conversation('c_1', 1), conversation('c_2', 1), conversation('c_3', 1)],
      messages: [...messages('c_1', 1, 2), ...messages('c_2', 1, 2), ...messages('c_3', 1, 2)],
    });
    await storage.save({
      dropConversations: ['c_1', 'c_2'],
      dropMessages: ['c_3'],
      conversations: [conversation('c_2', 7)],
      messages: [...messages('c_2', 9), ...messages('c_3', 5)],
    });
    expect((await storage.load()).conversations.map((one) => one.item.conversation).sort()).toEqual(
      ['c_2', 'c_3'],
    );
    expect(await storage.messages('c_1', 1, 99)).toBeUndefined();
    expect(await seqs(storage, 'c_2', 1, 99)).toEqual([9]);
    expect(await seqs(storage, 'c_3', 1, 99)).toEqual([5]);
    await storage.save({ forget: [{ conversation: 'c_3', seq: 5 }] });
    expect(await seqs(storage, 'c_3', 1, 99)).toEqual([]);
  });

  test('keeps session and outbox over a reset, but not over clear', async () => {
    const storage = make();
    await storage.saveSession({ token: 'plt_1', login: 'a', device: 'd_1' });
    await storage.putOutbox([entry('k1'), entry('k2')]);
    await storage.save({
      position,
      conversations: [conversation('c_1', 1)],
      messages: messages('c_1', 1),
    });
    await storage.save({ reset: true, conversations: [conversation('c_2', 1)] });
    expect(await storage.load()).toEqual({
      session: { token: 'plt_1', login: 'a', device: 'd_1' },
      conversations: [conversation('c_2', 1)],
      users: [],
    });
    await storage.removeOutbox(['k1']);
    expect(await storage.outbox()).toEqual([entry('k2')]);
    await storage.clear();
    expect(await storage.load()).toEqual({ conversations: [], users: [] });
    expect(await storage.outbox()).toEqual([]);
  });
});

test('IndexedDB outlives the object, and opens again after it was closed', async () => {
  const storage = new IndexedDbStorage('test');
  await storage.putOutbox([entry('k1')]);
  storage.close();
  expect(await new IndexedDbStorage('test').outbox()).toEqual([entry('k1')]);
  expect(await storage.outbox()).toEqual([entry('k1')]);
});
