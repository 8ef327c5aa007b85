// Writes on their way. Each is stored first, then sent until it is answered: over as many
// connections, reloads and tabs as it takes. Its idempotency
// key makes it one write. Writes of one lane (a conversation's messages, its settings, its read
// cursor) are sent one behind the other's answer.

import { inherited, isDraft, isKeyless, laneOf, sameMembers } from './entries.js';
import { isUnsupported, ParleyError, toError } from './errors.js';
import { uuidv7 } from './key.js';
import type { OutboxEntry } from './shapes.js';
import type { Storage } from './storage.js';
import type { Tabs } from './tabs.js';
import type { Timers } from './timers.js';
import type { ConversationId, ReplyOf, RequestOf, RequestType } from './types.js';

export interface OutboxOptions {
  storage: Storage;
  timers: Timers;
  tabs: Tabs | null;
  tab: string;
  random?: () => number;
  /** On the connection that is open now. */
  request(type: RequestType, members: object): Promise<object>;
  connected(): boolean;
  /**
   * `rev` of what is held of the log that shows the effect of an entry; undefined if none is held.
   */
  have(entry: OutboxEntry): number | undefined;
  answered(entry: OutboxEntry, answer: object): void;
  changed(): void;
  failed(error: unknown): void;
}

interface Waiter {
  resolve(answer: object): void;
  reject(error: ParleyError): void;
  promise: Promise<object>;
}

/** One read receipt a second and conversation. */
const kReadPause = 1000;
const kDraftQuiet = 2000;
const kBackoffBase = 1000;
const kBackoffCap = 30_000;
/**
 * What the server does not offer yet is tried again after so long: a draft is worth keeping till
 * then.
 */
const kUnsupportedPause = 3_600_000;

export class Outbox {
  /** Of this tab and the others, in the order in which they were made. */
  readonly entries = new Map<string, OutboxEntry>();
  #waiters = new Map<string, Waiter>();
  #flying = new Set<string>();
  /** Until when a lane rests after an answer. */
  #rest = new Map<string, number>();
  #timer: unknown;
  #volatile = new Set<string>();
  #stored: Promise<unknown> = Promise.resolve();
  #unstored = new Set<string>();
  #watched = new Set<string>();
  readonly #options: OutboxOptions;

  constructor(options: OutboxOptions) {
    this.#options = options;
    const { tabs, tab } = options;
    // Held for as long as this tab lives: whoever gets it takes over what is left.
    tabs?.lock(`tab-${tab}`, () => new Promise(() => {}));
  }

