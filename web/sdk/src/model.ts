// The state of the account in memory: the reducer's values, who wants to know of changes, and what
// of it is not stored yet.

import { withRead } from './items.js';
import { mergeMessage } from './pages.js';
import { applyEvent } from './reducer.js';
import { applyPersonal, applySelfEvent, countReply, threadKey, withProfile } from './self.js';
import type { ConversationState, SelfState } from './state.js';
import { noteReply } from './threads.js';
import { messageAt } from './runs.js';
import type { SaveBatch, Saved, SavedPosition } from './storage.js';
import type { ConversationId, FollowedThread, LogEvent, Message, User, UserId } from './types.js';

export interface ModelListener {
  conversation(id: ConversationId): void;
  self(): void;
  user(id: UserId): void;
}

const kFreshSelf = (): SelfState => ({
  have: 0,
  settings: { read_receipts: true },
  blocked: [],
  threads: new Map(),
});

export class Model {
  me: User | undefined;
  /**
   * Of the last event or `synced` that was worked in; undefined while there is no state that one
   * could go on from.
   */
  cursor: string | undefined;
  self: SelfState = kFreshSelf();
  readonly conversations = new Map<ConversationId, ConversationState>();
  readonly users = new Map<UserId, User>();
  /** False: another tab saves. */
  recording = true;
  /**
   * How often everything was dropped; and how often when what is stored was written. Other than
   * equal, what is stored is of another life.
   */
  resets = 0;
  storedResets = 0;
  readonly #listener: ModelListener;
  /** By thread: the rev of the newest entry of `self` about following it. */
  #follows = new Map<string, number>();
  #batch = new Unsaved();

  constructor(listener: ModelListener) {
    this.#listener = listener;
  }

  load(saved: Saved): void {
    this.me = saved.session?.user;
    for (const user of saved.users) this.users.set(user.id, user);
    if (!saved.position) return;
    this.cursor = saved.position.cursor;
    this.self = { ...saved.position.self, threads: new Map(saved.position.self.threads) };
    for (const one of saved.conversations) {
      this.conversations.set(one.item.conversation, {
        ...one,
        runs: [],
        threads: new Map(),
        heads: new Map(),
      });
    }
  }

  /** Everything that came from the server goes; who one is stays. */
  reset(): void {
    const ids = [...this.conversations.keys()];
    this.resets++;
    this.cursor = undefined;
    this.self = kFreshSelf();
    this.conversations.clear();
    this.#follows.clear();
    this.#batch = new Unsaved();
    this.#batch.reset = true;
    for (const id of ids) this.#listener.conversation(id);
    this.#listener.self();
  }

  setMe(user: User): void {
    this.me = user;
    this.putUser(user);
    this.#listener.self();
  }

  setCursor(cursor: string): void {
    this.cursor = cursor;
    this.#batch.position = true;
  }

  setSelf(self: SelfState): void {
    if (self === this.self) return;
    this.self = self;
    this.#batch.position = true;
    this.#listener.self();
  }

  putUser(user: User): void {
    const held = this.users.get(user.id);
    if (held && held.rev > user.rev) return;
    // The administrator flag is told in one's own object of `hello` only.
    this.users.set(user.id, user);
    this.#batch.users.add(user.id);
    this.#listener.user(user.id);
  }

  get(id: ConversationId): ConversationState | undefined {
    return this.conversations.get(id);
  }

  /** Puts a conversation whose held messages are unchanged but for `touched` and `added`. */
  put(
    state: ConversationState,
    touched: readonly number[] = [],
    added: readonly Message[] = [],
  ): void {
    const id = state.item.conversation;
    this.conversations.set(id, state);
    this.#batch.conversations.add(id);
    if (this.recording) {
      for (const seq of touched) this.#batch.touch(id, seq, messageAt(state.runs, seq));
      for (const message of added) this.#batch.touch(id, message.seq, message);
    }
    this.#listener.conversation(id);
  }

