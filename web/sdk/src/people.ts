// What is told of people and never stored for good: who they are (cached), who is there, who types,
// who has read what.

import { Computed, type Scheduler } from './live.js';
import type { Model } from './model.js';
import type { Live, Receipt } from './shapes.js';
import type { Timers } from './timers.js';
import type {
  ConversationId,
  Member,
  Presence,
  PresenceFrame,
  ReceiptFrame,
  ReplyOf,
  RequestOf,
  RequestType,
  TypingFrame,
  User,
  UserId,
} from './types.js';

const kTypingEnds = 6000;
const kTypingRepeat = 3000;
const kGather = 50;
const kUsersPerRequest = 100;

export interface PeopleOptions {
  model: Model;
  scheduler: Scheduler;
  timers: Timers;
  request<T extends RequestType>(
    type: T,
    members: RequestOf<T>,
    use?: (answer: ReplyOf<T>) => void,
  ): Promise<ReplyOf<T>>;
  connected(): boolean;
  typing(conversation: ConversationId, active: boolean): void;
  limits(): { watch: number } | undefined;
}

export class People {
  #users = new Map<UserId, Computed<User | undefined>>();
  /** Asked for since the program started: what came from the storage may be old. */
  #asked = new Set<UserId>();
  #wanted = new Set<UserId>();
  #wantTimer: unknown;
  #presence = new Map<UserId, Presence>();
  #presenceCells = new Map<UserId, Computed<Presence | undefined>>();
  /**
   * In the order in which they were last subscribed to, so that too long a list loses its oldest.
   */
  #watched = new Set<UserId>();
  #watchTimer: unknown;
  #typing = new Map<ConversationId, Map<UserId, unknown>>();
  #typingCells = new Map<ConversationId, Computed<readonly UserId[]>>();
  #typed = new Map<ConversationId, number>();
  #receipts = new Map<ConversationId, Map<UserId, Receipt>>();
  #receiptCells = new Map<ConversationId, Computed<ReadonlyMap<UserId, Receipt>>>();
  readonly #options: PeopleOptions;

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- users

