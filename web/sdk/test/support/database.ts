// The server's side of the protocol as a simple model: every write, and what it does to the logs. No sockets.

import type { Mentions, Role } from '../../src/types.js';
import {
  Reading,
  type ConversationRow,
  type Entry,
  type MessageState,
  type State,
} from './reading.js';

export class Database extends Reading {
  committed: (entries: readonly Entry[]) => void = () => {};
  #batch: Entry[] = [];

  // -----------------------------------------------------------------------------------------------
  // --------------- writing

  create(
    by: string,
    members: readonly string[],
    options: { history?: 'shared' | 'joined'; versions?: boolean; kind?: 'direct' | 'group' } = {},
  ): string {
    const id = `c_${this.state.conversations.size + 1}`;
    const row: ConversationRow = {
      id,
      kind: options.kind ?? 'group',
      history: options.history ?? 'shared',
      versions: options.versions ?? true,
      entries: [],
      messages: [],
      threads: new Map(),
      members: new Map(),
      reads: new Map(),
      personal: new Map(),
    };
    if (row.kind === 'group') row.title = `Group ${id}`;
    this.state.conversations.set(id, row);
    const all = [by, ...members.filter((user) => user !== by)];
    this.#append(row, 'conversation.created', by, {
      kind: row.kind,
      title: row.title ?? '',
      members: all.map((user) => ({ user, role: 'member' })),
    });
    for (const user of all) {
      row.members.set(user, {
        role: user === by ? 'owner' : 'member',
        joinedRev: 1,
        joinedTime: this.now,
        floorRev: 1,
        floorSeq: 1,
      });
      row.reads.set(user, 0);
      this.#appendSelf(user, 'joined', by, { conversation: id });
    }
    this.#commit();
    return id;
  }

  send(
    id: string,
    by: string,
    text: string,
    more: { mentions?: Mentions; thread?: number; reply_to?: number; key?: string } = {},
  ): { rev: number; seq: number; time: number } {
    const row = this.row(id);
    const seq = row.messages.length + 1;
    const { key, ...rest } = more;
    const message: MessageState = {
      seq,
      rev: 0,
      by,
      time: this.now,
      text,
      version: 1,
      reactions: new Map(),
      editRevs: [],
      ...rest,
    };
    if (key !== undefined) message.key = key;
    if (more.thread !== undefined) {
      const root = row.messages[more.thread - 1]!;
      const thread = row.threads.get(more.thread) ?? {
        head: 0,
        last_seq: 0,
        last_time: 0,
        participants: [],
      };
      row.threads.set(more.thread, thread);
      message.thread_seq = ++thread.head;
      thread.last_seq = seq;
      thread.last_time = this.now;
      if (!thread.participants.includes(by)) thread.participants.push(by);
      if (root.by !== by && thread.head === 1 && row.members.has(root.by))
        this.#follow(root.by, id, more.thread, 0);
    }
    const data = {
      text,
      ...rest,
      ...(message.thread_seq === undefined ? {} : { thread_seq: message.thread_seq }),
      ...(key === undefined ? {} : { idempotency_key: key }),
    };
    const entry = this.#append(row, 'message', by, data, seq);
    message.rev = entry.rev;
    row.messages.push(message);
    row.reads.set(by, seq);
    if (more.thread !== undefined) {
      const followed = this.state.follows.get(by)?.get(`${id}/${more.thread}`);
      if (followed) followed.read = message.thread_seq!;
      else this.#follow(by, id, more.thread, message.thread_seq!);
    }
    this.#commit();
    return { rev: entry.rev, seq, time: this.now };
  }

  edit(
    id: string,
    by: string,
    seq: number,
    text: string,
    mentions?: Mentions,
  ): { rev: number; version: number } {
    const row = this.row(id);
    const message = row.messages[seq - 1]!;
    message.version++;
    if (!row.versions) this.#erase(row, message.editRevs.at(-1) ?? this.#entryOf(row, seq).rev);
    // An edit says whom it mentions, unless nobody is and was.
    if ((message.mentions?.length ?? 0) > 0) mentions ??= message.mentions!;
    const entry = this.#append(row, 'message.edited', by, {
      seq,
      version: message.version,
      text,
      ...(mentions === undefined ? {} : { mentions }),
    });
    Object.assign(message, { text, rev: entry.rev, edited_at: this.now });
    if (mentions !== undefined) message.mentions = mentions;
    if (message.mentions?.length === 0) delete message.mentions;
    message.editRevs.push(entry.rev);
    this.#commit();
    return { rev: entry.rev, version: message.version };
  }

  remove(id: string, by: string, seqs: readonly number[]): { rev?: number; unchanged?: true } {
    const row = this.row(id);
    const left = seqs.filter((seq) => !row.messages[seq - 1]!.deleted);
    if (left.length === 0) return { unchanged: true };
    const entry = this.#append(row, 'message.deleted', by, { seqs: left });
    for (const seq of left) {
      const message = row.messages[seq - 1]!;
      message.deleted = true;
      message.rev = entry.rev;
      message.pinned = false;
      this.#erase(row, this.#entryOf(row, seq).rev);
      for (const one of row.entries)
        if (
          (one.kind === 'message.edited' || one.kind === 'message.reacted') &&
          one.data['seq'] === seq
        )
          this.#erase(row, one.rev);
    }
    this.#commit();
    return { rev: entry.rev };
  }

  react(
    id: string,
    by: string,
    seq: number,
    emoji: string,
    on: boolean,
  ): { rev?: number; unchanged?: true } {
    const row = this.row(id);
    const message = row.messages[seq - 1]!;
    const users = message.reactions.get(emoji) ?? [];
    if (users.includes(by) === on) return { unchanged: true };
    const entry = this.#append(row, 'message.reacted', by, { seq, emoji, on });
    message.rev = entry.rev;
    if (on) message.reactions.set(emoji, [...users, by]);
    else
      message.reactions.set(
        emoji,
        users.filter((one) => one !== by),
      );
    this.#commit();
    return { rev: entry.rev };
  }

  pin(id: string, by: string, seq: number, on: boolean): { rev?: number; unchanged?: true } {
    const row = this.row(id);
    const message = row.messages[seq - 1]!;
    if ((message.pinned ?? false) === on) return { unchanged: true };
    const entry = this.#append(row, 'message.pinned', by, { seq, on });
    message.rev = entry.rev;
    message.pinned = on;
    this.#commit();
    return { rev: entry.rev };
  }

  rename(id: string, by: string, changes: { title?: string; topic?: string }): void {
    const row = this.row(id);
    Object.assign(row, changes);
    this.#append(row, 'conversation.updated', by, changes);
    this.#commit();
  }

  unknownKind(id: string, by: string): void {
    this.#append(this.row(id), 'message.sung', by, { seq: 1, tune: 'la' });
    this.#commit();
  }

  add(id: string, by: string, user: string): void {
    const row = this.row(id);
    const entry = this.#append(row, 'member.added', by, { users: [user] });
    const shared = row.history === 'shared';
    row.members.set(user, {
      role: 'member',
      joinedRev: entry.rev,
      joinedTime: this.now,
      floorRev: shared ? 1 : entry.rev,
      floorSeq: shared ? 1 : row.messages.length + 1,
    });
    row.reads.set(user, row.messages.length);
    row.personal.delete(user);
    this.#appendSelf(user, 'joined', by, { conversation: id });
    this.#commit();
  }

  drop(id: string, by: string, user: string): void {
    const row = this.row(id);
    this.#append(row, 'member.removed', by, { users: [user] });
    row.members.delete(user);
    this.#appendSelf(user, 'left', by, { conversation: id });
    for (const [key, one] of this.state.follows.get(user) ?? [])
      if (one.conversation === id) this.state.follows.get(user)!.delete(key);
    this.#commit();
  }

  role(id: string, by: string, user: string, role: Role): void {
    const row = this.row(id);
    row.members.get(user)!.role = role;
    this.#append(row, 'member.role', by, { user, role });
    this.#commit();
  }

  read(
    id: string,
    user: string,
    seq: number,
  ): { read_seq: number; unread: number; unchanged?: true; rev?: number } {
    const row = this.row(id);
    const before = row.reads.get(user) ?? 0;
    const read = Math.max(before, seq);
    const answer = { read_seq: read, unread: Math.max(0, row.messages.length - read) };
    if (read === before) return { ...answer, unchanged: true };
    row.reads.set(user, read);
    const entry = this.#appendSelf(user, 'read', user, { conversation: id, seq: read });
    this.#commit();
    return { ...answer, rev: entry.rev };
  }

  settings(id: string, user: string, changes: Record<string, unknown>): { rev: number } {
    const row = this.row(id);
    const personal = { ...this.personal(row, user), ...changes } as ReturnType<
      Database['personalOf']
    >;
    if (!personal.draft) delete personal.draft;
    row.personal.set(user, personal);
    const entry = this.#appendSelf(user, 'settings', user, { conversation: id, ...changes });
    this.#commit();
    return { rev: entry.rev };
  }

  personalOf(
    id: string,
    user: string,
  ): {
    muted: boolean;
    pinned: boolean;
    archived: boolean;
    draft?: string;
    marked_unread: boolean;
  } {
    return this.personal(this.row(id), user);
  }

  #follow(user: string, conversation: string, thread: number, read: number): void {
    let all = this.state.follows.get(user);
    if (!all) this.state.follows.set(user, (all = new Map()));
    all.set(`${conversation}/${thread}`, { conversation, thread, read });
    this.#appendSelf(user, 'thread', user, { conversation, thread, following: true, read });
  }

  #append(
    row: ConversationRow,
    kind: string,
    by: string,
    data: Record<string, unknown>,
    seq?: number,
  ): Entry {
    const entry: Entry = {
      pos: ++this.state.pos,
      conversation: row.id,
      rev: row.entries.length + 1,
      kind,
      by,
      time: this.now,
      data,
    };
    if (seq !== undefined) entry.seq = seq;
    row.entries.push(entry);
    this.#batch.push(entry);
    return entry;
  }

  #appendSelf(user: string, kind: string, by: string, data: Record<string, unknown>): Entry {
    let log = this.state.self.get(user);
    if (!log) this.state.self.set(user, (log = []));
    const entry: Entry = {
      pos: ++this.state.pos,
      conversation: 'self',
      rev: log.length + 1,
      kind,
      by,
      time: this.now,
      data,
    };
    log.push(entry);
    this.#batch.push(
      Object.defineProperty({ ...entry }, 'user', { value: user, enumerable: false }),
    );
    return entry;
  }

  #commit(): void {
    const batch = this.#batch;
    this.#batch = [];
    this.now += 10;
    this.committed(batch);
  }

  #entryOf(row: ConversationRow, seq: number): Entry {
    return row.entries.find((entry) => entry.seq === seq)!;
  }

  #erase(row: ConversationRow, rev: number): void {
    row.entries[rev - 1] = { ...row.entries[rev - 1]!, data: { deleted: true } };
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- backups

  backup(): State {
    return structuredClone(this.state);
  }

  /** Everything since the backup never happened. */
  restore(backup: State): void {
    this.state = structuredClone(backup);
    this.epoch++;
  }
}