  /**
   * Puts a conversation out of a snapshot: what is stored of its messages is worth nothing any
   * more.
   */
  replace(state: ConversationState): void {
    this.#batch.drop(state.item.conversation, false);
    this.put(
      state,
      [],
      state.runs.flatMap((run) => run.messages),
    );
  }

  remove(id: ConversationId): void {
    if (!this.conversations.delete(id)) return;
    this.#batch.drop(id, true);
    this.#listener.conversation(id);
    const threads = [...this.self.threads].filter(([, one]) => one.conversation !== id);
    if (threads.length < this.self.threads.size)
      this.setSelf({ ...this.self, threads: new Map(threads) });
  }

  /** Applies an event of a conversation, `rev == have + 1`. */
  apply(
    state: ConversationState,
    event: LogEvent,
  ): { message?: Message; refresh?: true; refetch?: number } {
    const applied = applyEvent(state, event, this.me?.id ?? '');
    this.put(applied.state, applied.touched);
    this.#countReply(event);
    return applied;
  }

  /** An event that the state contains already. */
  note(state: ConversationState, event: LogEvent): void {
    const next = noteReply(state, event);
    if (next !== state) this.put(next, [event.data['thread'] as number]);
    this.#countReply(event);
  }

  /** A message that was read by itself. */
  putMessage(id: ConversationId, message: Message): void {
    const state = this.conversations.get(id);
    if (!state) return;
    this.put(
      mergeMessage(state, message),
      message.thread === undefined ? [message.seq] : [message.seq, message.thread],
    );
    this.setSelf(countReply(this.self, id, message, this.me?.id ?? ''));
  }

  #countReply(event: LogEvent): void {
    if (event.kind !== 'message' || event.seq === undefined) return;
    const { thread, thread_seq } = event.data as Partial<Message>;
    const message = {
      seq: event.seq,
      by: event.by,
      time: event.time,
      ...(thread === undefined ? {} : { thread }),
      ...(thread_seq === undefined ? {} : { thread_seq }),
    };
    this.setSelf(countReply(this.self, event.conversation, message, this.me?.id ?? ''));
  }

  /**
   * Applies an entry of the account's own log, whatever it says about conversations that are held.
   */
  applySelf(event: LogEvent): void {
    const id = String(event.data['conversation'] ?? '');
    const state = this.conversations.get(id);
    const thread = event.data['thread'];
    this.setSelf(
      applySelfEvent(
        this.self,
        event,
        typeof thread === 'number' ? state?.heads.get(thread) : undefined,
      ),
    );
    if (event.kind === 'thread') this.#follows.set(threadKey(id, Number(thread)), event.rev);
    if (event.kind === 'profile' && this.me) this.setMe(withProfile(this.me, event));
    if (event.kind === 'blocked') this.#block(event);
    if (!state) return;
    const next = applyPersonal(state, event);
    if (next !== state) this.put(next);
  }

  /** The answer to `conversation.read`, whose entry in `self` comes too. */
  setRead(id: ConversationId, seq: number): void {
    const state = this.conversations.get(id);
    if (state && seq > state.item.read_seq) this.put({ ...state, item: withRead(state.item, seq) });
  }

  /**
   * The answer to `thread.list`, asked for when `self` was at `since`. What the log has said since
   * is newer than the answer; answers of several pages
   * are no one moment's anyway.
   */
  setThreads(threads: readonly FollowedThread[], since: number, within?: ConversationId): void {
    const listed = new Map(threads.map((one) => [threadKey(one.conversation, one.thread), one]));
    const next = new Map<string, FollowedThread>();
    const now = this.self.threads;
    for (const key of new Set([...now.keys(), ...listed.keys()])) {
      const held = now.get(key);
      const read = listed.get(key);
      const kept =
        (this.#follows.get(key) ?? 0) > since ||
        (held !== undefined && within !== undefined && held.conversation !== within);
      if (held && read) next.set(key, newerThread(held, read));
      else if (kept && held) next.set(key, held);
      else if (!kept && read) next.set(key, read);
    }
    this.setSelf({ ...this.self, threads: next });
  }

  #block(event: LogEvent): void {
    const user = event.data['user'];
    for (const state of this.conversations.values()) {
      if (state.item.kind !== 'direct' || state.item.peer !== user) continue;
      const { blocked: _, ...item } = state.item;
      this.put({ ...state, item: event.data['on'] === true ? { ...item, blocked: true } : item });
    }
  }

  position(): SavedPosition | undefined {
    if (this.cursor === undefined) return undefined;
    return { cursor: this.cursor, self: { ...this.self, threads: [...this.self.threads] } };
  }

  get unsaved(): boolean {
    return !this.#batch.empty;
  }

  /** What has changed since the last call. */
  takeBatch(): SaveBatch {
    const batch = this.#batch;
    this.#batch = new Unsaved();
    const position = this.position();
    const conversations = [...batch.conversations].flatMap(
      (id) => this.conversations.get(id) ?? [],
    );
    return {
      reset: batch.reset,
      dropConversations: [...batch.removed],
      dropMessages: [
        ...batch.dropped,
        ...conversations.filter((one) => one.stale).map((one) => one.item.conversation),
      ],
      forget: batch.forgotten(),
      ...(position ? { position } : {}),
      conversations: conversations.map(({ item, itemRev, have, stale }) => ({
        item,
        itemRev,
        have,
        stale,
      })),
      messages: batch.held(),
      users: [...batch.users].flatMap((id) => this.users.get(id) ?? []),
    };
  }

  /** Everything, for a storage that another tab has kept until now. `saved` is what it holds. */
  takeAll(saved: Saved): SaveBatch {
    this.#batch = new Unsaved();
    const position = this.position();
    const valid = new Map(
      saved.conversations.map((one) => [one.item.conversation, one.stale ? -1 : one.have]),
    );
    const states = [...this.conversations.values()];
    return {
      dropConversations: [...valid.keys()].filter((id) => !this.conversations.has(id)),
      dropMessages: states
        .filter((one) => one.stale || valid.get(one.item.conversation) !== one.have)
        .map((one) => one.item.conversation),
      ...(position ? { position } : {}),
      conversations: states.map(({ item, itemRev, have, stale }) => ({
        item,
        itemRev,
        have,
        stale,
      })),
      messages: states
        .filter((one) => !one.stale)
        .flatMap((one) =>
          one.runs.flatMap((run) =>
            run.messages.map((message) => ({ conversation: one.item.conversation, message })),
          ),
        ),
      users: [...this.users.values()],
    };
  }
}

