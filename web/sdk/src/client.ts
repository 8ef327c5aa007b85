// The facade: everything that an app does with a server, and what it sees of it. The work is done
// by the parts, which Engine puts together.

import { Actions } from './actions.js';
import { Engine } from './engine.js';
import type { ClientOptions } from './environment.js';
import { kPatience } from './gate.js';
import { ParleyError, toError } from './errors.js';
import { httpRequest } from './http.js';
import type { MembersState } from './members.js';
import { mergePage } from './pages.js';
import { keepTail, messageAt } from './runs.js';
import type {
  Account,
  ClientEvents,
  Conversation,
  FollowedThread,
  Live,
  OutboxEntry,
  Receipt,
  Status,
  Totals,
} from './shapes.js';
import { Timeline, type TimelineOptions } from './timeline.js';
import type {
  ConversationId,
  Draft,
  Message,
  Presence,
  ReplyOf,
  RequestOf,
  RequestType,
  SignedIn,
  SignIn,
  SignUp,
  User,
  UserId,
  WriteType,
} from './types.js';

/** Held messages of a conversation that nobody looks at any more. */
const kTail = 200;

/** For so long signing out waits for what was about to be sent. */
const kHurry = 3000;

export class Client extends Actions {
  readonly status: Live<Status>;
  readonly account: Live<Account | undefined>;
  readonly conversations: Live<readonly Conversation[]>;
  /** The list of conversations is there, from now or from an earlier life. */
  readonly loaded: Live<boolean>;
  readonly totals: Live<Totals>;
  readonly threads: Live<readonly FollowedThread[]>;
  readonly outbox: Live<readonly OutboxEntry[]>;

  readonly #engine: Engine;

