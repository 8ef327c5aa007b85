// The reducer of a conversation's log: (state, event) -> state, pure. The rule about `rev` (apply,
// ignore, fetch) is kept by the caller, which is `Sync`; here `event.rev` is always `have + 1`.

import {
  mentionsUser,
  messageOf,
  tombstone,
  withNumbers,
  withPin,
  withReaction,
  withRead,
  withSettings,
} from './items.js';
import type { Applied, ConversationState } from './state.js';
import { applyReply } from './threads.js';
import { addMessages, messageAt, patchRuns } from './runs.js';
import type { EventData, GroupSettings, LogEvent, Member, Message, UserId } from './types.js';

/** The server lists so many mentions and no more. */
const kMentionsMax = 100;

/** `event.rev` must be `state.have + 1`. `me` is the account's own user. */
export function applyEvent(state: ConversationState, event: LogEvent, me: UserId): Applied {
  const next = { ...state, have: event.rev };
  // The item of a list read meanwhile may contain this entry already: then only the messages
  // change.
  const fresh = event.rev > state.itemRev;
  if (fresh) next.item = { ...state.item, head_rev: event.rev };
  if (fresh) next.itemRev = event.rev;
  const apply = kApply[event.kind];
  const applied = apply ? apply(next, event, me, fresh) : { state: next, touched: [] };
  applied.state.item = withNumbers(applied.state.item);
  return applied;
}

type Apply = (state: ConversationState, event: LogEvent, me: UserId, fresh: boolean) => Applied;

const data = <K extends keyof EventData>(event: LogEvent, _kind: K): Partial<EventData[K]> =>
  event.data as Partial<EventData[K]>;

const kApply: Readonly<Record<string, Apply>> = {
  message: applyMessage,
  'message.edited': applyEdit,
  'message.deleted': applyDeletion,
  'message.reacted': (state, event, me) => {
    const { seq, emoji, on } = data(event, 'message.reacted');
    if (seq === undefined || emoji === undefined || on === undefined) return { state, touched: [] };
    return patched(
      state,
      seq,
      (message) => withReaction({ ...message, rev: event.rev }, emoji, event.by, on, me),
      event.rev,
    );
  },
  'message.pinned': (state, event, _me, fresh) => {
    const { seq, on } = data(event, 'message.pinned');
    if (seq === undefined || on === undefined) return { state, touched: [] };
    const pins = state.item.pins;
    if (fresh && pins) {
      const others = pins.filter((one) => one !== seq);
      state.item = { ...state.item, pins: on ? [...others, seq].sort((a, b) => a - b) : others };
    }
    return patched(state, seq, (message) => withPin({ ...message, rev: event.rev }, on), event.rev);
  },
  'conversation.updated': (state, event, _me, fresh) => {
    if (fresh) state.item = withSettings(state.item, event.data as Partial<GroupSettings>);
    return { state, touched: [] };
  },
  'conversation.created': (state, event, _me, fresh) => {
    if (fresh) state.item = withSettings(state.item, event.data as Partial<GroupSettings>);
    return { state, touched: [] };
  },
  'member.added': (state, event, me, fresh) => {
    const users = data(event, 'member.added').users ?? [];
    if (fresh) {
      withMembers(state, users.length, (members) => [
        ...members.filter((member) => !users.includes(member.user)),
        ...users.map((user): Member => ({ user, role: 'member' })),
      ]);
    }
    // Added anew: what one may read, and from where one counts as having read, is for the server to
    // say.
    return users.includes(me) && fresh
      ? { state, touched: [], refresh: true }
      : { state, touched: [] };
  },
  'member.removed': (state, event, _me, fresh) => {
    const users = data(event, 'member.removed').users ?? [];
    if (fresh)
      withMembers(state, -users.length, (members) =>
        members.filter((member) => !users.includes(member.user)),
      );
    return { state, touched: [] };
  },
  'member.role': (state, event, me, fresh) => {
    const { user, role } = data(event, 'member.role');
    if (!fresh || !user || !role) return { state, touched: [] };
    if (user === me) state.item = { ...state.item, role };
    withMembers(state, 0, (members) =>
      members.map((member) => (member.user === user ? { ...member, role } : member)),
    );
    return { state, touched: [] };
  },
  'member.muted': (state, event, me, fresh) => {
    const { user, until } = data(event, 'member.muted');
    if (!fresh || !user || until === undefined) return { state, touched: [] };
    const set = <T extends { muted_until?: number }>({ muted_until: _, ...rest }: T): T =>
      (until > 0 ? { ...rest, muted_until: until } : rest) as T;
    if (user === me) state.item = set(state.item);
    withMembers(state, 0, (members) =>
      members.map((member) => (member.user === user ? set(member) : member)),
    );
    return { state, touched: [] };
  },
};

