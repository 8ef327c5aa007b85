// Everything that travels: frames, events, objects. Members keep the names that they have on the
// wire. Unknown members may come; unknown kinds
// and frame types too, which is why the unions of this file are never assumed to be complete at run
// time.

export type * from './requests.js';

export type UserId = string;
export type DeviceId = string;
export type ConversationId = string;
/** Milliseconds since 1970 UTC. */
export type Time = number;

// -------------------------------------------------------------------------------------------------
// --------------- objects

export interface UserStatus {
  text: string;
  emoji?: string;
  until?: Time;
}

export interface User {
  id: UserId;
  login: string;
  display_name: string;
  status?: UserStatus;
  language?: string;
  time_zone?: string;
  rev: number;
  /** Only in one's own object. */
  administrator?: boolean;
}

export type Format = 'plain' | 'markdown';
export type Mentions = readonly UserId[] | 'all';
export type Role = 'owner' | 'admin' | 'member';

export interface ThreadInfo {
  count: number;
  last_seq: number;
  last_time: Time;
  /** The first ten by their first reply. */
  participants: readonly UserId[];
  participants_count: number;
}

/** What a message answers and where it stands: this outlives its text. */
export interface Relations {
  reply_to?: number;
  /** Seq of the root of the thread that it is a reply in. */
  thread?: number;
  thread_seq?: number;
}

export interface Message extends Relations {
  seq: number;
  /** Of its last change: edit, deletion, reaction, pin. Not of replies in its thread. */
  rev: number;
  by: UserId;
  time: Time;
  /** Missing in a deleted message, as is everything below it but `deleted` and `thread_info`. */
  text?: string;
  format?: Format;
  mentions?: Mentions;
  version?: number;
  edited_at?: Time;
  deleted?: true;
  reactions?: Readonly<Record<string, readonly UserId[]>>;
  /** For the emoji whose list of users is cut (at 20): how many there are. */
  reaction_counts?: Readonly<Record<string, number>>;
  pinned?: boolean;
  thread_info?: ThreadInfo;
  idempotency_key?: string;
}

export interface MessageVersion {
  version: number;
  rev: number;
  by: UserId;
  time: Time;
  text?: string;
  format?: Format;
  mentions?: Mentions;
  /** The text of this version was erased. */
  deleted?: true;
}

export interface GroupSettings {
  title: string;
  topic?: string;
  history: 'shared' | 'joined';
  post: 'members' | 'admins';
  invite: 'members' | 'admins';
  pin: 'members' | 'admins';
  settings: 'members' | 'admins';
  join: 'invite' | 'request' | 'open';
  slow_ms: number;
  versions: boolean;
}

export interface Member {
  user: UserId;
  role: Role;
  read_seq?: number;
  muted_until?: Time;
}

/** An item of `conversation.list`, and the answer of `conversation.get`. */
export interface ConversationItem extends Partial<GroupSettings> {
  conversation: ConversationId;
  kind: 'direct' | 'group';
  peer?: UserId;
  peer_read_seq?: number;
  peer_delivered_seq?: number;
  role: Role;
  head_seq: number;
  head_rev: number;
  floor_seq: number;
  floor_rev: number;
  read_seq: number;
  unread: number;
  mentions: number;
  mention_seqs: readonly number[];
  active: Time;
  last?: Message;
  /** Until when, or for ever. */
  muted: boolean | Time;
  pinned: boolean;
  archived: boolean;
  notify?: 'all' | 'mentions' | 'none';
  marked_unread?: boolean;
  draft?: string;
  /** One is muted here by an admin until then. */
  muted_until?: Time;
  /** One blocks the peer. */
  blocked?: boolean;
  members_count: number;
  /** Only from `conversation.get`: up to 100. */
  members?: readonly Member[];
  /** Only from `conversation.get`: ascending. */
  pins?: readonly number[];
}

export type PresenceState = 'online' | 'away' | 'offline';

export interface Presence {
  user: UserId;
  state: PresenceState;
  last_seen?: Time;
  user_rev: number;
}

export interface Device {
  device: DeviceId;
  name: string;
  platform?: string;
  created: Time;
  last_seen: Time;
  current: boolean;
}

export interface FollowedThread {
  conversation: ConversationId;
  /** Seq of its root. */
  thread: number;
  head: number;
  read: number;
  unread: number;
  /** Missing without replies. */
  last_seq?: number;
  last_time?: Time;
}

export interface SearchHit {
  conversation: ConversationId;
  seq: number;
  snippet: string;
  /** Pairs [start, end] in UTF-16 units of the snippet, which is what JavaScript counts in. */
  marks?: readonly (readonly [number, number])[];
  time: Time;
  by: UserId;
}

export interface GroupInvite {
  invite: number;
  token: string;
  url: string;
  by: UserId;
  uses_left?: number;
  expires?: Time;
  created: Time;
}

export interface InvitePreview {
  conversation: ConversationId;
  title: string;
  topic?: string;
  members_count: number;
  member: boolean;
}

export interface DiscoveredConversation extends InvitePreview {
  join: 'request' | 'open';
  requested: boolean;
}

export interface Ban {
  user: UserId;
  by: UserId;
  time: Time;
  reason?: string;
}

export interface AccountSettings {
  read_receipts: boolean;
}

