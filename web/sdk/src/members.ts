// Who is in a conversation: from the snapshot where that tells all, else read page by page; kept
// right by events.

import { Computed, type Scheduler } from './live.js';
import type { Model } from './model.js';
import type { Live } from './shapes.js';
import type {
  ConversationId,
  LogEvent,
  Member,
  ReplyOf,
  RequestOf,
  RequestType,
  UserId,
} from './types.js';

export interface MembersState {
  members: readonly Member[];
  /** All are there. */
  complete: boolean;
  loading: boolean;
}

interface Paged {
  members: readonly Member[];
  next: string | undefined;
  started: boolean;
  loading: boolean;
}

export interface MembersOptions {
  model: Model;
  scheduler: Scheduler;
  request<T extends RequestType>(
    type: T,
    members: RequestOf<T>,
    use: (answer: ReplyOf<T>) => void,
  ): Promise<ReplyOf<T>>;
  /** They tell how far they have read. */
  read(conversation: ConversationId, members: readonly Member[]): void;
}

export class Members {
  #paged = new Map<ConversationId, Paged>();
  #cells = new Map<ConversationId, Computed<MembersState>>();
  readonly #options: MembersOptions;

  constructor(options: MembersOptions) {
    this.#options = options;
  }

  live(id: ConversationId): Live<MembersState> {
    let cell = this.#cells.get(id);
    if (!cell) {
      const compute = (before?: MembersState): MembersState => this.#compute(id, before);
      cell = new Computed(this.#options.scheduler, compute, (watched) => {
        if (watched && !this.#paged.has(id)) void this.load(id);
      });
      this.#cells.set(id, cell);
    }
    return cell;
  }

  /** The first page, or the next one. */
  async load(id: ConversationId): Promise<void> {
    const before = this.#paged.get(id) ?? {
      members: [],
      next: undefined,
      started: false,
      loading: false,
    };
    if (before.loading || (before.started && before.next === undefined)) return;
    this.#set(id, { ...before, loading: true });
    try {
      const query = {
        conversation: id,
        ...(before.next === undefined ? {} : { after: before.next }),
      };
      await this.#options.request('member.list', query, (page) => {
        const held = this.#paged.get(id)?.members ?? [];
        const known = new Set(page.members.map((member) => member.user));
        this.#set(id, {
          members: [...held.filter((one) => !known.has(one.user)), ...page.members],
          next: page.next,
          started: true,
          loading: false,
        });
        this.#options.read(id, page.members);
      });
    } catch (error) {
      this.#paged.delete(id);
      this.#cells.get(id)?.invalidate();
      throw error;
    }
  }

  /** An entry of the conversation was applied. */
  entry({ conversation, kind, data }: LogEvent): void {
    const paged = this.#paged.get(conversation);
    if (!paged) return;
    const users = (data['users'] ?? []) as readonly UserId[];
    const user = data['user'] as UserId | undefined;
    const change = (patch: (member: Member) => Member): readonly Member[] =>
      paged.members.map((one) => (one.user === user ? patch(one) : one));
    if (kind === 'member.added') {
      const added = users.map((one): Member => ({ user: one, role: 'member' }));
      this.#set(conversation, {
        ...paged,
        members: [...paged.members.filter((one) => !users.includes(one.user)), ...added],
      });
    } else if (kind === 'member.removed') {
      this.#set(conversation, {
        ...paged,
        members: paged.members.filter((one) => !users.includes(one.user)),
      });
    } else if (kind === 'member.role') {
      this.#set(conversation, {
        ...paged,
        members: change((one) => ({ ...one, role: data['role'] as Member['role'] })),
      });
    } else if (kind === 'member.muted') {
      const until = Number(data['until']);
      this.#set(conversation, {
        ...paged,
        members: change(({ muted_until: _, ...one }) =>
          until > 0 ? { ...one, muted_until: until } : one,
        ),
      });
    }
  }

  changed(id: ConversationId): void {
    this.#cells.get(id)?.invalidate();
  }

  /** What was read by pages is worth nothing after entries that were not applied one by one. */
  drop(id?: ConversationId): void {
    for (const one of id === undefined ? [...this.#paged.keys()] : [id]) {
      this.#paged.delete(one);
      this.#cells.get(one)?.invalidate();
    }
  }

  #set(id: ConversationId, paged: Paged): void {
    this.#paged.set(id, paged);
    this.#cells.get(id)?.invalidate();
  }

  #compute(id: ConversationId, before?: MembersState): MembersState {
    const item = this.#options.model.get(id)?.item;
    const paged = this.#paged.get(id);
    const fromItem =
      item?.members && item.members.length >= item.members_count ? item.members : undefined;
    const members = paged?.started ? paged.members : (fromItem ?? paged?.members ?? []);
    const complete = paged?.started ? paged.next === undefined : fromItem !== undefined;
    const loading = paged?.loading ?? false;
    if (
      before &&
      before.members === members &&
      before.complete === complete &&
      before.loading === loading
    )
      return before;
    return { members, complete, loading };
  }
}
