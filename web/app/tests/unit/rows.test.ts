import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message, TimelineState } from '../../../sdk/src/index.ts';
import { buildRows, grewInFront } from '../../src/timeline/rows.ts';

const noon = new Date(2026, 4, 4, 12).getTime();
const message = (
  seq: number,
  by: string,
  minutes: number,
  more: Partial<Message> = {},
): Message => ({ seq, rev: seq, by, time: noon + minutes * 60_000, text: `m${seq}`, ...more });
const state = (messages: Message[], more: Partial<TimelineState> = {}): TimelineState => ({
  conversation: 'c',
  messages,
  changing: new Set(),
  pending: [],
  moreBefore: false,
  moreAfter: false,
  loading: false,
  loadingBefore: false,
  loadingAfter: false,
  openedAt: 0,
  ...more,
});
const kinds = (rows: ReturnType<typeof buildRows>) =>
  rows.map((row) =>
    row.kind === 'message' ? `${row.head ? 'H' : 'm'}${row.message.seq}` : row.kind,
  );

test('the same author within five minutes is one group, a new day begins another', () => {
  const rows = buildRows(
    state([
      message(1, 'a', 0),
      message(2, 'a', 4),
      message(3, 'b', 5),
      message(4, 'b', 11),
      message(5, 'b', 60 * 13),
    ]),
    { self: 'x' },
  );
  assert.deepEqual(kinds(rows), ['start', 'day', 'H1', 'm2', 'H3', 'H4', 'day', 'H5', 'end']);
});

test("the divider stands before the first of somebody else's messages behind it, and only where both sides are seen", () => {
  const messages = [message(1, 'a', 0), message(2, 'x', 1), message(3, 'a', 2)];
  assert.deepEqual(kinds(buildRows(state(messages), { self: 'x', newAfter: 1 })), [
    'start',
    'day',
    'H1',
    'H2',
    'new',
    'H3',
    'end',
  ]);
  assert.ok(
    !kinds(buildRows(state(messages, { moreBefore: true }), { self: 'x', newAfter: 0 })).includes(
      'new',
    ),
  );
});

test('replies in threads are in the thread only; the last own message shows how far it is', () => {
  const rows = buildRows(
    state([message(1, 'x', 0), message(2, 'a', 1, { thread: 1, thread_seq: 1 })]),
    { self: 'x' },
  );
  assert.deepEqual(kinds(rows), ['start', 'day', 'H1', 'end']);
  assert.ok(rows.some((row) => row.kind === 'message' && row.state));
});

test('a waiting message keeps its key when it has become one', () => {
  const entry = {
    key: 'k1',
    request: { type: 'message.send', text: 'hi' },
    created: noon,
    state: 'waiting',
    attempts: 0,
    tab: 't',
  } as const;
  const before = buildRows(state([], { pending: [entry] }), { self: 'x' });
  const after = buildRows(state([message(1, 'x', 0, { idempotency_key: 'k1' })]), { self: 'x' });
  const key = (rows: typeof before) =>
    rows.find((row) => row.kind === 'pending' || row.kind === 'message')!.key;
  assert.equal(key(before), key(after));
});

test('older messages in front are told from newer ones behind', () => {
  const some = buildRows(state([message(5, 'a', 0), message(6, 'a', 1)], { moreBefore: true }), {
    self: 'x',
  });
  const older = buildRows(
    state([message(3, 'a', -9), message(4, 'a', -8), message(5, 'a', 0), message(6, 'a', 1)], {
      moreBefore: true,
    }),
    { self: 'x' },
  );
  const newer = buildRows(
    state([message(5, 'a', 0), message(6, 'a', 1), message(7, 'a', 2)], { moreBefore: true }),
    { self: 'x' },
  );
  assert.equal(grewInFront(some, older), true);
  assert.equal(grewInFront(some, newer), false);
});