  user(id: UserId): Live<User | undefined> {
    return cached(
      this.#users,
      id,
      () =>
        new Computed(this.#options.scheduler, () => {
          this.#want(id);
          return this.#options.model.users.get(id);
        }),
    );
  }

  userChanged(id: UserId): void {
    this.#users.get(id)?.invalidate();
  }

  #want(id: UserId): void {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    this.#wanted.add(id);
    if (this.#options.connected())
      this.#wantTimer ??= this.#options.timers.set(() => void this.#ask(), kGather);
  }

  async #ask(): Promise<void> {
    this.#wantTimer = undefined;
    const users = [...this.#wanted].slice(0, kUsersPerRequest);
    if (users.length === 0 || !this.#options.connected()) return;
    for (const id of users) this.#wanted.delete(id);
    try {
      const answer = await this.#options.request('user.get', { users });
      for (const user of answer.users) this.#options.model.putUser(user);
    } catch {
      for (const id of users) this.#wanted.add(id);
      if (this.#options.connected())
        this.#wantTimer ??= this.#options.timers.set(() => void this.#ask(), 5000);
      return;
    }
    if (this.#wanted.size > 0)
      this.#wantTimer ??= this.#options.timers.set(() => void this.#ask(), 0);
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- presence

  presence(id: UserId): Live<Presence | undefined> {
    return cached(
      this.#presenceCells,
      id,
      () =>
        new Computed(
          this.#options.scheduler,
          () => this.#presence.get(id),
          (watched) => {
            this.#watched.delete(id);
            if (watched) this.#watched.add(id);
            this.#watchTimer ??= this.#options.timers.set(() => void this.#watch(), kGather);
          },
        ),
    );
  }

  async #watch(): Promise<void> {
    this.#watchTimer = undefined;
    if (!this.#options.connected()) return;
    const users = [...this.#watched].slice(-(this.#options.limits()?.watch ?? 100));
    try {
      await this.#options.request('presence.watch', { users }, (answer) => {
        for (const one of answer.presence) this.#setPresence(one);
      });
    } catch {
      // The next change of the set or the next connection asks again.
    }
  }

  #setPresence(one: Presence): void {
    this.#presence.set(one.user, { ...one });
    this.#presenceCells.get(one.user)?.invalidate();
    const held = this.#options.model.users.get(one.user);
    if (held && held.rev < one.user_rev) {
      this.#asked.delete(one.user);
      this.#want(one.user);
    }
  }

  presenceFrame({ type: _, ...one }: PresenceFrame): void {
    this.#setPresence(one);
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- typing

  typing(id: ConversationId): Live<readonly UserId[]> {
    return cached(
      this.#typingCells,
      id,
      () =>
        new Computed<readonly UserId[]>(this.#options.scheduler, () => [
          ...(this.#typing.get(id)?.keys() ?? []),
        ]),
    );
  }

  typingFrame({ conversation, user, active }: TypingFrame): void {
    this.#stopTyping(conversation, user);
    if (!active) return;
    const held = cached(this.#typing, conversation, () => new Map<UserId, unknown>());
    held.set(
      user,
      this.#options.timers.set(() => this.#stopTyping(conversation, user), kTypingEnds),
    );
    this.#typingCells.get(conversation)?.invalidate();
  }

  #stopTyping(conversation: ConversationId, user: UserId): void {
    const held = this.#typing.get(conversation);
    if (!held?.has(user)) return;
    this.#options.timers.clear(held.get(user));
    held.delete(user);
    this.#typingCells.get(conversation)?.invalidate();
  }

  /** One's own typing: told when it begins, every three seconds, and when it ends. */
  typingIn(conversation: ConversationId, active: boolean): void {
    const now = this.#options.timers.now();
    const told = this.#typed.get(conversation);
    if (active ? told !== undefined && now - told < kTypingRepeat : told === undefined) return;
    if (active) this.#typed.set(conversation, now);
    else this.#typed.delete(conversation);
    // An end that is old need not be told: every reader has ended it by himself.
    if (active || now - told! < kTypingEnds) this.#options.typing(conversation, active);
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- receipts

  receipts(id: ConversationId): Live<ReadonlyMap<UserId, Receipt>> {
    return cached(
      this.#receiptCells,
      id,
      () =>
        new Computed<ReadonlyMap<UserId, Receipt>>(
          this.#options.scheduler,
          () => new Map(this.#receipts.get(id) ?? []),
        ),
    );
  }

  receiptFrame({ conversation, user, read_seq, delivered_seq }: ReceiptFrame): void {
    this.#raise(conversation, user, read_seq, delivered_seq);
    const { model } = this.#options;
    const state = model.get(conversation);
    if (!state || state.item.kind !== 'direct' || state.item.peer !== user || user === model.me?.id)
      return;
    const item = { ...state.item };
    if (read_seq !== undefined) item.peer_read_seq = Math.max(item.peer_read_seq ?? 0, read_seq);
    const delivered = Math.max(delivered_seq ?? 0, read_seq ?? 0);
    if (delivered > 0) item.peer_delivered_seq = Math.max(item.peer_delivered_seq ?? 0, delivered);
    model.put({ ...state, item });
  }

  membersRead(conversation: ConversationId, members: readonly Member[]): void {
    for (const { user, read_seq } of members)
      if (read_seq !== undefined && user !== this.#options.model.me?.id)
        this.#raise(conversation, user, read_seq);
  }

  /** Whoever writes types no longer, and has read up to there. */
  wrote(conversation: ConversationId, user: UserId, seq: number): void {
    this.#stopTyping(conversation, user);
    if (user !== this.#options.model.me?.id && this.#receipts.get(conversation)?.has(user))
      this.#raise(conversation, user, seq);
  }

  #raise(conversation: ConversationId, user: UserId, read?: number, delivered?: number): void {
    const held = cached(this.#receipts, conversation, () => new Map<UserId, Receipt>());
    const before = held.get(user) ?? {};
    const after: Receipt = { ...before };
    if (read !== undefined) after.read_seq = Math.max(before.read_seq ?? 0, read);
    const got = Math.max(delivered ?? 0, after.read_seq ?? 0);
    if (got > 0) after.delivered_seq = Math.max(before.delivered_seq ?? 0, got);
    held.set(user, after);
    this.#receiptCells.get(conversation)?.invalidate();
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- connection

  opened(): void {
    if (this.#watched.size > 0) void this.#watch();
    if (this.#wanted.size > 0) void this.#ask();
  }

  /** Nobody is known to be there any more. `long`: profiles may have changed meanwhile. */
  down(long: boolean): void {
    this.#presence.clear();
    for (const cell of this.#presenceCells.values()) cell.invalidate();
    for (const [conversation, users] of this.#typing)
      for (const user of [...users.keys()]) this.#stopTyping(conversation, user);
    this.#typed.clear();
    if (!long) return;
    this.#asked = new Set(this.#wanted);
    for (const cell of this.#users.values()) cell.invalidate();
  }

  clear(): void {
    this.down(true);
    this.#asked.clear();
    this.#wanted.clear();
    this.#receipts.clear();
    for (const cell of this.#receiptCells.values()) cell.invalidate();
  }
}

function cached<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
