import { describe, expect, test } from 'vitest';
import { withReaction } from '../src/items.js';
import { fromItem, mergeItem, mergePage } from '../src/pages.js';
import { applyEvent } from '../src/reducer.js';
import type { ConversationState } from '../src/state.js';
import { addMessages, keepTail, lastOf, messageAt, type Runs } from '../src/runs.js';
import type { ConversationItem, LogEvent, Message } from '../src/types.js';

const kMe = 'u_me';
const message = (seq: number, rest: Partial<Message> = {}): Message => ({
  seq,
  rev: seq,
  by: 'u_ann',
  time: seq,
  text: `text ${seq}`,
  version: 1,
  ...rest,
});
const item = (rest: Partial<ConversationItem> = {}): ConversationItem => ({
  conversation: 'c_1',
  kind: 'group',
  role: 'member',
  head_seq: 0,
  head_rev: 0,
  floor_seq: 1,
  floor_rev: 1,
  read_seq: 0,
  unread: 0,
  mentions: 0,
  mention_seqs: [],
  active: 0,
  muted: false,
  pinned: false,
  archived: false,
  members_count: 2,
  ...rest,
});
const page = (messages: readonly Message[]) => ({
  messages,
  more_before: false,
  more_after: false,
  floor_seq: 1,
  head_seq: 9,
  head_rev: 9,
});

let rev = 0;
const event = (kind: string, data: object, rest: Partial<LogEvent> = {}): LogEvent => ({
  type: 'event',
  cursor: '',
  conversation: 'c_1',
  rev: ++rev,
  kind,
  by: 'u_ann',
  time: rev,
  data: data as Record<string, unknown>,
  ...rest,
});
const play = (state: ConversationState, ...events: LogEvent[]): ConversationState =>
  events.reduce((held, one) => applyEvent(held, one, kMe).state, state);
const start = (rest: Partial<ConversationItem> = {}): ConversationState => {
  rev = rest.head_rev ?? 0;
  return fromItem(item(rest));
};
const incoming = (seq: number, data: object = {}, by = 'u_ann'): LogEvent =>
  event('message', { text: `text ${seq}`, ...data }, { seq, by });

