// The sync rule. Takes the stream of a connection and keeps the model equal to the server's logs:
//   rev == have + 1: apply.   rev <= have: ignore.   rev > have + 1: fetch what is missing, and let
// what follows wait.
// A conversation with something missing is `stale` until it is whole again; its events wait in its
// hole, those of others do not.

import { ParleyError, toError } from './errors.js';
import type { Link, SyncListener } from './link.js';
import type { Model } from './model.js';
import { fromItem, mergeItem } from './pages.js';
import { threadKey } from './self.js';
import { eventually, optional, pause } from './retry.js';
import type { Timers } from './timers.js';
import type {
  ConversationId,
  ConversationItem,
  FollowedThread,
  GapFrame,
  HelloOk,
  LogEvent,
  ReplyOf,
  SyncedFrame,
} from './types.js';

interface Hole {
  /** The stream's events behind the hole. */
  buffer: LogEvent[];
  /** Known to exist up to here. */
  upTo: number;
  /** A snapshot is due; the missing entries will not do, or are too many. */
  snapshot: boolean;
}

/** More missing entries than these are not worth reading one by one. */
const kFillMax = 1000;
const kUnsurePause = 300;

export class Sync {
  /** Everything up to the head, as it was at `hello`, has been worked in. */
  caughtUp = false;
  /** The list of conversations has been read completely, in this life or before. */
  loaded: boolean;
  #epoch = 0;
  #holes = new Map<ConversationId, Hole>();
  #refreshing = new Set<ConversationId>();
  /** Frames that came while the list was being read for the first time. */
  #early: (LogEvent | SyncedFrame | GapFrame)[] | undefined;
  #listStale = false;
  /** Conversations whose threads may have come further than is known. */
  #unsure = new Set<ConversationId>();
  #unsureTimer: unknown;
  #rereading = 0;
  /** Messages that are to be read again. */
  #refetches = new Map<string, { conversation: ConversationId; seq: number }>();
  readonly #model: Model;
  readonly #link: Link;
  readonly #timers: Timers;
  readonly #listener: SyncListener;

  constructor(model: Model, link: Link, timers: Timers, listener: SyncListener) {
    this.#model = model;
    this.#link = link;
    this.#timers = timers;
    this.#listener = listener;
    this.loaded = model.cursor !== undefined;
  }