  constructor(options: ClientOptions = {}) {
    super();
    const engine = (this.#engine = new Engine(options));
    ({
      status: this.status,
      account: this.account,
      conversations: this.conversations,
      loaded: this.loaded,
      totals: this.totals,
    } = engine.views);
    ({ threads: this.threads, outbox: this.outbox } = engine.views);
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- life

  /** Loads what is stored and connects if there is a session. False: nobody is signed in. */
  async start(): Promise<boolean> {
    await this.#engine.load();
    if (this.#engine.session?.token === undefined) return false;
    this.#engine.connection.start();
    return true;
  }

  async signUp(account: SignUp): Promise<User> {
    const answer = (await this.http('POST', '/v1/accounts', account)) as { user: User };
    return answer.user;
  }

  async signIn({ login, password, device = {} }: SignIn): Promise<Account> {
    await this.#engine.load();
    const before = this.#engine.session;
    const id = device.id ?? before?.device;
    const body = { login, password, device: { ...device, ...(id ? { id } : {}) } };
    const signedIn = (await httpRequest(
      this.#engine.environment.fetch,
      this.#engine.environment.url,
      'POST',
      '/v1/sessions',
      body,
    )) as SignedIn;
    await this.#engine.enter(signedIn);
    return this.account.value!;
  }

  /**
   * Ends the session and drops everything stored. Without network it rejects, unless `force`: the
   * session then lives on at the server.
   */
  async signOut({ force = false } = {}): Promise<void> {
    const token = this.#engine.session?.token;
    if (token === undefined) return;
    await this.#engine.outbox.hurry(kHurry);
    try {
      await this.http('DELETE', '/v1/sessions/current');
    } catch (error) {
      // It has ended already.
      if (!force && toError(error).code !== 'unauthenticated') throw error;
    }
    if (this.#engine.session?.token === token) await this.#engine.end('signed_out', true);
  }

  /** Try now. */
  connect(): void {
    if (this.#engine.session?.token === undefined) return;
    this.#engine.connection.start();
    this.#engine.connection.nudge();
  }

  /** Stays offline until `connect`. */
  disconnect(): void {
    this.#engine.connection.stop();
  }

  async close(): Promise<void> {
    await this.#engine.keeper.flush();
    await this.#engine.outbox.flushed();
    this.#engine.stop = 'closed';
    this.#engine.connection.stop();
    this.#engine.environment.tabs?.close();
    this.#engine.environment.storage.close();
  }

  /** Any request under /v1/, with the token. */
  http(method: string, path: string, body?: object): Promise<unknown> {
    return httpRequest(
      this.#engine.environment.fetch,
      this.#engine.environment.url,
      method,
      path,
      body,
      this.#engine.session?.token,
    );
  }

  setAway(away: boolean): void {
    if (this.#engine.away === away) return;
    this.#engine.away = away;
    this.#engine.gate.send('presence.set', { state: away ? 'away' : 'online' }).catch(() => {});
  }

  waitFor(phase: 'online', timeoutMs = kPatience): Promise<void> {
    return this.#until(() => this.status.value.phase === phase, this.status, timeoutMs);
  }

  on<Name extends keyof ClientEvents>(
    name: Name,
    listener: (value: ClientEvents[Name]) => void,
  ): () => void {
    return this.#engine.emitter.on(name, listener);
  }

  /** False once the server said that it does not offer this request. */
  supports(type: RequestType): boolean {
    return !this.#engine.gate.unsupported.has(type);
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- live values

  conversation(id: ConversationId): Live<Conversation | undefined> {
    return this.#engine.views.conversation(id);
  }

  members(id: ConversationId): Live<MembersState> {
    return this.#engine.members.live(id);
  }

  /** The next page of members. */
  loadMembers(id: ConversationId): Promise<void> {
    return this.#engine.members.load(id);
  }

  user(id: UserId): Live<User | undefined> {
    return this.#engine.people.user(id);
  }

  presence(id: UserId): Live<Presence | undefined> {
    return this.#engine.people.presence(id);
  }

  typing(id: ConversationId): Live<readonly UserId[]> {
    return this.#engine.people.typing(id);
  }

  receipts(id: ConversationId): Live<ReadonlyMap<UserId, Receipt>> {
    return this.#engine.people.receipts(id);
  }

  timeline(conversation: ConversationId, options: TimelineOptions = {}): Timeline {
    const timeline = new Timeline(
      {
        model: this.#engine.model,
        scheduler: this.#engine.scheduler,
        storage: this.#engine.environment.storage,
        history: (query, use) => this.#engine.gate.request('history.get', query, use),
        connected: () => this.#engine.gate.open,
        settled: () => this.#engine.gate.settled(),
        flush: () => this.#engine.keeper.flush(),
        outbox: (id) => this.#engine.views.entries(id),
        closed: (closed) => this.#timelineClosed(closed),
      },
      conversation,
      options,
    );
    this.#engine.timelines.add(timeline);
    // Receipts may have been pushed while nobody listened; pins and members come with the item.
    if (this.#engine.gate.open) void this.#engine.sync.refresh(conversation);
    return timeline;
  }

  /** A message, if it is held. */
  message(conversation: ConversationId, seq: number): Message | undefined {
    const state = this.#engine.model.get(conversation);
    return (
      state &&
      (messageAt(state.runs, seq) ??
        [...state.threads.values()].flatMap((view) => view.messages).find((one) => one.seq === seq))
    );
  }

  async fetchMessage(conversation: ConversationId, seq: number): Promise<Message | undefined> {
    const held = this.message(conversation, seq);
    if (held) return held;
    const page = await this.#engine.gate.request(
      'history.get',
      { conversation, around_seq: seq, limit: 1 },
      (answer) => {
        const state = this.#engine.model.get(conversation);
        if (state) this.#engine.model.put(mergePage(state, answer), [], answer.messages);
      },
    );
    return page.messages.find((message) => message.seq === seq);
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- writes with a rule of their own

  override send(conversation: ConversationId, draft: Draft): ReturnType<Actions['send']> {
    this.#engine.people.typingIn(conversation, false);
    return super.send(conversation, draft);
  }

  read(conversation: ConversationId, seq: number): void {
    const now = this.conversation(conversation).value;
    if (now && seq > now.read_seq)
      this.#engine.outbox.raise('conversation.read', {
        conversation,
        seq: Math.min(seq, now.head_seq),
      });
  }

  readThread(conversation: ConversationId, thread: number, thread_seq: number): void {
    const followed = this.threads.value.find(
      (one) => one.conversation === conversation && one.thread === thread,
    );
    if (followed && thread_seq > followed.read)
      this.#engine.outbox.raise('thread.read', { conversation, thread, thread_seq });
  }

  setDraft(conversation: ConversationId, text: string): void {
    const now = this.conversation(conversation).value;
    if (now && (now.draft ?? '') !== text) this.#engine.outbox.draft(conversation, text);
  }

  typingIn(conversation: ConversationId, active = true): void {
    if (this.#engine.gate.open) this.#engine.people.typingIn(conversation, active);
  }

  retry(key: string): void {
    this.#engine.outbox.retry(key);
  }

  discard(key: string): boolean {
    return this.#engine.outbox.discard(key);
  }

  /**
   * Any request. Waits for a connection for 15 s, repeats itself if that breaks or the server asks
   * for it.
   */
  request<T extends RequestType>(type: T, members: RequestOf<T>): Promise<ReplyOf<T>> {
    return this.#engine.gate.request(type, members);
  }

  protected durable<T extends WriteType>(
    type: T,
    members: RequestOf<T>,
    quiet = 0,
  ): { key: string; done: Promise<ReplyOf<T>> } {
    return this.#engine.outbox.add(type, members, quiet);
  }

  protected write<T extends WriteType>(type: T, members: RequestOf<T>): Promise<ReplyOf<T>> {
    return this.#engine.outbox.write(type, members, kPatience);
  }

  protected async held(conversation: ConversationId): Promise<void> {
    this.#engine.sync.want(conversation);
    const cell = this.conversation(conversation);
    await this.#until(() => cell.value !== undefined, cell, kPatience).catch(() => {});
  }

  #timelineClosed(timeline: Timeline): void {
    this.#engine.timelines.delete(timeline);
    const others = [...this.#engine.timelines].filter(
      (one) => one.conversation === timeline.conversation,
    );
    if (!others.some((one) => one.thread === timeline.thread)) timeline.release();
    const state = this.#engine.model.get(timeline.conversation);
    if (others.length === 0 && state && !state.stale)
      this.#engine.model.put({ ...state, runs: keepTail(state.runs, kTail) });
  }

  /** Until `done` holds; looked at whenever `live` changes. */
  #until(done: () => boolean, live: Live<unknown>, timeoutMs: number): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const { timers } = this.#engine.environment;
      const off = live.subscribe(() => {
        if (!done()) return;
        off();
        timers.clear(timer);
        resolve();
      });
      const timer = timers.set(() => {
        off();
        reject(
          new ParleyError({
            code: 'timeout',
            retry: 'after',
            message: 'It did not happen in time.',
          }),
        );
      }, timeoutMs);
    });
  }
}
