// A group's life as a real daemon told it (test/daemon/record.test.ts), played back as it was, and
// as worse connections would have told it. However it
// is told, what comes of it is what the daemon said in the end.

import { describe, expect, test } from 'vitest';
import recorded from './recorded/group.json' with { type: 'json' };
import { ParleyError } from '../src/errors.js';
import { Model } from '../src/model.js';
import { mergePage } from '../src/pages.js';
import { Sync } from '../src/sync.js';
import type {
  ConversationItem,
  HelloOk,
  HistoryPage,
  LogEvent,
  Message,
  SyncedFrame,
  User,
} from '../src/types.js';
import { Clock, Random, turn } from './support/clock.js';

type Frame = LogEvent | SyncedFrame;
const frames = recorded.frames as unknown as Frame[];
const items = recorded.items as unknown as ConversationItem[];
const logs = recorded.logs as unknown as Record<string, LogEvent[]>;
const truth = recorded.messages as unknown as Record<string, Message[]>;
const hello = recorded.hello as unknown as HelloOk;

class Player {
  readonly model = new Model({ conversation: () => {}, self: () => {}, user: () => {} });
  readonly clock = new Clock();
  readonly asked: string[] = [];
  readonly sync: Sync;
  /** False: the list is as it was in the beginning. */
  ended = false;

  constructor() {
    const nothing = (): void => {};
    const listener = {
      message: nothing,
      self: nothing,
      entry: nothing,
      received: nothing,
      joined: nothing,
      left: nothing,
      caughtUp: nothing,
      reset: nothing,
    };
    const request = async (
      type: string,
      members: Record<string, unknown>,
      use?: (answer: never) => void,
    ): Promise<never> => {
      this.asked.push(type);
      const answer = this.#answer(type, members);
      await turn();
      if (!answer) throw new ParleyError({ code: 'not_found' });
      use?.(answer as never);
      return answer as never;
    };
    this.sync = new Sync(this.model, { request: request as never }, this.clock, listener);
  }

  async start(): Promise<this> {
    this.model.setMe(hello.user as User);
    this.sync.hello(hello);
    for (let i = 0; i < 10; i++) await turn();
    this.ended = true;
    return this;
  }

  #answer(type: string, members: Record<string, unknown>): unknown {
    const id = String(members['conversation']);
    const item = items.find((one) => one.conversation === id);
    switch (type) {
      case 'conversation.list':
        return { conversations: this.ended ? items : recorded.list };
      case 'conversation.get':
        return item;
      case 'thread.list':
        return { threads: this.ended ? recorded.threads : [] };
      case 'account.get':
        return {
          user: hello.user,
          settings: { read_receipts: true },
          blocked: [],
          self_rev: hello.self_rev,
        };
      case 'log.get': {
        const { from_rev, to_rev } = members as { from_rev: number; to_rev: number };
        const floor_rev = item?.floor_rev ?? 1;
        const events = (logs[id] ?? []).filter(({ rev }) => rev >= from_rev && rev <= to_rev);
        return item && { events, more: false, floor_rev, head_rev: item.head_rev };
      }
      case 'history.get': {
        const messages = (truth[id] ?? []).filter(({ seq }) => seq === members['around_seq']);
        return (
          item && {
            messages,
            more_before: true,
            more_after: true,
            floor_seq: item.floor_seq,
            head_seq: item.head_seq,
            head_rev: item.head_rev,
          }
        );
      }
      default:
        throw new Error(type);
    }
  }

  /** Holds the messages of the group as they were when the recording began. */
  holdFirst(): void {
    const { conversation } = recorded.list[0]!;
    const state = this.model.get(conversation)!;
    const { by, time } = truth[conversation]![0]!;
    const first: Message = {
      seq: 1,
      rev: 2,
      by,
      time,
      text: 'The first one',
      version: 1,
      mentions: [hello.user.id],
    };
    const page: HistoryPage = {
      messages: [first],
      more_before: false,
      more_after: false,
      floor_seq: 1,
      head_seq: 1,
      head_rev: 2,
    };
    this.model.put(mergePage(state, page));
  }

  async play(list: readonly Frame[]): Promise<void> {
    for (const frame of list) {
      this.sync.frame(frame);
      await turn();
    }
    for (let i = 0; i < 20; i++) {
      await this.clock.advance(200);
      await turn();
    }
  }

  expectTruth(): void {
    const shown = [...this.model.conversations.values()];
    const plain = ({
      last,
      members,
      pins: _,
      peer_read_seq: __,
      peer_delivered_seq: ___,
      ...rest
    }: ConversationItem): object => ({
      ...rest,
      last: last && [last.seq, last.rev, last.text],
      members: members && members.map(({ user, role }) => `${user} ${role}`).sort(),
    });
    const byId = (a: ConversationItem, b: ConversationItem): number =>
      a.conversation < b.conversation ? -1 : 1;
    for (const state of shown)
      expect(state).toMatchObject({ stale: false, have: state.item.head_rev });
    expect(
      shown
        .map((state) => state.item)
        .sort(byId)
        .map((item) => ({ ...plain(item), members: undefined })),
    ).toEqual([...items].sort(byId).map((item) => ({ ...plain(item), members: undefined })));
    for (const { item, runs } of shown) {
      for (const message of runs.flatMap((run) => run.messages)) {
        const { idempotency_key: _, ...there } = truth[item.conversation]!.find(
          (one) => one.seq === message.seq,
        )!;
        const { idempotency_key: __, ...here } = message;
        if (there.deleted) expect(here).toMatchObject(there);
        else expect(here).toEqual(there);
      }
    }
    expect([...this.model.self.threads.values()]).toEqual(recorded.threads);
    expect(this.model.cursor).toBe(frames.at(-1)!.cursor);
  }
}

