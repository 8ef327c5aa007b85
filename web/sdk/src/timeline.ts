// A window onto the messages of a conversation, or of one thread. It holds a place, not messages:
// those are the model's, and several timelines share them.

import { disconnected, toError } from './errors.js';
import { Computed, type Scheduler } from './live.js';
import type { Model } from './model.js';
import { overlayMessages } from './overlay.js';
import { dropThread, mergePage, mergeThreadPage } from './pages.js';
import type { ConversationState } from './state.js';
import { lastOf, runOf, type Run } from './runs.js';
import type { Live, OutboxEntry, Place, TimelineState } from './shapes.js';
import type { Storage } from './storage.js';
import type { ConversationId, ErrorBody, HistoryPage, HistoryQuery, Message } from './types.js';

export interface TimelineHost {
  model: Model;
  scheduler: Scheduler;
  storage: Storage;
  /** `use` is called before any later frame is. */
  history(query: HistoryQuery, use: (page: HistoryPage) => void): Promise<HistoryPage>;
  connected(): boolean;
  /** Resolves when no connection is being made: there is one, or none for now. */
  settled(): Promise<void>;
  /** Writes what is not written, so that the storage is as new as the model. */
  flush(): Promise<void>;
  outbox(conversation: ConversationId): readonly OutboxEntry[];
  closed(timeline: Timeline): void;
}

export interface TimelineOptions {
  at?: Place;
  /** Seq of a root: the timeline is that thread's. */
  thread?: number;
  pageSize?: number;
}

const kPageSize = 50;
const kBarrenMax = 3;
const kNoSeqs: ReadonlySet<number> = new Set();

export class Timeline implements Live<TimelineState> {
  readonly conversation: ConversationId;
  readonly thread: number | undefined;
  readonly #host: TimelineHost;
  readonly #pageSize: number;
  readonly #cell: Computed<TimelineState>;
  /** The run that is shown: the one that holds this seq, or the one that reaches the head. */
  #anchor: number | 'newest' = 'newest';
  #place: Place;
  #loading: 'page' | 'before' | 'after' | undefined;
  #work: Promise<void> = Promise.resolve();
  #queued = 0;
  /** Of those queued, the ones that lead to a place: until they are done, what is shown is not it. */
  #jumps = 0;
  /**
   * Loads in a row after which there was nothing to show: against a server that has nothing one
   * must stop asking.
   */
  #barren = 0;
  /** A thread's timeline shows only what happened to be held. */
  #partial = false;
  #error: ErrorBody | undefined;
  #failed: 'page' | 'before' | 'after' = 'page';
  #target: { seq: number } | undefined;
  #openedAt: number | undefined;
  #closed = false;

  constructor(host: TimelineHost, conversation: ConversationId, options: TimelineOptions = {}) {
    this.#host = host;
    this.conversation = conversation;
    this.thread = options.thread;
    this.#pageSize = options.pageSize ?? kPageSize;
    this.#place = options.at ?? 'newest';
    this.#cell = new Computed(host.scheduler, (before) => this.#compute(before));
    this.#start(this.#place);
  }

  get value(): TimelineState {
    return this.#cell.value;
  }

  subscribe(listener: (value: TimelineState) => void): () => void {
    return this.#cell.subscribe(listener);
  }

  /** Goes to another place; resolves when it is shown, or `error` is. */
  jump(place: Place): Promise<void> {
    this.#place = place;
    return this.#start(place);
  }