function newerThread(held: FollowedThread, read: FollowedThread): FollowedThread {
  const ahead =
    read.head > held.head || (read.head === held.head && held.last_seq === undefined) ? read : held;
  const upTo = Math.max(held.read, read.read);
  return { ...ahead, read: upTo, unread: Math.max(0, ahead.head - upTo) };
}

class Unsaved {
  reset = false;
  position = false;
  conversations = new Set<ConversationId>();
  removed = new Set<ConversationId>();
  dropped = new Set<ConversationId>();
  users = new Set<UserId>();
  #messages = new Map<ConversationId, Map<number, Message | undefined>>();

  get empty(): boolean {
    return (
      !this.reset &&
      !this.position &&
      this.conversations.size + this.removed.size + this.dropped.size + this.users.size === 0
    );
  }

  touch(id: ConversationId, seq: number, message: Message | undefined): void {
    let held = this.#messages.get(id);
    if (!held) this.#messages.set(id, (held = new Map()));
    held.set(seq, message);
  }

  drop(id: ConversationId, whole: boolean): void {
    this.#messages.delete(id);
    if (whole) {
      this.removed.add(id);
      this.conversations.delete(id);
    } else {
      this.dropped.add(id);
    }
  }

  held(): { conversation: ConversationId; message: Message }[] {
    return [...this.#messages].flatMap(([conversation, all]) =>
      [...all.values()].flatMap((message) => (message ? [{ conversation, message }] : [])),
    );
  }

  forgotten(): { conversation: ConversationId; seq: number }[] {
    return [...this.#messages].flatMap(([conversation, all]) =>
      [...all].flatMap(([seq, message]) => (message ? [] : [{ conversation, seq }])),
    );
  }
}