  /**
   * The model may be stored with its cursor: whoever starts from it misses nothing that it does not
   * say itself (`stale`).
   */
  get storable(): boolean {
    if (this.#listStale || this.#early !== undefined || this.#model.cursor === undefined)
      return false;
    if (this.#unsure.size + this.#refetches.size + this.#rereading > 0) return false;
    return [...this.#holes.keys()].every((id) => this.#model.get(id) !== undefined);
  }

  /** The answer to hello; the stream follows. */
  hello(ok: HelloOk): void {
    this.#epoch++;
    this.caughtUp = false;
    if (!ok.resumed || this.#model.cursor === undefined) {
      void this.#loadAll(ok);
      return;
    }
    for (const [id, state] of this.#model.conversations) {
      if (state.stale && !this.#holes.has(id))
        this.#holes.set(id, { buffer: [], upTo: 0, snapshot: true });
    }
    for (const [id, hole] of this.#holes) void this.#repair(id, hole);
    if (this.#listStale) void this.#refreshList();
    if (this.#unsure.size > 0) void this.#rereadThreads();
    for (const { conversation, seq } of [...this.#refetches.values()])
      void this.#refetch(conversation, seq);
  }

  /** The connection ended. What is missing stays marked and is fetched over the next one. */
  down(): void {
    this.#epoch++;
    this.caughtUp = false;
    this.#refreshing.clear();
    if (this.#early) {
      this.#early = undefined;
      this.#model.cursor = undefined;
    }
  }

  frame(frame: LogEvent | SyncedFrame | GapFrame): void {
    if (this.#early) {
      this.#early.push(frame);
      return;
    }
    if (frame.type === 'gap') {
      if (frame.conversation === 'self') this.#selfGap(frame.to_rev);
      else this.#gap(frame);
      return;
    }
    if (frame.type === 'event') {
      if (frame.conversation === 'self') this.#self(frame);
      else this.#conversation(frame);
    }
    this.#model.setCursor(frame.cursor);
    this.#listener.received(frame.cursor);
    if (frame.type === 'synced') {
      this.caughtUp = true;
      this.#listener.caughtUp();
    }
  }

  /** Reads the item of a conversation again, to be exact where events alone do not tell. */
  async refresh(id: ConversationId): Promise<void> {
    if (this.#refreshing.has(id) || this.#holes.has(id)) return;
    this.#refreshing.add(id);
    const epoch = this.#epoch;
    try {
      await this.#link.request('conversation.get', { conversation: id }, (item) => {
        const state = this.#model.get(id);
        if (epoch === this.#epoch && state) this.#model.put(mergeItem(state, item));
      });
    } catch {
      // It is asked for again when it is looked at again.
    } finally {
      this.#refreshing.delete(id);
    }
  }

  /** Takes a snapshot of a conversation that is not held yet, if it is there. */
  want(id: ConversationId): void {
    if (this.#model.get(id) || this.#holes.has(id) || this.#early) return;
    this.#open(id, [], 0, true);
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- the stream

  #conversation(event: LogEvent): void {
    const id = event.conversation;
    const hole = this.#holes.get(id);
    if (hole) {
      hole.buffer.push(event);
      return;
    }
    const state = this.#model.get(id);
    if (!state) this.#open(id, [event], event.rev, true);
    else if (event.rev > state.have + 1) this.#open(id, [event], event.rev, false);
    else this.#apply(event);
  }

  /** The first two lines of the rule. False: the third one holds. */
  #apply(event: LogEvent): boolean {
    const state = this.#model.get(event.conversation);
    if (!state || event.rev > state.have + 1) return false;
    if (event.rev <= state.have) {
      this.#model.note(state, event);
      return true;
    }
    const { message, refresh, refetch } = this.#model.apply(state, event);
    if (refresh) void this.refresh(event.conversation);
    if (refetch !== undefined) void this.#refetch(event.conversation, refetch);
    // It may have been a reply in a thread that one follows: an erased entry does not say so.
    if (message?.deleted) this.#threadsUnsure(event.conversation);
    if (message) this.#listener.message(event, message);
    else this.#listener.entry(event);
    return true;
  }

  #self(event: LogEvent): void {
    const { have } = this.#model.self;
    if (event.rev <= have) return;
    if (event.rev > have + 1) this.#selfGap(event.rev - 1);
    const id = String(event.data['conversation'] ?? '');
    if (event.kind === 'left') {
      this.#holes.delete(id);
      this.#model.remove(id);
    }
    this.#model.applySelf(event);
    if (event.kind === 'thread' && event.data['following'] === true) {
      const followed = this.#model.self.threads.get(threadKey(id, event.data['thread'] as number));
      if (followed?.last_seq === undefined) this.#threadsUnsure(id);
    }
    this.#listener.self(event);
    if (event.kind === 'left') this.#listener.left(id, event.by);
    if (event.kind === 'joined') {
      this.want(id);
      this.#listener.joined(id, event.by);
    }
  }

  /** What stood in the missing entries stands in the items: the list tells all of it. */
  #selfGap(to: number): void {
    if (to <= this.#model.self.have) return;
    this.#model.setSelf({ ...this.#model.self, have: to });
    this.#listStale = true;
    void this.#refreshList();
  }

  #gap({ conversation, to_rev }: GapFrame): void {
    const hole = this.#holes.get(conversation);
    const state = this.#model.get(conversation);
    if (hole) hole.upTo = Math.max(hole.upTo, to_rev);
    else if (!state || to_rev > state.have) this.#open(conversation, [], to_rev, !state);
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- holes

  #open(id: ConversationId, buffer: LogEvent[], upTo: number, snapshot: boolean): void {
    const hole = { buffer, upTo, snapshot };
    this.#holes.set(id, hole);
    const state = this.#model.get(id);
    if (state) this.#model.put({ ...state, stale: true });
    void this.#repair(id, hole);
  }

  async #repair(id: ConversationId, hole: Hole): Promise<void> {
    const epoch = this.#epoch;
    const valid = (): boolean => this.#epoch === epoch && this.#holes.get(id) === hole;
    for (let failures = 0; valid();) {
      try {
        const fill = this.#fillable(id, hole);
        if (fill) await this.#fill(id, hole, valid);
        else await this.#snapshot(id, hole, valid);
        if (!valid()) return;
        if (this.#drain(id, hole) && !hole.snapshot) this.#close(id);
        else if (!fill)
          await pause(this.#timers, new ParleyError({ code: 'internal' }), failures++);
      } catch (thrown) {
        if (!valid()) return;
        const error = toError(thrown);
        if (error.code === 'disconnected') return;
        if (error.code === 'not_found') {
          this.#holes.delete(id);
          this.#model.remove(id);
          return;
        }
        hole.snapshot = true;
        await pause(this.#timers, error, failures++);
      }
    }
  }

  #fillable(id: ConversationId, hole: Hole): boolean {
    const state = this.#model.get(id);
    if (!state || hole.snapshot) return false;
    const missing = Math.max(hole.upTo, hole.buffer[0]?.rev ?? 0) - state.have;
    return missing <= kFillMax && (state.runs.length > 0 || state.threads.size > 0);
  }

  async #fill(id: ConversationId, hole: Hole, valid: () => boolean): Promise<void> {
    const from = this.#model.get(id)!.have + 1;
    const to = hole.buffer[0] ? hole.buffer[0].rev - 1 : hole.upTo;
    await this.#link.request(
      'log.get',
      { conversation: id, from_rev: from, to_rev: Math.max(from, to) },
      (page) => {
        if (valid()) for (const event of page.events) this.#apply(event);
      },
    );
    // Below the floor, or for whatever reason not there: the log alone does not lead on.
    if ((this.#model.get(id)?.have ?? 0) < from) hole.snapshot = true;
  }

  async #snapshot(id: ConversationId, hole: Hole, valid: () => boolean): Promise<void> {
    await this.#link.request('conversation.get', { conversation: id }, (item) => {
      if (!valid()) return;
      this.#model.replace({ ...fromItem(item, this.#model.get(id)), stale: true });
      hole.snapshot = false;
      // An answer is never older than what the connection was sent before it.
      hole.upTo = Math.min(hole.upTo, item.head_rev);
      this.#threadsUnsure(id);
    });
  }

  /** Reads a message whose event did not tell all of it. */
  async #refetch(conversation: ConversationId, seq: number): Promise<void> {
    const epoch = this.#epoch;
    const key = `${conversation} ${seq}`;
    this.#refetches.set(key, { conversation, seq });
    const done = await this.#eventually(epoch, () =>
      optional(
        this.#link.request('history.get', { conversation, around_seq: seq, limit: 1 }, (page) => {
          const message = page.messages.find((one) => one.seq === seq);
          if (!message || epoch !== this.#epoch) return;
          this.#model.putMessage(conversation, message);
          // Its root has not counted it.
          if (message.thread !== undefined) void this.#refetch(conversation, message.thread);
        }),
      ),
    );
    if (done) this.#refetches.delete(key);
  }

  /**
   * How far the threads there have come is not known from the log alone. Asked a little later,
   * since what comes next may tell.
   */
  #threadsUnsure(id: ConversationId): void {
    if (!this.#followsIn(id)) return;
    this.#unsure.add(id);
    this.#unsureTimer ??= this.#timers.set(() => {
      this.#unsureTimer = undefined;
      void this.#rereadThreads();
    }, kUnsurePause);
  }

