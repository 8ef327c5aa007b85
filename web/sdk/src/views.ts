// The live values of a client: computed from the model, the outbox and the connection when somebody
// looks.

import { Cell, Computed, type Scheduler } from './live.js';
import type { Model } from './model.js';
import { overlayConversation } from './overlay.js';
import type {
  Account,
  Conversation,
  FollowedThread,
  OutboxEntry,
  Status,
  Totals,
} from './shapes.js';
import type { ConversationId } from './types.js';

export interface ViewSource {
  model: Model;
  scheduler: Scheduler;
  status(): Status;
  account(): Account | undefined;
  outbox(): Iterable<OutboxEntry>;
  /** The server's time. */
  now(): number;
}

const kNone: readonly OutboxEntry[] = [];

export class Views {
  readonly status: Computed<Status>;
  readonly account: Computed<Account | undefined>;
  readonly conversations: Computed<readonly Conversation[]>;
  readonly totals: Computed<Totals>;
  readonly threads: Computed<readonly FollowedThread[]>;
  readonly outbox: Computed<readonly OutboxEntry[]>;
  readonly loaded: Cell<boolean>;
  readonly #source: ViewSource;
  #cells = new Map<ConversationId, Computed<Conversation | undefined>>();
  #entries: ReadonlyMap<ConversationId, readonly OutboxEntry[]> = new Map();

  constructor(source: ViewSource) {
    const { scheduler, model } = source;
    this.#source = source;
    this.status = new Computed(scheduler, () => source.status());
    this.account = new Computed(scheduler, () => source.account());
    this.conversations = new Computed(scheduler, (before) => this.#list(before));
    this.totals = new Computed(scheduler, (before) => this.#totals(before));
    this.threads = new Computed<readonly FollowedThread[]>(scheduler, () => [
      ...model.self.threads.values(),
    ]);
    this.outbox = new Computed<readonly OutboxEntry[]>(scheduler, () => [...source.outbox()]);
    this.loaded = new Cell(scheduler, false);
  }

  conversation(id: ConversationId): Computed<Conversation | undefined> {
    let cell = this.#cells.get(id);
    if (!cell) {
      cell = new Computed<Conversation | undefined>(this.#source.scheduler, () => {
        const state = this.#source.model.get(id);
        return state && overlayConversation(state, this.entries(id));
      });
      this.#cells.set(id, cell);
    }
    return cell;
  }

  /** What is on its way to a conversation. */
  entries(id: ConversationId): readonly OutboxEntry[] {
    return this.#entries.get(id) ?? kNone;
  }

  conversationChanged(id: ConversationId): void {
    this.conversation(id).invalidate();
    this.conversations.invalidate();
    this.totals.invalidate();
  }

  selfChanged(): void {
    this.account.invalidate();
    this.threads.invalidate();
    this.totals.invalidate();
  }

  statusChanged(): void {
    this.status.invalidate();
    this.account.invalidate();
  }

  /** Returns the conversations that something is, or was, on its way to. */
  outboxChanged(): Iterable<ConversationId> {
    const entries = new Map<ConversationId, OutboxEntry[]>();
    for (const entry of this.#source.outbox()) {
      if (entry.conversation === undefined) continue;
      const held = entries.get(entry.conversation);
      if (held) held.push(entry);
      else entries.set(entry.conversation, [entry]);
    }
    const changed = new Set([...this.#entries.keys(), ...entries.keys()]);
    this.#entries = entries;
    this.outbox.invalidate();
    for (const id of changed) this.conversationChanged(id);
    return changed;
  }

  #list(before?: readonly Conversation[]): readonly Conversation[] {
    const all = [...this.#source.model.conversations.keys()].flatMap(
      (id) => this.conversation(id).value ?? [],
    );
    all.sort((a, b) => b.active - a.active || (a.conversation < b.conversation ? -1 : 1));
    return before && before.length === all.length && before.every((one, at) => one === all[at])
      ? before
      : all;
  }

  #totals(before?: Totals): Totals {
    const totals: Totals = {
      unread: 0,
      mentions: 0,
      conversations: 0,
      mutedUnread: 0,
      threads: 0,
      threadUnread: 0,
    };
    const now = this.#source.now();
    for (const one of this.conversations.value) {
      const muted = one.muted === true || (typeof one.muted === 'number' && one.muted > now);
      totals.mentions += one.mentions;
      if (muted) totals.mutedUnread += one.unread;
      else totals.unread += one.unread;
      if (!muted && (one.unread > 0 || one.marked_unread)) totals.conversations++;
    }
    for (const { unread } of this.#source.model.self.threads.values()) {
      totals.threadUnread += unread;
      if (unread > 0) totals.threads++;
    }
    const names = Object.keys(totals) as (keyof Totals)[];
    return before && names.every((name) => before[name] === totals[name]) ? before : totals;
  }
}