function applyMessage(
  state: ConversationState,
  event: LogEvent,
  me: UserId,
  fresh: boolean,
): Applied {
  const seq = event.seq;
  if (seq === undefined) return { state, touched: [] };
  const incoming = messageOf(event);
  const held = messageAt(state.runs, seq);
  const message = held && held.rev >= incoming.rev ? held : incoming;
  if (message !== held) state.runs = addMessages(state.runs, [message]);
  const item = { ...state.item };
  if (fresh) {
    item.head_seq = Math.max(item.head_seq, seq);
    item.active = event.time;
    item.last = message;
    if (
      event.by !== me &&
      mentionsUser(incoming.mentions, me) &&
      seq > item.read_seq &&
      !item.mention_seqs.includes(seq)
    ) {
      item.mention_seqs = [...item.mention_seqs, seq].slice(-kMentionsMax);
    }
  }
  state.item = event.by === me ? withRead(item, seq) : item;
  // A page may have told already what an erased entry does not, or the other way round.
  const reply = message.thread === undefined ? incoming : message;
  if (reply.thread === undefined) return { state, touched: [seq], message };
  const root = messageAt(state.runs, reply.thread);
  const skipped =
    root !== undefined && (root.thread_info?.count ?? 0) + 1 < (reply.thread_seq ?? 0);
  applyReply(state, reply);
  return {
    state,
    touched: [seq, reply.thread],
    message,
    ...(skipped ? { refetch: reply.thread } : {}),
  };
}

function applyEdit(state: ConversationState, event: LogEvent, me: UserId, fresh: boolean): Applied {
  const edit = data(event, 'message.edited');
  if (edit.seq === undefined || edit.text === undefined) return { state, touched: [] };
  const seq = edit.seq;
  const held =
    messageAt(state.runs, seq) ?? (state.item.last?.seq === seq ? state.item.last : undefined);
  const refetch = held?.deleted && held.rev < event.rev ? { refetch: seq } : {};
  const result = {
    ...refetch,
    ...patched(
      state,
      seq,
      (message) => {
        // What the event says holds after the edit: what it leaves out is not there.
        const { deleted: _, format: __, mentions: ___, ...rest } = message;
        const next: Message = { ...rest, rev: event.rev, text: edit.text!, edited_at: event.time };
        if (edit.version !== undefined) next.version = edit.version;
        if (edit.format !== undefined) next.format = edit.format;
        if (edit.mentions !== undefined && edit.mentions.length > 0) next.mentions = edit.mentions;
        return next;
      },
      event.rev,
    ),
  };
  if (!fresh || seq <= state.item.read_seq || event.by === me) return result;
  return withMention(result, seq, mentionsUser(edit.mentions, me));
}

function applyDeletion(
  state: ConversationState,
  event: LogEvent,
  _me: UserId,
  fresh: boolean,
): Applied {
  const seqs = data(event, 'message.deleted').seqs ?? [];
  let result: Applied = { state, touched: [] };
  for (const seq of seqs) {
    const { touched } = patched(state, seq, (message) => tombstone(message, event.rev), event.rev);
    result = { ...result, touched: [...result.touched, ...touched] };
    if (!fresh) continue;
    if (state.item.pins?.includes(seq))
      state.item = { ...state.item, pins: state.item.pins.filter((one) => one !== seq) };
    result = withMention(result, seq, false);
  }
  return result;
}

function withMention(applied: Applied, seq: number, on: boolean): Applied {
  const { state } = applied;
  const before = state.item.mention_seqs;
  if (before.includes(seq) === on) return applied;
  const after = on
    ? [...before, seq].sort((a, b) => a - b).slice(-kMentionsMax)
    : before.filter((one) => one !== seq);
  state.item = { ...state.item, mention_seqs: after, mentions: after.length };
  // The list was full: there may be an older one that the server has not told.
  return !on && before.length >= kMentionsMax ? { ...applied, refresh: true } : applied;
}

/**
 * Changes a message wherever it is held, unless what is held is newer. `state` is the caller's own
 * copy.
 */
function patched(
  state: ConversationState,
  seq: number,
  change: (message: Message) => Message,
  rev: number,
): Applied {
  const guarded = (message: Message): Message => (message.rev >= rev ? message : change(message));
  state.runs = patchRuns(state.runs, seq, guarded);
  const { last } = state.item;
  if (last?.seq === seq)
    state.item = { ...state.item, last: messageAt(state.runs, seq) ?? guarded(last) };
  for (const [root, view] of state.threads) {
    const next = { ...view };
    if (view.root?.seq === seq) next.root = guarded(view.root);
    const at = view.messages.findIndex((message) => message.seq === seq);
    if (at >= 0) next.messages = replaced(view.messages, at, guarded(view.messages[at]!));
    if (at >= 0 || next.root !== view.root) state.threads = new Map(state.threads).set(root, next);
  }
  return { state, touched: [seq] };
}

function replaced<T>(list: readonly T[], at: number, value: T): readonly T[] {
  const copy = list.slice();
  copy[at] = value;
  return copy;
}

/** The list of members goes on being right only if it was complete. */
function withMembers(
  state: ConversationState,
  delta: number,
  change: (members: readonly Member[]) => readonly Member[],
): void {
  const { members, members_count } = state.item;
  const item = { ...state.item, members_count: members_count + delta };
  if (members) {
    if (members.length >= members_count) item.members = change(members);
    else delete item.members;
  }
  state.item = item;
}