async function player(): Promise<Player> {
  const one = await new Player().start();
  one.holdFirst();
  return one;
}

describe('a recorded life', () => {
  test('as it was told', async () => {
    const one = await player();
    await one.play(frames);
    one.expectTruth();
    expect(one.asked).not.toContain('log.get');
  });

  test('with every event told twice', async () => {
    const one = await player();
    await one.play(frames.flatMap((frame) => [frame, frame]));
    one.expectTruth();
    expect(one.asked).not.toContain('log.get');
  });

  test('by two connections, one behind the other', async () => {
    for (const behind of [1, 3, 7, 15]) {
      const one = await player();
      await one.play(
        frames.flatMap((frame, at) => [...(at >= behind ? [frames[at - behind]!] : []), frame]),
      );
      const last = frames.slice(-behind);
      await one.play(last);
      one.expectTruth();
      expect(one.asked).not.toContain('log.get');
    }
  });

  test('with events missing: they are fetched', async () => {
    for (let missing = 0; missing < frames.length - 1; missing++) {
      const { conversation } = frames[missing] as LogEvent;
      // Of a lost entry of its own log, or of the last of another, a client learns with the next
      // one.
      if (
        conversation === 'self' ||
        !frames
          .slice(missing + 1)
          .some((frame) => (frame as LogEvent).conversation === conversation)
      )
        continue;
      const one = await player();
      await one.play(frames.filter((_, at) => at !== missing));
      one.expectTruth();
    }
  });

  test('with an entry of self missing: the list is read anew', async () => {
    for (let missing = 0; missing < frames.length - 1; missing++) {
      const lost = frames[missing] as LogEvent;
      if (
        lost.conversation !== 'self' ||
        !frames.slice(missing + 1).some((frame) => (frame as LogEvent).conversation === 'self')
      )
        continue;
      const one = await player();
      await one.play(frames.filter((_, at) => at !== missing));
      one.expectTruth();
      expect(one.asked.filter((type) => type === 'conversation.list').length).toBe(2);
    }
  });

  test('in any order of the conversations among each other', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = new Random(seed);
      const one = await player();
      // Connections that are caught up differently: of each log the order stays, between them it
      // does not. What joins or leaves is one log with `self`.
      const queues = [
        frames.filter(
          (frame) => (frame as LogEvent).conversation === recorded.list[0]!.conversation,
        ),
        frames.filter(
          (frame) => (frame as LogEvent).conversation !== recorded.list[0]!.conversation,
        ),
      ];
      const mixed: Frame[] = [];
      while (queues.some((queue) => queue.length > 0)) {
        const queue = random.pick(queues.filter((one) => one.length > 0));
        mixed.push(queue.shift()!);
      }
      await one.play([...mixed, frames.at(-1)!]);
      one.expectTruth();
    }
  });
});
