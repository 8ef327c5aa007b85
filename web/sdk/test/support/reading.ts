// What is true at a server, and what of it each account may see.

import type {
  ConversationItem,
  FollowedThread,
  HistoryPage,
  LogEvent,
  LogPage,
  Member,
  Mentions,
  Message,
  Role,
} from '../../src/types.js';

export interface Entry extends Omit<LogEvent, 'type' | 'cursor'> {
  pos: number;
}
export interface MessageState {
  seq: number;
  rev: number;
  by: string;
  time: number;
  text: string;
  reply_to?: number;
  thread?: number;
  thread_seq?: number;
  mentions?: Mentions;
  version: number;
  edited_at?: number;
  deleted?: boolean;
  reactions: Map<string, string[]>;
  pinned?: boolean;
  key?: string;
  editRevs: number[];
}
export interface Thread {
  head: number;
  last_seq: number;
  last_time: number;
  participants: string[];
}
export interface Membership {
  role: Role;
  joinedRev: number;
  joinedTime: number;
  floorRev: number;
  floorSeq: number;
}
export interface ConversationRow {
  id: string;
  kind: 'direct' | 'group';
  title?: string;
  topic?: string;
  history: 'shared' | 'joined';
  versions: boolean;
  entries: Entry[];
  messages: MessageState[];
  threads: Map<number, Thread>;
  members: Map<string, Membership>;
  reads: Map<string, number>;
  personal: Map<
    string,
    { muted: boolean; pinned: boolean; archived: boolean; draft?: string; marked_unread: boolean }
  >;
}
export interface State {
  pos: number;
  conversations: Map<string, ConversationRow>;
  self: Map<string, Entry[]>;
  follows: Map<string, Map<string, { conversation: string; thread: number; read: number }>>;
  keys: Map<string, object>;
}

const kMentions = 100;

/** What can be read. */
export class Reading {
  epoch = 1;
  now = 1_790_000_000_000;
  state: State = {
    pos: 0,
    conversations: new Map(),
    self: new Map(),
    follows: new Map(),
    keys: new Map(),
  };

  protected personal(
    row: ConversationRow,
    user: string,
  ): {
    muted: boolean;
    pinned: boolean;
    archived: boolean;
    draft?: string;
    marked_unread: boolean;
  } {
    return (
      row.personal.get(user) ?? {
        muted: false,
        pinned: false,
        archived: false,
        marked_unread: false,
      }
    );
  }

  row(id: string): ConversationRow {
    return this.state.conversations.get(id)!;
  }

  visible(id: string, user: string): boolean {
    return this.state.conversations.get(id)?.members.has(user) ?? false;
  }

  of(user: string): ConversationRow[] {
    return [...this.state.conversations.values()].filter((row) => row.members.has(user));
  }

  message(row: ConversationRow, one: MessageState): Message {
    const head = { seq: one.seq, rev: one.rev, by: one.by, time: one.time };
    if (one.deleted) return { ...head, deleted: true };
    const { text, reply_to, thread, thread_seq, mentions, version, edited_at, pinned, key } = one;
    const reactions = Object.fromEntries(
      [...one.reactions].filter(([, users]) => users.length > 0),
    );
    const about = row.threads.get(one.seq);
    const info = about && {
      count: about.head,
      last_seq: about.last_seq,
      last_time: about.last_time,
      participants: about.participants.slice(0, 10),
      participants_count: about.participants.length,
    };
    const all = {
      ...head,
      text,
      reply_to,
      thread,
      thread_seq,
      mentions: mentions?.length === 0 ? undefined : mentions,
      version,
      edited_at,
      pinned: pinned || undefined,
      idempotency_key: key,
      reactions: Object.keys(reactions).length > 0 ? reactions : undefined,
      thread_info: info,
    };
    return Object.fromEntries(
      Object.entries(all).filter(([, value]) => value !== undefined),
    ) as unknown as Message;
  }