  /** Takes up what earlier lives and dead tabs have left. */
  async load(): Promise<void> {
    const stored = await this.#options.storage.outbox();
    for (const entry of [...stored].sort((a, b) => (a.key < b.key ? -1 : 1))) {
      if (this.entries.has(entry.key)) continue;
      this.entries.set(entry.key, inherited(entry));
      if (entry.tab !== this.#options.tab) this.#watch(entry.tab);
    }
    this.#options.changed();
    this.pump();
  }

  /**
   * A durable write: waits for as long as it takes. `quiet` ms are let pass first, in which it may
   * be replaced or discarded; what this leaves behind is sent by the next page that opens.
   */
  add<T extends RequestType>(
    type: T,
    members: RequestOf<T>,
    quiet = 0,
  ): { key: string; done: Promise<ReplyOf<T>> } {
    return this.#add(type, members, true, quiet) as { key: string; done: Promise<ReplyOf<T>> };
  }

  /**
   * A write that is not stored and gives up (`timeout`) if it is not answered within `timeoutMs`.
   * It may have been done all the same.
   */
  write<T extends RequestType>(
    type: T,
    members: RequestOf<T>,
    timeoutMs = 15_000,
  ): Promise<ReplyOf<T>> {
    const { key, done } = this.#add(type, members, false, 0);
    const timer = this.#options.timers.set(() => {
      this.#reject(
        key,
        new ParleyError({
          code: 'timeout',
          retry: 'after',
          message: 'There was no answer in time.',
        }),
      );
      this.#remove(key);
    }, timeoutMs);
    const clear = (): void => this.#options.timers.clear(timer);
    done.then(clear, clear);
    return done as Promise<ReplyOf<T>>;
  }

  /**
   * `conversation.read`, `thread.read`: an entry that has not been sent yet takes the higher
   * number.
   */
  raise(
    type: 'conversation.read' | 'thread.read',
    members: RequestOf<'conversation.read'> | RequestOf<'thread.read'>,
  ): void {
    const number = type === 'conversation.read' ? 'seq' : 'thread_seq';
    const before = this.#find(
      (entry) => entry.request.type === type && sameMembers(entry.request, members, [number]),
    );
    if (before && !this.#flying.has(before.key)) {
      const values = [before.request[number], (members as Record<string, unknown>)[number]].map(
        Number,
      );
      this.#put({ ...before, request: { ...before.request, [number]: Math.max(...values) } });
      this.pump();
      return;
    }
    this.#add(type, members as RequestOf<typeof type>, true, 0);
  }

  /** A draft takes the place of the one that waits. */
  draft(conversation: ConversationId, text: string): void {
    const request = { conversation, draft: text === '' ? null : text };
    const before = this.#find((entry) => isDraft(entry) && entry.conversation === conversation);
    // What was sent once keeps its key and its body together.
    if (before && before.attempts === 0 && !this.#flying.has(before.key)) {
      this.#put({
        ...before,
        request: { ...before.request, ...request },
        retryAt: this.#options.timers.now() + kDraftQuiet,
      });
      this.pump();
      return;
    }
    this.#add('conversation.settings', request, true, kDraftQuiet);
  }

  retry(key: string): void {
    const entry = this.entries.get(key);
    if (entry?.state !== 'failed') return;
    const { error: _, retryAt: __, ...rest } = entry;
    this.#put({ ...rest, state: 'waiting', attempts: 0, tab: this.#options.tab });
    this.pump();
  }

  /**
   * False: it is being sent, or has been. After a broken attempt (`attempts` > 0) the server may
   * have it all the same.
   */
  discard(key: string): boolean {
    const entry = this.entries.get(key);
    if (!entry || entry.state === 'sent' || this.#flying.has(key)) return false;
    this.#reject(key, new ParleyError({ code: 'discarded', message: 'It was discarded.' }));
    this.#remove(key);
    return true;
  }

  /** The message with this key came in by the log: whatever became of the answer, it is done. */
  arrived(
    key: string,
    answer: { seq: number; rev: number; time: number; thread_seq?: number },
  ): void {
    this.#waiters.get(key)?.resolve(answer);
    const entry = this.entries.get(key);
    if (!entry) return;
    this.#remove(key);
    if (entry.state === 'waiting') this.#options.answered(entry, answer);
    this.pump();
  }

  /**
   * Sends at once what still waits for second thoughts; resolves when it is answered, or after
   * `patience` ms.
   */
  async hurry(patience: number): Promise<void> {
    const { timers, tab } = this.#options;
    const hurried: Promise<unknown>[] = [];
    for (const { retryAt, ...entry } of [...this.entries.values()]) {
      if (entry.tab !== tab || entry.state !== 'waiting') continue;
      if (entry.attempts > 0 || retryAt === undefined) continue;
      this.#put(entry);
      hurried.push(this.#waiters.get(entry.key)?.promise ?? Promise.resolve());
    }
    this.pump();
    if (hurried.length === 0 || !this.#options.connected()) return;
    let timer: unknown;
    const late = new Promise((resolve) => (timer = timers.set(() => resolve(0), patience)));
    await Promise.race([Promise.allSettled(hurried), late]);
    timers.clear(timer);
  }

  /** Logs have moved on: entries whose effect shows now need not be kept. */
  settle(): void {
    for (const entry of this.entries.values())
      if (entry.state === 'sent' && this.#shown(entry)) this.#remove(entry.key);
  }

  /** Sends what may be sent. Called when the connection opens and whenever something changed. */
  pump(): void {
    const { timers, tab } = this.#options;
    timers.clear(this.#timer);
    this.#timer = undefined;
    if (!this.#options.connected()) return;
    const busy = new Set<string>();
    let next = Infinity;
    const now = timers.now();
    for (const entry of this.entries.values()) {
      if (entry.tab !== tab || entry.state !== 'waiting') continue;
      // Waits only for second thoughts, and holds up nothing behind it.
      if (entry.attempts === 0 && (entry.retryAt ?? 0) > now) {
        next = Math.min(next, entry.retryAt!);
        continue;
      }
      const lane = laneOf(entry);
      if (busy.has(lane)) continue;
      busy.add(lane);
      if (this.#flying.has(entry.key)) continue;
      const at = Math.max(entry.retryAt ?? 0, this.#rest.get(lane) ?? 0);
      if (at > now) next = Math.min(next, at);
      else void this.#send(entry, lane);
    }
    if (next < Infinity) this.#timer = timers.set(() => this.pump(), next - now);
  }

  /** Forgets everything, in memory only. */
  clear(): void {
    for (const key of [...this.entries.keys()]) {
      this.#reject(
        key,
        new ParleyError({ code: 'closed', message: 'The client was closed or signed out.' }),
      );
      this.entries.delete(key);
    }
    this.#options.timers.clear(this.#timer);
    this.#options.changed();
  }

  /** Resolves when what was added before has been stored. */
  flushed(): Promise<unknown> {
    return this.#stored;
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- sending

  #add(
    type: RequestType,
    members: object,
    durable: boolean,
    quiet: number,
  ): { key: string; done: Promise<object> } {
    const { timers, tab } = this.#options;
    const key = uuidv7();
    const conversation = (members as { conversation?: ConversationId }).conversation;
    const entry: OutboxEntry = {
      key,
      request: { ...members, type },
      ...(conversation === undefined ? {} : { conversation }),
      created: timers.now(),
      state: 'waiting',
      attempts: 0,
      ...(quiet > 0 ? { retryAt: timers.now() + quiet } : {}),
      tab,
    };
    if (!durable) this.#volatile.add(key);
    const waiter = {} as Waiter;
    waiter.promise = new Promise((resolve, reject) => Object.assign(waiter, { resolve, reject }));
    // Whoever wants to know of a failure asks; the entry shows it too.
    waiter.promise.catch(() => {});
    this.#waiters.set(key, waiter);
    this.#put(entry);
    this.pump();
    return { key, done: waiter.promise };
  }

  async #send(entry: OutboxEntry, lane: string): Promise<void> {
    const { key } = entry;
    this.#flying.add(key);
    try {
      // It must be stored before it may be known to anyone.
      if (this.#unstored.has(key)) await this.#stored;
      const current = this.entries.get(key);
      if (!current) return;
      const { type, ...members } = current.request;
      const body = isKeyless(type) ? members : { ...members, idempotency_key: key };
      this.entries.set(key, { ...current, attempts: current.attempts + 1 });
      const answer = await this.#options.request(type, body);
      this.#answered(key, answer);
      if (isKeyless(type)) this.#rest.set(lane, this.#options.timers.now() + kReadPause);
    } catch (thrown) {
      this.#refused(key, toError(thrown));
    } finally {
      this.#flying.delete(key);
      this.pump();
    }
  }

  #answered(key: string, answer: object): void {
    const entry = this.entries.get(key);
    this.#waiters.get(key)?.resolve(answer);
    this.#waiters.delete(key);
    if (!entry) return;
    const { retryAt: _, ...rest } = entry;
    const { seq, rev } = answer as { seq?: number; rev?: number };
    const sent: OutboxEntry = {
      ...rest,
      state: 'sent',
      ...(seq === undefined ? {} : { seq }),
      ...(rev === undefined ? {} : { rev }),
    };
    this.#options.answered(sent, answer);
    if (isKeyless(sent.request.type) || this.#shown(sent)) this.#remove(key);
    else this.#put(sent);
  }

  #refused(key: string, error: ParleyError): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    // The next connection, or the next sign-in, takes it up again.
    if (error.code === 'disconnected' || error.retry === 'reauth') {
      this.#options.changed();
      return;
    }
    if (error.retry === 'after' || (isUnsupported(error) && isDraft(entry))) {
      const pause = isUnsupported(error)
        ? kUnsupportedPause
        : Math.max(error.retry_after_ms ?? 0, this.#backoff(entry.attempts));
      this.#put({ ...entry, error: error.body, retryAt: this.#options.timers.now() + pause });
      return;
    }
    this.#reject(key, error);
    // Nobody can do anything about these.
    if (isKeyless(entry.request.type) || isDraft(entry) || this.#volatile.has(key))
      this.#remove(key);
    else this.#put({ ...entry, state: 'failed', error: error.body });
  }

  #backoff(attempts: number): number {
    const random = (this.#options.random ?? Math.random)();
    return (
      Math.min(kBackoffCap, kBackoffBase * 2 ** Math.min(attempts - 1, 10)) * (0.5 + 0.5 * random)
    );
  }

  #shown(entry: OutboxEntry): boolean {
    const have = this.#options.have(entry);
    return entry.rev === undefined || have === undefined || have >= entry.rev;
  }

  #reject(key: string, error: ParleyError): void {
    this.#waiters.get(key)?.reject(error);
    this.#waiters.delete(key);
  }

  #find(wanted: (entry: OutboxEntry) => boolean): OutboxEntry | undefined {
    return [...this.entries.values()]
      .reverse()
      .find((one) => one.tab === this.#options.tab && one.state === 'waiting' && wanted(one));
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- storing and telling

  #put(entry: OutboxEntry): void {
    this.entries.set(entry.key, entry);
    if (!this.#volatile.has(entry.key)) {
      // What was answered need not be sent again, so it need not be stored.
      if (entry.state === 'sent')
        this.#store(() => this.#options.storage.removeOutbox([entry.key]));
      else {
        this.#unstored.add(entry.key);
        this.#store(() =>
          this.#options.storage.putOutbox([entry]).finally(() => this.#unstored.delete(entry.key)),
        );
      }
      this.#options.tabs?.post({ outbox: { put: entry } });
    }
    this.#options.changed();
  }

  #remove(key: string): void {
    if (!this.entries.delete(key)) return;
    this.#waiters.delete(key);
    if (!this.#volatile.delete(key)) {
      this.#store(() => this.#options.storage.removeOutbox([key]));
      this.#options.tabs?.post({ outbox: { remove: key } });
    }
    this.#options.changed();
  }

  /** At once: a page that goes away in this moment leaves everything behind that was written. */
  #store(work: () => Promise<unknown>): void {
    const done = work().catch((error) => this.#options.failed(error));
    this.#stored = Promise.all([this.#stored, done]);
  }

  /** What another tab posted; what is not about the outbox is ignored. */
  notice(notice: unknown): void {
    const { put, remove } =
      (notice as { outbox?: { put?: OutboxEntry; remove?: string } }).outbox ?? {};
    if (put) {
      this.entries.set(put.key, put);
      if (put.tab !== this.#options.tab) this.#watch(put.tab);
      this.settle();
    } else if (remove !== undefined) {
      const entry = this.entries.get(remove);
      // Of one's own entries one's own connection tells, but for those that are sent no more.
      if (entry?.tab !== this.#options.tab || entry.state === 'failed') this.entries.delete(remove);
    } else {
      return;
    }
    this.#options.changed();
  }

  /**
   * Takes over what a tab leaves behind: its lock is free when it is gone. Without locks there are
   * no other tabs.
   */
  #watch(tab: string): void {
    if (this.#watched.has(tab)) return;
    this.#watched.add(tab);
    const adopt = async (): Promise<void> => {
      this.#watched.delete(tab);
      try {
        const left = (await this.#options.storage.outbox()).filter((entry) => entry.tab === tab);
        for (const entry of left) this.#put({ ...inherited(entry), tab: this.#options.tab });
        for (const entry of [...this.entries.values()])
          if (entry.tab === tab) this.entries.delete(entry.key);
        await this.#stored;
      } catch (error) {
        this.#options.failed(error);
      }
      this.#options.changed();
      this.pump();
    };
    if (this.#options.tabs) this.#options.tabs.lock(`tab-${tab}`, adopt);
    else void adopt();
  }
}
