import { expect } from 'vitest';
import type { Client } from '../../src/client.js';
import type { Timeline } from '../../src/timeline.js';
import type { ConversationItem, Message } from '../../src/types.js';
import type { FakeServer } from './server.js';

/** Everything that a client shows of its account is what the server would say. */
export function expectTruth(client: Client, server: FakeServer, user: string): void {
  const { database } = server;
  const shown = client.conversations.value;
  const truth = database.of(user).map((row) => database.item(row.id, user, true));
  const byId = (a: { conversation: string }, b: { conversation: string }): number =>
    a.conversation < b.conversation ? -1 : 1;
  expect(shown.map((one) => plainItem(one)).sort(byId)).toEqual(
    truth.map((one) => plainItem(one)).sort(byId),
  );
  for (const one of shown) {
    expect(one.stale).toBe(false);
    expect(one.have).toBe(one.head_rev);
    if (one.members) {
      const members = [...database.row(one.conversation).members]
        .map(([id, { role }]) => `${id} ${role}`)
        .sort();
      expect(one.members.map(({ user: id, role }) => `${id} ${role}`).sort()).toEqual(members);
    }
    if (one.pins)
      expect(one.pins).toEqual(truth.find((item) => item.conversation === one.conversation)!.pins);
  }
  const threads = (list: readonly object[]): string[] =>
    list.map((one) => JSON.stringify(Object.entries(one).sort())).sort();
  expect(threads(client.threads.value)).toEqual(threads(database.threads(user)));
}

/** What a timeline shows is the server's history between its ends. */
export function expectHistory(timeline: Timeline, server: FakeServer, user: string): void {
  const { database } = server;
  const { messages: held, conversation, moreBefore, moreAfter, thread } = timeline.value;
  if (!database.visible(conversation, user)) {
    expect(held).toEqual([]);
    return;
  }
  // Of a reply that was deleted before it was delivered nobody is told which thread it was in.
  const unsure = new Set(
    database
      .row(conversation)
      .messages.filter((one) => one.deleted && one.thread !== undefined)
      .map((one) => one.thread),
  );
  const known = (one: Message): boolean => thread === undefined || !one.deleted;
  // Who took part first may be known only when the root is read again, if replies were skipped.
  const plain = ({ thread_info: info, ...one }: Message): Message =>
    info && !unsure.has(one.seq)
      ? { ...one, thread_info: { ...info, participants: [], participants_count: 0 } }
      : one;
  const messages = held.filter(known).map(plain);
  const all = database
    .history(conversation, user, { limit: 100_000, ...(thread === undefined ? {} : { thread }) })
    .messages.filter(known)
    .map(plain);
  const from =
    messages.length > 0 ? all.findIndex((one) => one.seq === messages[0]!.seq) : all.length;
  expect(messages.map(plainMessage)).toEqual(
    all.slice(from, from + messages.length).map(plainMessage),
  );
  if (thread === undefined || !unsure.has(thread)) {
    expect({ moreBefore, moreAfter }).toEqual({
      moreBefore: from > 0,
      moreAfter: from + messages.length < all.length,
    });
  }
}

function plainItem(item: ConversationItem): { conversation: string; last?: object } {
  const {
    members: _,
    pins: __,
    last,
    have: ___,
    stale: ____,
    ...rest
  } = item as ConversationItem & { have?: number; stale?: boolean };
  if (!last) return rest;
  const { thread_info: _____, ...message } = last;
  return { ...rest, last: plainMessage(message) };
}

/** Without what an event tells and a page does not, or the other way round. */
function plainMessage(message: Message): object {
  const { idempotency_key: _, ...rest } = message;
  if (!message.deleted) return rest;
  const { seq, rev, by, time } = message;
  return { seq, rev, by, time, deleted: true };
}