describe('runs of messages', () => {
  test('are joined where they touch, and sorted', () => {
    let runs: Runs = [];
    for (const seq of [5, 1, 9, 3, 2, 4]) runs = addMessages(runs, [message(seq)]);
    expect(runs.map((run) => [run.from, lastOf(run)])).toEqual([
      [1, 5],
      [9, 9],
    ]);
    runs = addMessages(
      runs,
      [6, 7, 8].map((seq) => message(seq)),
    );
    expect(runs.map((run) => [run.from, lastOf(run)])).toEqual([[1, 9]]);
    expect(runs[0]!.messages.map((one) => one.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('keep the newer of two versions of a message', () => {
    let runs = addMessages([], [message(1, { rev: 5, text: 'newer' }), message(2)]);
    runs = addMessages(runs, [
      message(1, { rev: 3, text: 'older' }),
      message(2, { rev: 8, text: 'newer, too' }),
    ]);
    expect(runs[0]!.messages.map((one) => one.text)).toEqual(['newer', 'newer, too']);
  });

  test('are cut to their tail', () => {
    const runs = addMessages(
      addMessages([], [message(1)]),
      [5, 6, 7, 8].map((seq) => message(seq)),
    );
    expect(keepTail(runs, 2).map((run) => [run.from, lastOf(run)])).toEqual([[7, 8]]);
  });
});

describe('unread and mentions', () => {
  test('follow from the cursors', () => {
    const state = play(
      start(),
      incoming(1),
      incoming(2, { mentions: [kMe] }),
      incoming(3, { mentions: 'all' }),
      incoming(4, { mentions: ['u_bob'] }),
    );
    expect(state.item).toMatchObject({ head_seq: 4, unread: 4, mentions: 2, mention_seqs: [2, 3] });
  });

  test("one's own message is read, and everything before it", () => {
    const state = play(
      start(),
      incoming(1, { mentions: [kMe] }),
      incoming(2, { mentions: 'all' }, kMe),
    );
    expect(state.item).toMatchObject({ read_seq: 2, unread: 0, mention_seqs: [] });
  });

  test('an edit mentions anew, or no longer; a deletion mentions nobody', () => {
    let state = play(
      start(),
      incoming(1, { mentions: [kMe] }),
      incoming(2),
      incoming(3, { mentions: [kMe] }),
    );
    state = play(
      state,
      event('message.edited', { seq: 2, version: 2, text: 'for you', mentions: [kMe] }),
    );
    expect(state.item.mention_seqs).toEqual([1, 2, 3]);
    state = play(
      state,
      event('message.edited', { seq: 1, version: 2, text: 'not for you', mentions: [] }),
      event('message.deleted', { seqs: [3] }),
    );
    expect(state.item).toMatchObject({ mention_seqs: [2], mentions: 1, unread: 3 });
  });

  test('if the list of mentions was full, what was left out is asked for', () => {
    let state = play(
      start(),
      ...Array.from({ length: 101 }, (_, i) => incoming(i + 1, { mentions: [kMe] })),
    );
    expect(state.item).toMatchObject({ mentions: 100, unread: 101 });
    expect(state.item.mention_seqs[0]).toBe(2);
    const applied = applyEvent(state, event('message.deleted', { seqs: [50] }), kMe);
    expect(applied.refresh).toBe(true);
    state = play(start(), incoming(1, { mentions: [kMe] }));
    expect(applyEvent(state, event('message.deleted', { seqs: [1] }), kMe).refresh).toBeUndefined();
  });
});

describe('an item that is ahead of the log', () => {
  test('is not changed by entries that it contains, but messages are', () => {
    let state = start({ head_rev: 1, head_seq: 1 });
    state = { ...state, runs: addMessages([], [message(1, { rev: 1 })]) };
    state = mergeItem(
      state,
      item({
        head_rev: 5,
        head_seq: 3,
        members_count: 3,
        title: 'New',
        mention_seqs: [3],
        mentions: 1,
      }),
    );
    expect(state).toMatchObject({ have: 1, itemRev: 5 });
    state = play(
      state,
      event('conversation.updated', { title: 'Newer than the first, older than the last' }),
      event('member.added', { users: ['u_cat'] }),
      incoming(2),
      incoming(3, { mentions: [kMe] }),
    );
    expect(state.item).toMatchObject({
      title: 'New',
      members_count: 3,
      head_seq: 3,
      mention_seqs: [3],
    });
    expect(state.runs[0]!.messages.length).toBe(3);
    expect(state.have).toBe(5);
  });
});

describe('an item that an answer brings late', () => {
  test('does not take back what was read', () => {
    const state = mergeItem(
      play(start(), incoming(1), incoming(2, { mentions: [kMe] }), incoming(3, {}, kMe)),
      item({ head_rev: 3, head_seq: 3, read_seq: 1, mention_seqs: [2] }),
    );
    expect(state.item).toMatchObject({ read_seq: 3, mention_seqs: [] });
  });
});

describe('messages', () => {
  test('that a page tells newer than the log are not changed by what they contain', () => {
    let state = play(start(), incoming(1));
    state = mergePage(state, page([message(1, { rev: 3, text: 'third', version: 3 })]));
    state = play(state, event('message.edited', { seq: 1, version: 2, text: 'second' }));
    expect(messageAt(state.runs, 1)).toMatchObject({ text: 'third', version: 3, rev: 3 });
    state = play(state, event('message.edited', { seq: 1, version: 3, text: 'third' }));
    expect(messageAt(state.runs, 1)).toMatchObject({ text: 'third', version: 3, rev: 3 });
    state = play(
      state,
      event('message.edited', { seq: 1, version: 4, text: 'fourth', format: 'markdown' }),
    );
    expect(messageAt(state.runs, 1)).toMatchObject({
      text: 'fourth',
      version: 4,
      format: 'markdown',
      rev: 4,
    });
  });

  test('that are not held are changed nowhere, but the rev counts', () => {
    const state = play(
      start({ head_seq: 5, head_rev: 5 }),
      event('message.edited', { seq: 2, version: 2, text: 'x' }),
      event('message.reacted', { seq: 3, emoji: '👍', on: true }),
    );
    expect(state).toMatchObject({ have: 7, runs: [] });
  });

  test('that were erased before they came are tombstones until an edit brings a text', () => {
    let state = play(
      start(),
      event('message', { deleted: true }, { seq: 1 }),
      event('message.edited', { deleted: true }),
      incoming(2),
    );
    expect(messageAt(state.runs, 1)).toMatchObject({ deleted: true });
    const applied = applyEvent(
      state,
      event('message.edited', { seq: 1, version: 3, text: 'third' }),
      kMe,
    );
    state = applied.state;
    expect(messageAt(state.runs, 1)).toMatchObject({ text: 'third', version: 3 });
    expect(messageAt(state.runs, 1)).not.toHaveProperty('deleted');
    expect(applied.refetch).toBe(1);
  });

  test('keep their place when they are deleted, and lose what was in them', () => {
    const state = play(
      start(),
      incoming(1),
      event('message.reacted', { seq: 1, emoji: '👍', on: true }),
      event('message.pinned', { seq: 1, on: true }),
      event('message.deleted', { seqs: [1] }),
    );
    expect(messageAt(state.runs, 1)).toEqual({
      seq: 1,
      rev: 4,
      by: 'u_ann',
      time: 1,
      deleted: true,
    });
    expect(state.item.last).toEqual(messageAt(state.runs, 1));
  });

  test('stay in their thread, deleted here or erased before they came', () => {
    const place = { reply_to: 1, thread: 1, thread_seq: 1 };
    const erased = play(start(), incoming(1), {
      ...event('message', { deleted: true }, { seq: 2 }),
      ...place,
    });
    expect(messageAt(erased.runs, 2)).toMatchObject({ ...place, deleted: true });
    const deleted = play(
      start(),
      incoming(1),
      incoming(2, place),
      event('message.deleted', { seqs: [2] }),
    );
    expect(messageAt(deleted.runs, 2)).toMatchObject({ ...place, deleted: true });
  });

  test('of a thread are counted at its root', () => {
    const state = play(
      start(),
      incoming(1),
      incoming(2, { thread: 1, thread_seq: 1 }, 'u_bob'),
      incoming(3, { thread: 1, thread_seq: 2 }, 'u_bob'),
      incoming(4, { thread: 1, thread_seq: 3 }),
    );
    expect(messageAt(state.runs, 1)!.thread_info).toEqual({
      count: 3,
      last_seq: 4,
      last_time: 4,
      participants: ['u_bob', 'u_ann'],
      participants_count: 2,
    });
    expect(messageAt(state.runs, 1)!.rev).toBe(1);
  });
});

describe('reactions', () => {
  const many = Array.from({ length: 20 }, (_, i) => `u_${i}`);

  test('come and go', () => {
    let one = withReaction(message(1), '👍', 'u_ann', true, kMe);
    one = withReaction(one, '👍', kMe, true, kMe);
    one = withReaction(one, '🎉', kMe, true, kMe);
    expect(one.reactions).toEqual({ '👍': ['u_ann', kMe], '🎉': [kMe] });
    one = withReaction(withReaction(one, '👍', kMe, false, kMe), '👍', 'u_ann', false, kMe);
    expect(one.reactions).toEqual({ '🎉': [kMe] });
    expect(withReaction(one, '🎉', kMe, false, kMe)).not.toHaveProperty('reactions');
  });

  test("beyond twenty are counted, and one's own is always listed", () => {
    let one = message(1, { reactions: { '👍': many } });
    one = withReaction(one, '👍', 'u_x', true, kMe);
    expect(one).toMatchObject({ reactions: { '👍': many }, reaction_counts: { '👍': 21 } });
    one = withReaction(one, '👍', kMe, true, kMe);
    expect(one.reactions!['👍']).toContain(kMe);
    expect(one.reaction_counts).toEqual({ '👍': 22 });
    one = withReaction(one, '👍', kMe, false, kMe);
    one = withReaction(one, '👍', 'u_x', false, kMe);
    expect(one).toMatchObject({ reactions: { '👍': many } });
    expect(one).not.toHaveProperty('reaction_counts');
  });
});

describe('groups', () => {
  test('a setting that is taken away is gone', () => {
    const state = play(
      start({ title: 'A', topic: 'B' }),
      event('conversation.updated', { topic: '' }),
      event('conversation.updated', { title: 'C', unknown: 1 }),
    );
    expect(state.item.title).toBe('C');
    expect(state.item).not.toHaveProperty('topic');
    expect(state.item).not.toHaveProperty('unknown');
  });

  test('members come, go and change, as long as all are known', () => {
    const members = [
      { user: 'u_ann', role: 'owner' as const },
      { user: kMe, role: 'member' as const },
    ];
    let state = play(
      start({ members }),
      event('member.added', { users: ['u_bob', 'u_cat'] }),
      event('member.removed', { users: ['u_cat'] }),
      event('member.role', { user: kMe, role: 'admin' }),
      event('member.muted', { user: kMe, until: 99 }),
    );
    expect(state.item).toMatchObject({ members_count: 3, role: 'admin', muted_until: 99 });
    expect(state.item.members).toEqual([
      members[0],
      { user: kMe, role: 'admin', muted_until: 99 },
      { user: 'u_bob', role: 'member' },
    ]);
    state = play(state, event('member.muted', { user: kMe, until: 0 }));
    expect(state.item).not.toHaveProperty('muted_until');
    state = play(
      start({ members, members_count: 150 }),
      event('member.added', { users: ['u_bob'] }),
    );
    expect(state.item).toMatchObject({ members_count: 151 });
    expect(state.item.members).toBeUndefined();
  });

  test('an entry of unknown kind counts, and no more', () => {
    const before = start();
    const after = play(before, event('poll.opened', { question: '?' }));
    expect(after).toEqual({
      ...before,
      have: 1,
      itemRev: 1,
      item: { ...before.item, head_rev: 1 },
    });
  });
});
