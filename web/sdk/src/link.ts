// What the sync rule works between: a connection that it asks, somebody who wants to know.

import type {
  ConversationId,
  LogEvent,
  Message,
  ReplyOf,
  RequestOf,
  RequestType,
  UserId,
} from './types.js';

export interface Link {
  /**
   * On the connection that is open now; rejects with `disconnected` if that ends. `use` is called
   * before any later frame is.
   */
  request<T extends RequestType>(
    type: T,
    members: RequestOf<T>,
    use?: (answer: ReplyOf<T>) => void,
  ): Promise<ReplyOf<T>>;
}

export interface SyncListener {
  /** A message was applied. */
  message(event: LogEvent, message: Message): void;
  /** An entry of the account's own log was applied. */
  self(event: LogEvent): void;
  /** Any other entry of a conversation was applied. */
  entry(event: LogEvent): void;
  /** Everything up to here has been received. */
  received(cursor: string): void;
  joined(conversation: ConversationId, by: UserId): void;
  left(conversation: ConversationId, by: UserId): void;
  /** The list of conversations is there; everything missed has been worked in. */
  caughtUp(): void;
  /** The state was dropped. */
  reset(reason: string): void;
}
