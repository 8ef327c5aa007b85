// What outlives the program. The SDK treats it as a cache (browsers may evict it), but for the
// outbox and the session.

import type { ConversationState, SelfState } from './state.js';
import type { OutboxEntry } from './shapes.js';
import type { ConversationId, DeviceId, Message, User } from './types.js';

export interface SavedSession {
  /** Missing when signed out: what is left is the device's id, to sign in under it again. */
  token?: string;
  login: string;
  device: DeviceId;
  session?: string;
  user?: User;
}

/** A conversation without its messages, which are rows of their own. */
export type SavedConversation = Pick<ConversationState, 'item' | 'itemRev' | 'have' | 'stale'>;

/** Where the account stands: always written together with the state that the cursor led to. */
export interface SavedPosition {
  cursor: string;
  self: Omit<SelfState, 'threads'> & {
    threads: readonly (readonly [string, import('./types.js').FollowedThread])[];
  };
}

export interface Saved {
  session?: SavedSession;
  position?: SavedPosition;
  conversations: readonly SavedConversation[];
  users: readonly User[];
}

/** Written whole or not at all. In this order: what is dropped first, then what is put. */
export interface SaveBatch {
  /** Everything but session and outbox goes. */
  reset?: boolean;
  dropConversations?: readonly ConversationId[];
  /** All stored messages of these conversations go. */
  dropMessages?: readonly ConversationId[];
  forget?: readonly { conversation: ConversationId; seq: number }[];
  position?: SavedPosition;
  conversations?: readonly SavedConversation[];
  messages?: readonly { conversation: ConversationId; message: Message }[];
  users?: readonly User[];
}

/** What is written takes effect in the order of the calls, though none waits for the one before. */
export interface Storage {
  load(): Promise<Saved>;
  save(batch: SaveBatch): Promise<void>;
  saveSession(session: SavedSession | undefined): Promise<void>;
  /**
   * Messages with from <= seq <= to, ascending, and the conversation's `have` and `stale` as they
   * were saved with them.
   */
  messages(
    conversation: ConversationId,
    from: number,
    to: number,
  ): Promise<{ have: number; stale: boolean; messages: readonly Message[] } | undefined>;
  outbox(): Promise<readonly OutboxEntry[]>;
  putOutbox(entries: readonly OutboxEntry[]): Promise<void>;
  removeOutbox(keys: readonly string[]): Promise<void>;
  /** Everything goes, the outbox and the session too. */
  clear(): Promise<void>;
  close(): void;
}

/**
 * Lives as long as the object. For tests, bots without a state, and browsers that refuse to store.
 */
export class MemoryStorage implements Storage {
  #session: SavedSession | undefined;
  #position: SavedPosition | undefined;
  #conversations = new Map<ConversationId, SavedConversation>();
  #messages = new Map<ConversationId, Map<number, Message>>();
  #users = new Map<string, User>();
  #outbox = new Map<string, OutboxEntry>();

  load(): Promise<Saved> {
    return Promise.resolve({
      ...(this.#session ? { session: this.#session } : {}),
      ...(this.#position ? { position: this.#position } : {}),
      conversations: [...this.#conversations.values()],
      users: [...this.#users.values()],
    });
  }

  save(batch: SaveBatch): Promise<void> {
    if (batch.reset) {
      this.#position = undefined;
      this.#conversations.clear();
      this.#messages.clear();
      this.#users.clear();
    }
    for (const id of batch.dropConversations ?? []) this.#conversations.delete(id);
    for (const id of [...(batch.dropMessages ?? []), ...(batch.dropConversations ?? [])])
      this.#messages.delete(id);
    for (const { conversation, seq } of batch.forget ?? [])
      this.#messages.get(conversation)?.delete(seq);
    if (batch.position) this.#position = batch.position;
    for (const one of batch.conversations ?? [])
      this.#conversations.set(one.item.conversation, one);
    for (const { conversation, message } of batch.messages ?? []) {
      let held = this.#messages.get(conversation);
      if (!held) this.#messages.set(conversation, (held = new Map()));
      held.set(message.seq, message);
    }
    for (const user of batch.users ?? []) this.#users.set(user.id, user);
    return Promise.resolve();
  }

  saveSession(session: SavedSession | undefined): Promise<void> {
    this.#session = session;
    return Promise.resolve();
  }

  messages(
    conversation: ConversationId,
    from: number,
    to: number,
  ): Promise<{ have: number; stale: boolean; messages: readonly Message[] } | undefined> {
    const saved = this.#conversations.get(conversation);
    if (!saved) return Promise.resolve(undefined);
    const held = this.#messages.get(conversation);
    const messages = [...(held?.values() ?? [])]
      .filter(({ seq }) => seq >= from && seq <= to)
      .sort((a, b) => a.seq - b.seq);
    return Promise.resolve({ have: saved.have, stale: saved.stale, messages });
  }

  outbox(): Promise<readonly OutboxEntry[]> {
    return Promise.resolve([...this.#outbox.values()]);
  }

  putOutbox(entries: readonly OutboxEntry[]): Promise<void> {
    for (const entry of entries) this.#outbox.set(entry.key, entry);
    return Promise.resolve();
  }

  removeOutbox(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#outbox.delete(key);
    return Promise.resolve();
  }

  async clear(): Promise<void> {
    await this.save({ reset: true });
    this.#session = undefined;
    this.#outbox.clear();
  }

  close(): void {}
}
