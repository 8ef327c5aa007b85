// The reducer of the account's own log: (state, entry) -> state, pure. Entries that name a
// conversation change that one, too: `applyPersonal`.

import { withRead } from './items.js';
import type { ConversationState, SelfState, ThreadHead } from './state.js';
import type {
  ConversationItem,
  FollowedThread,
  LogEvent,
  Message,
  SelfEventData,
  User,
  UserId,
} from './types.js';

export const threadKey = (conversation: string, thread: number): string =>
  `${conversation}/${thread}`;

const selfData = <K extends keyof SelfEventData>(
  event: LogEvent,
  _kind: K,
): Partial<SelfEventData[K]> => event.data as Partial<SelfEventData[K]>;

/**
 * What an entry of `self` changes outside of any conversation. `head` is what is known of the
 * thread that it names.
 */
export function applySelfEvent(state: SelfState, event: LogEvent, head?: ThreadHead): SelfState {
  const next = { ...state, have: event.rev };
  if (event.kind === 'blocked') {
    const { user, on } = selfData(event, 'blocked');
    const others = state.blocked.filter((one) => one !== user);
    next.blocked = on && user ? [...others, user] : others;
  } else if (event.kind === 'settings' && event.data['conversation'] === 'self') {
    const { read_receipts } = selfData(event, 'settings');
    if (read_receipts !== undefined) next.settings = { ...state.settings, read_receipts };
  } else if (event.kind === 'thread') {
    const { conversation, thread, following, read = 0 } = selfData(event, 'thread');
    if (conversation && thread !== undefined)
      next.threads = withFollow(
        state.threads,
        conversation,
        thread,
        following === true,
        read,
        head,
      );
  } else if (event.kind === 'left') {
    const { conversation } = selfData(event, 'left');
    next.threads = new Map(
      [...state.threads].filter(([, one]) => one.conversation !== conversation),
    );
  }
  return next;
}

function withFollow(
  threads: ReadonlyMap<string, FollowedThread>,
  conversation: string,
  thread: number,
  following: boolean,
  read: number,
  head?: ThreadHead,
): ReadonlyMap<string, FollowedThread> {
  const next = new Map(threads);
  const key = threadKey(conversation, thread);
  const before = threads.get(key);
  if (!following) {
    next.delete(key);
    return next;
  }
  const newest = Math.max(before?.head ?? 0, head?.head ?? 0, read);
  const upTo = Math.max(read, before?.read ?? 0);
  // Of whichever is known to be the newest reply.
  const last = [head, before].find((one) => one?.head === newest);
  next.set(key, {
    conversation,
    thread,
    head: newest,
    read: upTo,
    unread: newest - upTo,
    ...(last?.last_seq === undefined ? {} : { last_seq: last.last_seq }),
    ...(last?.last_time === undefined ? {} : { last_time: last.last_time }),
  });
  return next;
}

/** A message in a thread that one follows. */
export function countReply(
  state: SelfState,
  conversation: string,
  message: Pick<Message, 'thread' | 'thread_seq' | 'seq' | 'by' | 'time'>,
  me: UserId,
): SelfState {
  const { thread, thread_seq } = message;
  if (thread === undefined || thread_seq === undefined) return state;
  const key = threadKey(conversation, thread);
  const before = state.threads.get(key);
  if (
    !before ||
    before.head > thread_seq ||
    (before.head === thread_seq && before.last_seq !== undefined)
  )
    return state;
  const read = message.by === me ? Math.max(before.read, thread_seq) : before.read;
  const after: FollowedThread = {
    ...before,
    head: thread_seq,
    read,
    unread: thread_seq - read,
    last_seq: message.seq,
    last_time: message.time,
  };
  return { ...state, threads: new Map(state.threads).set(key, after) };
}

/** What an entry of `self` changes in the conversation that it names. */
export function applyPersonal(state: ConversationState, event: LogEvent): ConversationState {
  if (event.kind === 'read') {
    const seq = selfData(event, 'read').seq ?? 0;
    return seq > state.item.read_seq ? { ...state, item: withRead(state.item, seq) } : state;
  }
  if (event.kind !== 'settings') return state;
  const changes = selfData(event, 'settings');
  const item: ConversationItem = { ...state.item };
  for (const name of ['muted', 'pinned', 'archived', 'notify', 'marked_unread'] as const) {
    if (changes[name] !== undefined) Object.assign(item, { [name]: changes[name] });
  }
  if (changes.draft) item.draft = changes.draft;
  else if (changes.draft !== undefined) delete item.draft;
  return { ...state, item };
}

export function withProfile(user: User, event: LogEvent): User {
  const next: User = { ...user };
  const changes = event.data as SelfEventData['profile'];
  for (const name of ['display_name', 'status', 'language', 'time_zone'] as const) {
    const value = changes[name] as unknown;
    if (value === null) delete next[name];
    else if (value !== undefined) Object.assign(next, { [name]: value });
  }
  return next;
}