  /** Again what failed. */
  retry(): Promise<void> {
    if (!this.#error) return this.#work;
    return this.#failed !== 'page' && this.#shown()
      ? this.#page(this.#failed)
      : this.#start(this.#place);
  }

  loadBefore(): Promise<void> {
    return this.value.moreBefore ? this.#page('before') : this.#work;
  }

  loadAfter(): Promise<void> {
    return this.value.moreAfter ? this.#page('after') : this.#work;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#host.closed(this);
  }

  /** The conversation, its outbox or the connection changed. */
  changed(): void {
    this.#cell.invalidate();
    if (this.#closed || this.#queued > 0 || !this.#host.model.get(this.conversation)) return;
    // What was held is gone (a reset, a snapshot), or was not known yet.
    let lost = !this.#shown() && !this.#empty();
    if (this.#error?.code === 'disconnected' && this.#host.connected()) {
      lost ||= this.#partial || this.#failed === 'page';
      this.#error = undefined;
    }
    if (lost && !this.#error && this.#barren < kBarrenMax) void this.#start(this.#place);
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- what is shown

  get #state(): ConversationState | undefined {
    return this.#host.model.get(this.conversation);
  }

  /** A run's messages, or a thread's; undefined if nothing is there to show. */
  #shown():
    | { messages: readonly Message[]; moreBefore: boolean; moreAfter: boolean; root?: Message }
    | undefined {
    const state = this.#state;
    if (!state) return undefined;
    if (this.thread !== undefined) return state.threads.get(this.thread);
    const run = this.#run(state);
    if (!run) return undefined;
    return {
      messages: run.messages,
      moreBefore: run.from > state.item.floor_seq,
      moreAfter: lastOf(run) < state.item.head_seq,
    };
  }

  #run(state: ConversationState): Run | undefined {
    if (this.#anchor !== 'newest') return runOf(state.runs, this.#anchor);
    const tail = state.runs.at(-1);
    // The item may be ahead of the log, whose next messages are on their way.
    const behind = state.stale || state.have < state.itemRev;
    return tail && (behind || lastOf(tail) >= state.item.head_seq) ? tail : undefined;
  }

  /** There are no messages at all. */
  #empty(): boolean {
    const item = this.#state?.item;
    return (
      this.thread === undefined && item !== undefined && item.head_seq < Math.max(1, item.floor_seq)
    );
  }

  #read(): number {
    const { model } = this.#host;
    if (this.thread !== undefined)
      return model.self.threads.get(`${this.conversation}/${this.thread}`)?.read ?? 0;
    return model.get(this.conversation)?.item.read_seq ?? 0;
  }

  #compute(before: TimelineState | undefined): TimelineState {
    const { model, outbox } = this.#host;
    const shown = this.#shown();
    const entries = outbox(this.conversation);
    const over = overlayMessages(shown?.messages ?? [], entries, model.me?.id ?? '');
    const next: TimelineState = {
      conversation: this.conversation,
      messages: same(before?.messages, over.messages),
      changing: over.changing.size > 0 ? over.changing : kNoSeqs,
      pending: same(
        before?.pending,
        entries.filter(
          ({ request }) =>
            request.type === 'message.send' &&
            (request['thread'] as number | undefined) === this.thread,
        ),
      ),
      moreBefore: shown?.moreBefore ?? false,
      moreAfter: shown?.moreAfter ?? false,
      loading: this.#jumps > 0,
      loadingBefore: this.#loading === 'before',
      loadingAfter: this.#loading === 'after',
      openedAt: this.#openedAt ?? this.#read(),
    };
    if (this.thread !== undefined) next.thread = this.thread;
    if (shown?.root) next.root = shown.root;
    if (this.#error) next.error = this.#error;
    if (this.#target) next.target = this.#target;
    return before && shallowEqual(before, next) ? before : next;
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- loading

  #start(place: Place): Promise<void> {
    return this.#load('page', async () => {
      if (!this.#state) return;
      this.#openedAt ??= this.#read();
      if (this.thread !== undefined) await this.#startThread(place);
      else await this.#goTo(place);
    });
  }

  async #goTo(place: Place): Promise<void> {
    const { item } = this.#state!;
    let seq =
      typeof place === 'object' && 'seq' in place ? Math.max(place.seq, item.floor_seq) : undefined;
    if (place === 'unread' && item.read_seq < item.head_seq)
      seq = Math.max(item.read_seq + 1, item.floor_seq);
    if (typeof place === 'object' && 'time' in place) {
      const page = await this.#fetch({ at_time: place.time });
      const found =
        page.messages.find((message) => message.time >= place.time) ?? page.messages.at(-1);
      this.#show(found ? found.seq : 'newest', found?.seq);
      return;
    }
    if (seq === undefined || seq > item.head_seq) {
      if (!this.#empty() && !this.#enough('newest'))
        await this.#readAround(item.head_seq - this.#pageSize + 1, item.head_seq, 'newest', {});
      this.#show('newest', undefined);
      return;
    }
    const half = this.#pageSize >> 1;
    if (!this.#enough(seq))
      await this.#readAround(seq - half, seq + half, seq, { around_seq: seq });
    // Retention may have raised the floor above it meanwhile.
    const floor = this.#state?.item.floor_seq ?? seq;
    this.#show(Math.max(seq, floor), Math.max(seq, floor));
  }

  #show(anchor: number | 'newest', target: number | undefined): void {
    this.#anchor = anchor;
    this.#target = target === undefined ? undefined : { seq: target };
  }

  /** So much is held around there that nothing need be fetched before it is shown. */
  #enough(at: number | 'newest'): boolean {
    const state = this.#state!;
    const { floor_seq, head_seq } = state.item;
    const seq = at === 'newest' ? head_seq : at;
    const around = at === 'newest' ? this.#pageSize >> 1 : this.#pageSize >> 2;
    const run = runOf(state.runs, seq);
    if (!run) return false;
    return (
      run.from <= Math.max(floor_seq, seq - around) &&
      lastOf(run) >= Math.min(head_seq, seq + around)
    );
  }