  item(id: string, user: string, withMembers = false): ConversationItem {
    const row = this.row(id);
    const membership = row.members.get(user)!;
    const read = row.reads.get(user)!;
    const mentioned = row.messages
      .filter(
        ({ seq, deleted, mentions, by }) =>
          seq > read && !deleted && by !== user && (mentions === 'all' || mentions?.includes(user)),
      )
      .map(({ seq }) => seq)
      .slice(-kMentions);
    const last = row.messages.at(-1);
    const item: ConversationItem = {
      conversation: id,
      kind: row.kind,
      history: row.history,
      versions: row.versions,
      role: membership.role,
      head_seq: row.messages.length,
      head_rev: row.entries.length,
      floor_seq: membership.floorSeq,
      floor_rev: membership.floorRev,
      read_seq: read,
      unread: Math.max(0, row.messages.length - read),
      mentions: mentioned.length,
      mention_seqs: mentioned,
      active: last && last.seq >= membership.floorSeq ? last.time : membership.joinedTime,
      members_count: row.members.size,
      ...this.personal(row, user),
    };
    if (row.title !== undefined) item.title = row.title;
    if (row.topic) item.topic = row.topic;
    if (last && last.seq >= membership.floorSeq) item.last = this.message(row, last);
    if (withMembers) {
      item.members = [...row.members]
        .map(([one, { role }]): Member => ({ user: one, role }))
        .slice(0, 100);
      item.pins = row.messages.filter((one) => one.pinned).map((one) => one.seq);
    }
    return item;
  }

  history(
    id: string,
    user: string,
    query: {
      before_seq?: number;
      after_seq?: number;
      around_seq?: number;
      thread?: number;
      limit?: number;
    },
  ): HistoryPage {
    const row = this.row(id);
    const floor = row.members.get(user)!.floorSeq;
    const limit = query.limit ?? 200;
    const all = row.messages.filter(
      (one) => one.seq >= floor && (query.thread === undefined || one.thread === query.thread),
    );
    let from = Math.max(0, all.length - limit);
    let to = all.length;
    if (query.before_seq !== undefined) {
      to = all.filter((one) => one.seq < query.before_seq!).length;
      from = Math.max(0, to - limit);
    } else if (query.after_seq !== undefined) {
      from = all.filter((one) => one.seq <= query.after_seq!).length;
      to = Math.min(all.length, from + limit);
    } else if (query.around_seq !== undefined) {
      const at = all.filter((one) => one.seq < query.around_seq!).length;
      from = Math.max(0, at - (limit >> 1));
      to = Math.min(all.length, from + limit);
    }
    const page: HistoryPage = {
      messages: all.slice(from, to).map((one) => this.message(row, one)),
      more_before: from > 0,
      more_after: to < all.length,
      floor_seq: floor,
      head_seq: row.messages.length,
      head_rev: row.entries.length,
    };
    if (query.thread !== undefined) {
      page.root = this.message(row, row.messages[query.thread - 1]!);
      page.thread_head = row.threads.get(query.thread)?.head ?? 0;
    }
    return page;
  }

  log(
    entries: readonly Entry[],
    floor: number,
    from: number,
    to: number | undefined,
    limit: number,
  ): LogPage {
    const range = entries.filter(
      (entry) => entry.rev >= Math.max(from, floor) && entry.rev <= (to ?? Infinity),
    );
    return {
      events: range.slice(0, limit).map((entry) => this.event(entry)),
      more: range.length > limit,
      floor_rev: floor,
      head_rev: entries.length,
    };
  }

  threads(user: string, within?: string): FollowedThread[] {
    return [...(this.state.follows.get(user)?.values() ?? [])]
      .filter((one) => within === undefined || one.conversation === within)
      .map(({ conversation, thread, read }) => {
        const { head, last_seq, last_time } = this.row(conversation).threads.get(thread)!;
        return { conversation, thread, head, read, unread: head - read, last_seq, last_time };
      });
  }

  event({ pos, ...entry }: Entry): LogEvent {
    return { type: 'event', cursor: this.cursor(pos), ...entry };
  }

  cursor(pos: number = this.state.pos): string {
    return `${this.epoch}.${pos}`;
  }
}