  #followsIn(id: ConversationId): boolean {
    return [...this.#model.self.threads.values()].some((one) => one.conversation === id);
  }

  async #rereadThreads(): Promise<void> {
    const epoch = this.#epoch;
    this.#rereading++;
    for (const id of [...this.#unsure]) {
      // Whatever comes from now on makes it unsure anew.
      this.#unsure.delete(id);
      if (
        this.#followsIn(id) &&
        !(await this.#eventually(epoch, () => this.#readThreads(epoch, id)))
      )
        this.#unsure.add(id);
    }
    this.#rereading--;
  }

  /** Applies what has waited. True: nothing is missing any more. */
  #drain(id: ConversationId, hole: Hole): boolean {
    while (hole.buffer.length > 0) {
      if (!this.#apply(hole.buffer[0]!)) return false;
      hole.buffer.shift();
    }
    return (this.#model.get(id)?.have ?? 0) >= hole.upTo;
  }

  #close(id: ConversationId): void {
    this.#holes.delete(id);
    const state = this.#model.get(id);
    if (state)
      this.#model.put(
        { ...state, stale: false },
        [],
        state.runs.flatMap((run) => run.messages),
      );
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- lists

  /**
   * From nothing: the list, the threads, who is blocked. What the stream brings meanwhile waits.
   */
  async #loadAll(ok: HelloOk): Promise<void> {
    const epoch = this.#epoch;
    this.#holes.clear();
    this.#unsure.clear();
    this.#refetches.clear();
    this.#early = [];
    this.#listStale = false;
    this.#model.reset();
    this.loaded = false;
    this.#listener.reset(ok.reason ?? 'fresh');
    this.#model.setSelf({
      ...this.#model.self,
      have: ok.self_rev,
      ...(ok.settings ? { settings: ok.settings } : {}),
    });
    const put = (item: ConversationItem): void => {
      const held = this.#model.get(item.conversation);
      if (epoch === this.#epoch && (!held || held.have <= item.head_rev))
        this.#model.put(fromItem(item));
    };
    const done = await this.#eventually(epoch, () =>
      Promise.all([this.#eachItem(epoch, put), this.#readAccount(epoch)]),
    );
    if (!done || epoch !== this.#epoch) return;
    const early = this.#early ?? [];
    this.#early = undefined;
    this.loaded = true;
    this.#model.setCursor(ok.cursor);
    for (const frame of early) this.frame(frame);
  }

  /** The list anew, while the log goes on. */
  async #refreshList(): Promise<void> {
    const epoch = this.#epoch;
    const seen = new Set<ConversationId>();
    const before = new Set(this.#model.conversations.keys());
    const merge = (item: ConversationItem): void => {
      const id = item.conversation;
      seen.add(id);
      if (epoch !== this.#epoch) return;
      const state = this.#model.get(id);
      if (state) this.#model.put(mergeItem(state, item));
      else if (!this.#holes.has(id)) this.#model.put(fromItem(item));
    };
    const done = await this.#eventually(epoch, () =>
      Promise.all([this.#eachItem(epoch, merge), this.#readAccount(epoch)]),
    );
    if (!done || epoch !== this.#epoch) return;
    this.#listStale = false;
    // What is not in the list was left, or moved while it was paged through: ask.
    for (const id of before) {
      const hole = this.#holes.get(id);
      if (seen.has(id)) continue;
      if (hole) hole.snapshot = true;
      else if (this.#model.get(id)) this.#open(id, [], 0, true);
    }
  }

  async #eachItem(epoch: number, use: (item: ConversationItem) => void): Promise<void> {
    let after: string | undefined;
    do {
      const page: ReplyOf<'conversation.list'> = await this.#link.request(
        'conversation.list',
        after === undefined ? {} : { after },
        (answer) => {
          for (const item of answer.conversations) use(item);
        },
      );
      after = page.next;
    } while (after !== undefined && epoch === this.#epoch);
  }

  async #readAccount(epoch: number): Promise<void> {
    await Promise.all([this.#readThreads(epoch), optional(this.#readSelf(epoch))]);
  }

  async #readSelf(epoch: number): Promise<void> {
    await this.#link.request('account.get', {}, ({ settings, blocked, user }) => {
      if (epoch !== this.#epoch) return;
      this.#model.setSelf({ ...this.#model.self, settings, blocked });
      this.#model.setMe(user);
    });
  }

  async #readThreads(epoch: number, conversation?: ConversationId): Promise<void> {
    const since = this.#model.self.have;
    const all: FollowedThread[] = [];
    let after: string | undefined;
    do {
      const query = {
        ...(conversation === undefined ? {} : { conversation }),
        ...(after === undefined ? {} : { after }),
      };
      const page = await optional(
        this.#link.request('thread.list', query, (answer) => {
          all.push(...answer.threads);
          if (answer.next === undefined && epoch === this.#epoch)
            this.#model.setThreads(all, since, conversation);
        }),
      );
      after = page?.next;
    } while (after !== undefined && epoch === this.#epoch);
  }

  /** Until it succeeds, or the connection ends: then false. */
  #eventually(epoch: number, work: () => Promise<unknown>): Promise<boolean> {
    return eventually(this.#timers, () => epoch === this.#epoch, work);
  }
}