export interface AccountCounts {
  unread: number;
  mentions: number;
  conversations: number;
  muted_unread: number;
  threads: number;
  thread_unread: number;
}

export interface Limits {
  frame_bytes: number;
  text_bytes: number;
  in_flight: number;
  members: number;
  page: number;
  small_group: number;
  watch: number;
}

// -------------------------------------------------------------------------------------------------
// --------------- events

/**
 * An entry of a log on the wire. `data` depends on `kind`; of an erased entry it is `{deleted:
 * true}`, and an erased message has its relations beside it.
 */
export interface LogEvent extends Relations {
  type: 'event';
  cursor: string;
  conversation: ConversationId | 'self';
  rev: number;
  kind: string;
  by: UserId;
  time: Time;
  seq?: number;
  data: Readonly<Record<string, unknown>>;
}

/** What `data` holds, by kind. */
export interface EventData {
  message: {
    text: string;
    format?: Format;
    reply_to?: number;
    mentions?: Mentions;
    thread?: number;
    thread_seq?: number;
    idempotency_key?: string;
  };
  'message.edited': {
    seq: number;
    version: number;
    text: string;
    format?: Format;
    mentions?: Mentions;
  };
  'message.deleted': { seqs: readonly number[]; reason?: string };
  'message.reacted': { seq: number; emoji: string; on: boolean };
  'message.pinned': { seq: number; on: boolean };
  'conversation.created': Partial<GroupSettings> & {
    kind: 'direct' | 'group';
    members: readonly Member[];
  };
  'conversation.updated': Partial<GroupSettings>;
  'member.added': { users: readonly UserId[]; invite?: number };
  'member.removed': { users: readonly UserId[] };
  'member.role': { user: UserId; role: Role };
  'member.banned': { user: UserId; on: boolean; reason?: string };
  'member.muted': { user: UserId; until: Time };
  'join.requested': { user: UserId };
  'join.declined': { user: UserId };
  'invite.created': { uses?: number; expires?: Time };
  'invite.revoked': { invite: number };
}

/** The same for the account's own log, `conversation: "self"`. */
export interface SelfEventData {
  read: { conversation: ConversationId; seq: number };
  settings: { conversation: ConversationId | 'self' } & Partial<ConversationPreferences> &
    Partial<AccountSettings>;
  joined: { conversation: ConversationId };
  left: { conversation: ConversationId };
  declined: { conversation: ConversationId };
  thread: { conversation: ConversationId; thread: number; following: boolean; read: number };
  blocked: { user: UserId; on: boolean };
  profile: Partial<Pick<User, 'display_name' | 'status' | 'language' | 'time_zone'>> & {
    user?: UserId;
  };
  password: Record<string, never>;
  'device.added': { device: DeviceId; name: string; platform?: string };
  'device.updated': { device: DeviceId; name: string };
  'device.revoked': { device: DeviceId };
}

export interface ConversationPreferences {
  muted: boolean | Time;
  pinned: boolean;
  archived: boolean;
  draft: string | null;
  notify: 'all' | 'mentions' | 'none';
  marked_unread: boolean;
}

// -------------------------------------------------------------------------------------------------
// --------------- other frames of the server

export interface Hello {
  type: 'hello';
  token: string;
  cursor?: string;
  window?: number;
}

export interface HelloOk {
  user: User;
  device: DeviceId;
  session: string;
  cursor: string;
  resumed: boolean;
  reason?: 'fresh' | 'epoch_changed' | 'ahead' | 'too_old' | string;
  self_rev: number;
  feature_level: number;
  limits: Limits;
  heartbeat: { interval_ms: number; timeout_ms: number };
  durability: { fsync: boolean; replicas: number };
  server_time: Time;
  settings?: AccountSettings;
}

export interface SyncedFrame {
  type: 'synced';
  cursor: string;
}

export interface GapFrame {
  type: 'gap';
  conversation: ConversationId | 'self';
  from_rev: number;
  to_rev: number;
}

export interface PresenceFrame extends Presence {
  type: 'presence';
}

export interface TypingFrame {
  type: 'typing';
  conversation: ConversationId;
  user: UserId;
  active: boolean;
}

export interface ReceiptFrame {
  type: 'receipt';
  conversation: ConversationId;
  user: UserId;
  read_seq?: number;
  delivered_seq?: number;
}

export type Retry = 'no' | 'after' | 'resync' | 'reauth';

/** The body of an error, over WebSocket (beside `type` and `id`) as over HTTP. */
export interface ErrorBody {
  code: string;
  retry: Retry;
  message: string;
  retry_after_ms?: number;
  field?: string;
  reference?: string;
  need?: string;
  limit?: number;
  scope?: string;
  current?: number;
}

/** What the server pushes without being asked. */
export type PushFrame =
  LogEvent | SyncedFrame | GapFrame | PresenceFrame | TypingFrame | ReceiptFrame;

// -------------------------------------------------------------------------------------------------
// --------------- HTTP

export interface SignUp {
  login: string;
  password: string;
  display_name?: string;
  invite?: string;
}

export interface SignIn {
  login: string;
  password: string;
  device?: { name?: string; platform?: string; id?: DeviceId };
}

export interface SignedIn {
  token: string;
  user: User;
  device: DeviceId;
  session: string;
}
