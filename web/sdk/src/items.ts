// What changes in a message or in the item of a conversation, one change each.

import type {
  ConversationItem,
  EventData,
  GroupSettings,
  LogEvent,
  Mentions,
  Message,
  Relations,
  UserId,
} from './types.js';

const kReactionUsersMax = 20;

const kSettings = [
  'title',
  'topic',
  'history',
  'post',
  'invite',
  'pin',
  'settings',
  'join',
  'slow_ms',
  'versions',
] as const;

export const mentionsUser = (mentions: Mentions | undefined, user: UserId): boolean =>
  mentions === 'all' ||
  (mentions !== undefined && (mentions.includes(user) || mentions.includes('all')));

export function messageOf(event: LogEvent): Message {
  const head = { seq: event.seq!, rev: event.rev, by: event.by, time: event.time };
  if (event.data['deleted'] === true) return { ...head, ...relations(event), deleted: true };
  const message: Message = {
    ...head,
    version: 1,
    ...(event.data as unknown as EventData['message']),
  };
  if (message.mentions?.length === 0) delete message.mentions;
  return message;
}

/** Where a message stands, which outlives its text. */
const relations = (of: Relations): Relations => ({
  ...(of.reply_to !== undefined && { reply_to: of.reply_to }),
  ...(of.thread !== undefined && { thread: of.thread }),
  ...(of.thread_seq !== undefined && { thread_seq: of.thread_seq }),
});

/** What is left of a deleted message: its place, and where it stood. */
export function tombstone(message: Message, rev: number): Message {
  const { seq, by, time, thread_info } = message;
  const info = thread_info && { thread_info };
  return { seq, rev, by, time, ...relations(message), ...info, deleted: true };
}

/** A message with a reaction set or taken away, as the server would list it. */
export function withReaction(
  message: Message,
  emoji: string,
  user: UserId,
  on: boolean,
  me: UserId,
): Message {
  const users = message.reactions?.[emoji] ?? [];
  const count = message.reaction_counts?.[emoji] ?? users.length;
  const listed = users.includes(user);
  // Of a cut list it is not known whether somebody who is not in it has reacted; the log says so,
  // since it has changes only.
  const total = count + (on ? (listed ? 0 : 1) : listed || count > users.length ? -1 : 0);
  let list = users.filter((one) => one !== user);
  if (on)
    list = listed
      ? [...users]
      : users.length < kReactionUsersMax || user === me
        ? [...users, user]
        : [...users];
  const reactions: Record<string, readonly UserId[]> = { ...message.reactions };
  const counts: Record<string, number> = { ...message.reaction_counts };
  delete counts[emoji];
  if (total <= 0) delete reactions[emoji];
  else reactions[emoji] = list;
  if (total > list.length) counts[emoji] = total;
  const { reactions: _, reaction_counts: __, ...next } = message;
  return {
    ...next,
    ...(Object.keys(reactions).length > 0 ? { reactions } : {}),
    ...(Object.keys(counts).length > 0 ? { reaction_counts: counts } : {}),
  };
}

export function withPin({ pinned: _, ...message }: Message, on: boolean): Message {
  return on ? { ...message, pinned: true } : message;
}

/** Read up to `seq`: it only rises. */
export function withRead(item: ConversationItem, seq: number): ConversationItem {
  const read = Math.max(item.read_seq, seq);
  const mention_seqs = item.mention_seqs.some((one) => one <= read)
    ? item.mention_seqs.filter((one) => one > read)
    : item.mention_seqs;
  return {
    ...item,
    read_seq: read,
    mention_seqs,
    mentions: mention_seqs.length,
    unread: Math.max(0, item.head_seq - read),
  };
}

export function withSettings(
  item: ConversationItem,
  changes: Partial<GroupSettings>,
): ConversationItem {
  const next: ConversationItem = { ...item };
  for (const name of kSettings)
    if (changes[name] !== undefined) Object.assign(next, { [name]: changes[name] });
  if (next.topic === '') delete next.topic;
  return next;
}

/** The item with the numbers that follow from its cursors. */
export function withNumbers(item: ConversationItem): ConversationItem {
  const unread = Math.max(0, item.head_seq - item.read_seq);
  const mentions = item.mention_seqs.length;
  return item.unread === unread && item.mentions === mentions
    ? item
    : { ...item, unread, mentions };
}