  /** From the storage, and what is not there from the server. */
  async #readAround(
    from: number,
    to: number,
    at: number | 'newest',
    query: Partial<HistoryQuery>,
  ): Promise<void> {
    await this.#fromStorage(Math.max(1, from), to);
    if (this.#enough(at)) return;
    const held = (): boolean => {
      const seq = at === 'newest' ? (this.#state?.item.head_seq ?? 0) : at;
      return this.#state !== undefined && runOf(this.#state.runs, seq) !== undefined;
    };
    if (!held()) await this.#host.settled();
    try {
      await this.#fetch(query);
    } catch (error) {
      // Without a connection less is better than nothing.
      if (!held()) throw error;
    }
  }

  #page(direction: 'before' | 'after'): Promise<void> {
    return this.#load(direction, async () => {
      const shown = this.#shown();
      const edge = direction === 'before' ? shown?.messages[0]?.seq : shown?.messages.at(-1)?.seq;
      if (edge === undefined) return;
      const query = direction === 'before' ? { before_seq: edge } : { after_seq: edge };
      if (this.thread !== undefined) {
        await this.#history({ ...query, thread: this.thread }, (page) =>
          this.#putThread(page, direction),
        );
        return;
      }
      const size = this.#pageSize;
      const [from, to] = direction === 'before' ? [edge - size, edge - 1] : [edge + 1, edge + size];
      await this.#fromStorage(Math.max(1, from), to);
      const now = this.#shown();
      if (
        now &&
        (direction === 'before' ? now.messages[0]!.seq < edge : now.messages.at(-1)!.seq > edge)
      )
        return;
      const page = await this.#fetch(query);
      // Nothing further: what was taken for more is below the floor by now.
      if (direction === 'before' && page.messages.length === 0) this.#raiseFloor(edge);
    });
  }

  async #startThread(place: Place): Promise<void> {
    const root = this.thread!;
    const query: Partial<HistoryQuery> = { thread: root };
    if (typeof place === 'object' && 'seq' in place) query.around_seq = place.seq;
    if (typeof place === 'object' && 'time' in place) query.at_time = place.time;
    try {
      await this.#history(query, (page) => this.#putThread(page));
      this.#partial = false;
    } catch (error) {
      // What is held of it can be read all the same.
      const held =
        this.#state?.runs.flatMap((run) =>
          run.messages.filter((message) => message.seq === root || message.thread === root),
        ) ?? [];
      const first = held.find((message) => message.seq === root);
      if (held.length > 0 && !this.#shown()) {
        const messages = held.filter((message) => message.seq !== root);
        const page = {
          messages,
          more_before: true,
          more_after: false,
          floor_seq: 0,
          head_seq: 0,
          head_rev: 0,
        };
        this.#putThread(first ? { ...page, root: first } : page);
        this.#partial = true;
      }
      throw error;
    }
    this.#target = query.around_seq === undefined ? undefined : { seq: query.around_seq };
  }

  #putThread(page: HistoryPage, direction?: 'before' | 'after'): void {
    const state = this.#state;
    if (state) this.#host.model.put(mergeThreadPage(state, this.thread!, page, direction));
  }

  async #fromStorage(from: number, to: number): Promise<void> {
    const { storage, model, flush } = this.#host;
    if (to < from) return;
    await flush();
    const { resets } = model;
    if (model.storedResets !== resets) return;
    const stored = await storage.messages(this.conversation, from, to).catch(() => undefined);
    if (model.resets !== resets) return;
    const state = this.#state;
    // Written by another tab it may be older than what has been applied here: then it lacks changes
    // that will not come again.
    if (
      !stored ||
      stored.stale ||
      !state ||
      state.stale ||
      stored.have < state.have ||
      stored.messages.length === 0
    )
      return;
    const page = {
      messages: stored.messages,
      floor_seq: 0,
      head_seq: 0,
      head_rev: 0,
      more_before: false,
      more_after: false,
    };
    model.put(mergePage(state, page));
  }

  #fetch(query: Partial<HistoryQuery>): Promise<HistoryPage> {
    return this.#history(query, (page) => {
      const state = this.#state;
      if (state) this.#host.model.put(mergePage(state, page), [], page.messages);
    });
  }

  async #history(
    query: Partial<HistoryQuery>,
    use: (page: HistoryPage) => void,
  ): Promise<HistoryPage> {
    if (!this.#host.connected()) throw disconnected();
    return this.#host.history(
      { ...query, conversation: this.conversation, limit: this.#pageSize },
      use,
    );
  }

  #raiseFloor(seq: number): void {
    const state = this.#state;
    if (state && state.item.floor_seq < seq)
      this.#host.model.put({ ...state, item: { ...state.item, floor_seq: seq } });
  }

  /** One load at a time; a jump waits for the page that is on its way. */
  #load(kind: 'page' | 'before' | 'after', work: () => Promise<void>): Promise<void> {
    if (kind !== 'page' && this.#loading) return this.#work;
    this.#queued++;
    if (kind === 'page') {
      this.#jumps++;
      this.#cell.invalidate();
    }
    this.#work = this.#work.then(async () => {
      if (!this.#closed) await this.#perform(kind, work);
      if (this.#shown() || this.#empty()) this.#barren = 0;
      else if (!this.#error && this.#state) this.#barren++;
      this.#queued--;
      if (kind === 'page') this.#jumps--;
      // What was loaded may have been dropped meanwhile.
      this.changed();
    });
    return this.#work;
  }

  async #perform(kind: 'page' | 'before' | 'after', work: () => Promise<void>): Promise<void> {
    this.#loading = kind;
    this.#error = undefined;
    this.#cell.invalidate();
    try {
      await work();
    } catch (error) {
      this.#error = toError(error).body;
      this.#failed = kind;
    }
    this.#loading = undefined;
  }

  /** What only this timeline needed. */
  release(): void {
    const state = this.#state;
    if (state && this.thread !== undefined) this.#host.model.put(dropThread(state, this.thread));
  }
}

function same<T>(before: readonly T[] | undefined, after: readonly T[]): readonly T[] {
  return before && before.length === after.length && before.every((one, at) => one === after[at])
    ? before
    : after;
}

function shallowEqual(a: object, b: object): boolean {
  const [left, right] = [a, b] as [Record<string, unknown>, Record<string, unknown>];
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length && names.every((name) => left[name] === right[name])
  );
}
