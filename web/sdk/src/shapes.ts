// The shapes that the SDK makes and shows. What comes from the wire keeps its wire names
// (read_seq); what the SDK adds is camelCase.
// All of them are values: never changed in place, so identity tells whether something is new.

import type {
  AccountSettings,
  ConversationId,
  ConversationItem,
  DeviceId,
  ErrorBody,
  FollowedThread,
  HelloOk,
  Limits,
  Message,
  Presence,
  RequestType,
  Time,
  User,
  UserId,
} from './types.js';

/**
 * A value that changes: read it, or be told. Listeners are called after a whole turn's changes,
 * never in the middle of one.
 */
export interface Live<T> {
  readonly value: T;
  /** Calls `listener` at each change (not at once). Returns what ends that. */
  subscribe(listener: (value: T) => void): () => void;
}

/**
 * Where the connection stands.
 * - `signed_out`: there is no session; `stop` says why if there was one.
 * - `connecting`, `catching_up`: on the way; what was loaded can be read.
 * - `online`: all that was missed has been worked in.
 * - `waiting`: cut off; the next attempt is at `retryAt` (without it: when the network is back, or
 * at `client.connect()`).
 * - `stopped`: the client does not return by itself; `stop` says why.
 */
export type Phase = 'signed_out' | 'connecting' | 'catching_up' | 'online' | 'waiting' | 'stopped';

export type StopReason =
  | 'signed_out' // 4501, 4502 or by oneself: sign in again
  | 'disabled' // 4503: the account is disabled
  | 'outdated' // 4504: this version of the protocol is not served any more
  | 'refused' // 4500 and unknown 45xx
  | 'closed'; // client.close()

export interface Status {
  phase: Phase;
  since: Time;
  retryAt?: Time;
  /** Attempts since the last time online. */
  attempts: number;
  stop?: StopReason;
  /** The last close: what a person who reports a fault would want to know. */
  closed?: { code: number; reason: string };
}

export interface Account {
  user: User;
  device: DeviceId;
  session: string;
  settings: AccountSettings;
  blocked: readonly UserId[];
  /** From the last `hello`; undefined before the first. */
  limits?: Limits;
  durability?: HelloOk['durability'];
  featureLevel?: number;
  /** Add it to Date.now() to have the server's time. */
  clockOffset: number;
}

/**
 * A conversation as the app sees it: `draft`, `read_seq`, `unread`, `mentions` count in what has
 * not reached the server yet.
 */
export interface Conversation extends ConversationItem {
  /** Up to which rev the log has been applied. */
  have: number;
  /** Something was missed and is being fetched. */
  stale: boolean;
}

export interface Totals {
  /**
   * Messages and mentions unread in conversations that are not muted, and how many such
   * conversations there are.
   */
  unread: number;
  mentions: number;
  conversations: number;
  /** Unread in the muted ones; mentions there still count above. */
  mutedUnread: number;
  threads: number;
  threadUnread: number;
}

export interface TimelineState {
  conversation: ConversationId;
  /** Seq of the root, in a thread's timeline. */
  thread?: number;
  root?: Message;
  /**
   * Ascending. Without holes, but for a thread's, which holds its replies only. Waiting edits,
   * deletions, reactions and pins are shown as done.
   */
  messages: readonly Message[];
  /** Seqs of messages with such a waiting change. */
  changing: ReadonlySet<number>;
  /**
   * Own messages that are not in `messages` yet, in the order in which they will be sent; to be
   * shown at the end if not `moreAfter`.
   */
  pending: readonly OutboxEntry[];
  moreBefore: boolean;
  moreAfter: boolean;
  loadingBefore: boolean;
  loadingAfter: boolean;
  /** The first page, or that of a jump, is awaited: what is shown is not that place yet. */
  loading: boolean;
  /** What the last load failed with. Cleared by the next one. */
  error?: ErrorBody;
  /**
   * `read_seq` (in a thread: the thread_seq) when the timeline was opened: the place of the divider
   * "new".
   */
  openedAt: number;
  /** Seq that the last jump led to: scroll there. A new object for each jump. */
  target?: { seq: number };
}

export type Place = 'newest' | 'unread' | { seq: number } | { time: Time };

/** A write on its way. */
export interface OutboxEntry {
  /**
   * Its idempotency key, or its own name for the two requests without one (conversation.read,
   * thread.read).
   */
  key: string;
  request: { type: RequestType } & Readonly<Record<string, unknown>>;
  conversation?: ConversationId;
  created: Time;
  /**
   * - `waiting`: for the connection, for those before it, or for the answer.
   * - `sent`: the server has it, durably; the event that shows it to everyone is about to come.
   * - `failed`: refused; `error` says why. It stays until `retry` or `discard`.
   */
  state: 'waiting' | 'sent' | 'failed';
  error?: ErrorBody;
  attempts: number;
  /** Not before. */
  retryAt?: Time;
  /** The tab that made it and sends it. */
  tab: string;
  /** From the answer. */
  seq?: number;
  rev?: number;
}

/** `undefined` where nothing is known yet. */
export type UserPresence = Presence | undefined;

export interface Receipt {
  read_seq?: number;
  delivered_seq?: number;
}

export interface ClientEvents {
  /**
   * A message of somebody else came in, live or in the catch-up (`live: false`). For notifications.
   */
  message: { conversation: ConversationId; message: Message; mentioned: boolean; live: boolean };
  /**
   * The cache was dropped, since the server could not resume: open timelines load anew by
   * themselves.
   */
  reset: { reason: string };
  /** The session is over. */
  signedOut: { reason: StopReason };
  /** Of one's own account, from any device. */
  device: { kind: string; device: DeviceId; name?: string };
  passwordChanged: object;
  joined: { conversation: ConversationId; by: UserId };
  left: { conversation: ConversationId; by: UserId };
  /** A request to join was declined. */
  declined: { conversation: ConversationId };
  /**
   * Somebody asks to join, an invite was made or revoked, a ban was set or lifted: whoever shows
   * such a list reads it again.
   */
  moderation: { conversation: ConversationId; kind: string };
  /** The local storage failed; the client goes on without it. */
  storage: { error: unknown };
}

export type { FollowedThread };
