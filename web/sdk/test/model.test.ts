import { expect, test } from 'vitest';
import { Model } from '../src/model.js';
import { threadKey } from '../src/self.js';
import type { FollowedThread, LogEvent } from '../src/types.js';

const model = () => new Model({ conversation: () => {}, self: () => {}, user: () => {} });
const thread = (seq: number, head: number, read: number): FollowedThread => ({
  conversation: 'c_1',
  thread: seq,
  head,
  read,
  unread: head - read,
  last_seq: head * 10,
  last_time: 1,
});
let rev = 0;
const follow = (seq: number, following: boolean, read: number): LogEvent => ({
  type: 'event',
  cursor: '',
  conversation: 'self',
  rev: ++rev,
  kind: 'thread',
  by: 'u_me',
  time: 1,
  data: { conversation: 'c_1', thread: seq, following, read },
});

test('a list of threads does not take back what happened while it was read', () => {
  const one = model();
  one.setThreads([thread(1, 2, 2), thread(2, 5, 1), thread(3, 1, 1)], 0);
  const before = one.self.have;
  one.applySelf(follow(1, false, 2));
  one.applySelf(follow(2, true, 5));
  one.applySelf(follow(4, true, 0));
  one.setThreads([thread(1, 2, 2), thread(2, 5, 1), thread(3, 4, 1)], before);
  const shown = Object.fromEntries(
    [...one.self.threads].map(([key, { head, read, unread }]) => [key, { head, read, unread }]),
  );
  expect(shown).toEqual({
    [threadKey('c_1', 2)]: { head: 5, read: 5, unread: 0 },
    [threadKey('c_1', 3)]: { head: 4, read: 1, unread: 3 },
    [threadKey('c_1', 4)]: { head: 0, read: 0, unread: 0 },
  });
});

test('the threads of one conversation are read without touching those of others', () => {
  const one = model();
  const elsewhere = { ...thread(9, 3, 3), conversation: 'c_2' };
  one.setThreads([thread(1, 2, 2), elsewhere], 0);
  one.setThreads([thread(2, 1, 0)], 0, 'c_1');
  expect([...one.self.threads.values()]).toEqual([elsewhere, thread(2, 1, 0)]);
});
