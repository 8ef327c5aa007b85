// Every request of the protocol: its members and its answer.

import type {
  AccountCounts,
  AccountSettings,
  Ban,
  ConversationId,
  ConversationItem,
  ConversationPreferences,
  Device,
  DeviceId,
  DiscoveredConversation,
  FollowedThread,
  Format,
  GroupInvite,
  GroupSettings,
  InvitePreview,
  LogEvent,
  Member,
  Mentions,
  Message,
  MessageVersion,
  Presence,
  Role,
  SearchHit,
  Time,
  User,
  UserId,
  UserStatus,
} from './types.js';

/** Any answer to a write may carry these. */
export interface WriteOk {
  rev?: number;
  time?: Time;
  duplicate?: true;
  unchanged?: true;
}

interface Page {
  after?: string;
  limit?: number;
}
type In<I, O> = { in: I; out: O };
type Write<I, O = object> = { in: I; out: WriteOk & O; write: true };
type InConversation = { conversation: ConversationId };

export interface HistoryPage {
  messages: readonly Message[];
  more_before: boolean;
  more_after: boolean;
  floor_seq: number;
  head_seq: number;
  head_rev: number;
  /** With `thread`: the root, perhaps deleted. */
  root?: Message;
  /** With `thread`: the newest `thread_seq`, 0 if there is none. */
  thread_head?: number;
}

export interface HistoryQuery {
  conversation: ConversationId;
  thread?: number;
  before_seq?: number;
  after_seq?: number;
  around_seq?: number;
  at_time?: Time;
  limit?: number;
}

export interface LogPage {
  events: readonly LogEvent[];
  more: boolean;
  floor_rev: number;
  head_rev: number;
}

export interface Draft {
  text: string;
  format?: Format;
  reply_to?: number;
  thread?: number;
  mentions?: Mentions;
}

/**
 * Every request by its `type`: members (`in`), answer (`out`), and whether it is a write with an
 * idempotency key.
 */
export interface Requests {
  ping: In<object, object>;
  'message.send': Write<
    InConversation & Draft & { if_rev?: number },
    { seq: number; thread_seq?: number }
  >;
  'message.edit': Write<
    InConversation & {
      seq: number;
      text: string;
      format?: Format;
      mentions?: Mentions;
      if_version?: number;
    },
    { version: number }
  >;
  'message.delete': Write<InConversation & { seqs: readonly number[]; reason?: string }>;
  'message.react': Write<InConversation & { seq: number; emoji: string; on: boolean }>;
  'message.pin': Write<InConversation & { seq: number; on: boolean }>;
  'message.versions': In<
    InConversation & { seq: number; after_version?: number; limit?: number },
    { versions: readonly MessageVersion[]; more: boolean }
  >;
  'message.search': In<SearchQuery, SearchPage>;
  'history.get': In<HistoryQuery, HistoryPage>;
  'log.get': In<
    { conversation: ConversationId | 'self'; from_rev: number; to_rev?: number; limit?: number },
    LogPage
  >;
  'conversation.open': Write<{ user: UserId }, InConversation>;
  'conversation.create': Write<
    { title: string; members?: readonly UserId[] } & Partial<GroupSettings>,
    InConversation
  >;
  'conversation.update': Write<InConversation & Partial<GroupSettings> & { if_rev?: number }>;
  'conversation.list': In<Page, { conversations: readonly ConversationItem[]; next?: string }>;
  'conversation.get': In<InConversation, ConversationItem>;
  'conversation.read': In<
    InConversation & { seq: number },
    WriteOk & { read_seq: number; unread: number }
  >;
  'conversation.settings': Write<
    { conversation: ConversationId | 'self' } & Partial<ConversationPreferences> &
      Partial<AccountSettings>
  >;
  'conversation.discover': In<
    Page & { query?: string },
    { conversations: readonly DiscoveredConversation[]; next?: string }
  >;
  'conversation.join': Write<
    { conversation?: ConversationId; token?: string },
    InConversation & { requested?: true }
  >;
  'join.list': In<
    InConversation & Page,
    { requests: readonly { user: UserId; time: Time }[]; next?: string }
  >;
  'join.decide': Write<InConversation & { user: UserId; accept: boolean }>;
  'invite.create': Write<
    InConversation & { uses?: number; expires_in?: number },
    { invite: number; token: string; url: string }
  >;
  'invite.list': In<InConversation, { invites: readonly GroupInvite[] }>;
  'invite.revoke': Write<InConversation & { invite: number }>;
  'invite.get': In<{ token: string }, InvitePreview>;
  'member.add': Write<InConversation & { users: readonly UserId[] }>;
  'member.remove': Write<InConversation & { users: readonly UserId[] }>;
  'member.leave': Write<InConversation>;
  'member.role': Write<InConversation & { user: UserId; role: Role }>;
  'member.ban': Write<InConversation & { user: UserId; on: boolean; reason?: string }>;
  'member.mute': Write<InConversation & { user: UserId; until: Time }>;
  'member.list': In<InConversation & Page, { members: readonly Member[]; next?: string }>;
  'ban.list': In<InConversation & Page, { bans: readonly Ban[]; next?: string }>;
  'receipt.list': In<
    InConversation & { seq: number },
    { read: readonly UserId[]; delivered: readonly UserId[] }
  >;
  'thread.follow': Write<InConversation & { thread: number; on: boolean }>;
  'thread.read': In<
    InConversation & { thread: number; thread_seq: number },
    WriteOk & { read: number; unread: number }
  >;
  'thread.list': In<
    Page & { conversation?: ConversationId; unread?: boolean },
    { threads: readonly FollowedThread[]; next?: string }
  >;
  'user.get': In<{ users: readonly UserId[] }, { users: readonly User[] }>;
  'user.search': In<{ prefix: string; limit?: number }, { users: readonly User[] }>;
  'user.update': Write<ProfileChange, { user: User }>;
  'user.block': Write<{ user: UserId; on: boolean }>;
  'presence.watch': In<{ users: readonly UserId[] }, { presence: readonly Presence[] }>;
  'presence.set': In<{ state: 'online' | 'away' }, object>;
  'device.list': In<object, { devices: readonly Device[] }>;
  'device.rename': Write<{ device: DeviceId; name: string }>;
  'device.revoke': Write<{ device: DeviceId | 'others' }>;
  'account.password': Write<{ current: string; new: string; keep_sessions?: boolean }>;
  'account.get': In<
    object,
    { user: User; settings: AccountSettings; blocked: readonly UserId[]; self_rev: number }
  >;
  'account.counts': In<object, AccountCounts>;
}

export interface SearchQuery {
  query: string;
  conversation?: ConversationId;
  by?: UserId;
  /** A time, or the `next` of the page before. */
  before?: Time | string;
  /** Inclusive. */
  after?: Time;
  limit?: number;
}

export interface SearchPage {
  hits: readonly SearchHit[];
  /** There may be more, even if this page has no hits. */
  more: boolean;
  next?: string;
}

export interface ProfileChange {
  display_name?: string;
  status?: UserStatus | null;
  language?: string | null;
  time_zone?: string | null;
}

export type RequestType = keyof Requests;
export type RequestOf<T extends RequestType> = Requests[T]['in'];
export type ReplyOf<T extends RequestType> = Requests[T]['out'];
export type WriteType = {
  [T in RequestType]: Requests[T] extends { write: true } ? T : never;
}[RequestType];
