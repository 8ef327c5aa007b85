// The parts of a client put together: what the connection brings goes to the one that it concerns.
// No part knows the others.

import { Connection, type ConnectionState } from './connection.js';
import { environmentOf, onPage, type ClientOptions, type Environment } from './environment.js';
import { Gate } from './gate.js';
import { Keeper } from './keeper.js';
import { uuidv7 } from './key.js';
import { Emitter, Scheduler } from './live.js';
import { Members } from './members.js';
import { Model } from './model.js';
import { Outbox } from './outbox.js';
import { People } from './people.js';
import { mentionsUser } from './items.js';
import type { Account, ClientEvents, OutboxEntry, Phase, Status, StopReason } from './shapes.js';
import type { SavedSession, Storage } from './storage.js';
import { Sync } from './sync.js';
import type { Timeline } from './timeline.js';
import type {
  ConversationId,
  HelloOk,
  LogEvent,
  Message,
  PushFrame,
  ReplyOf,
  SignedIn,
} from './types.js';
import { Views } from './views.js';

const kAckPause = 1000;
/** After so long a break profiles are asked for anew. */
const kLongBreak = 300_000;

export class Engine {
  readonly environment: Environment;
  readonly scheduler: Scheduler;
  readonly emitter = new Emitter<ClientEvents>();
  readonly model: Model;
  readonly views: Views;
  readonly connection: Connection;
  readonly gate: Gate;
  readonly outbox: Outbox;
  readonly keeper: Keeper;
  readonly people: People;
  readonly members: Members;
  readonly timelines = new Set<Timeline>();
  sync: Sync;
  session: SavedSession | undefined;
  /** Why there is no connection, and will be none by itself. */
  stop: StopReason | undefined;
  away = false;
  #hello: HelloOk | undefined;
  #clockOffset = 0;
  #loading: Promise<void> | undefined;
  #since: number;
  #phase: Phase = 'signed_out';
  #downSince: number;
  #ackTimer: unknown;

  constructor(options: ClientOptions = {}) {
    const environment = (this.environment = environmentOf(options));
    const { timers, random, storage, tabs } = environment;
    this.#since = this.#downSince = timers.now();
    const scheduler = (this.scheduler = new Scheduler(timers));
    this.model = new Model({
      conversation: (id) => this.#conversationChanged(id),
      self: () => this.#selfChanged(),
      user: (id) => this.people.userChanged(id),
    });
    this.views = new Views({
      model: this.model,
      scheduler,
      status: () => this.#computeStatus(),
      account: () => this.#computeAccount(),
      outbox: () => this.outbox.entries.values(),
      now: () => timers.now() + this.#clockOffset,
    });
    this.connection = new Connection({
      url: environment.socket,
      webSocket: environment.webSocket,
      timers,
      random,
      hello: () => ({
        token: this.session?.token ?? '',
        window: environment.window,
        ...(this.model.cursor === undefined ? {} : { cursor: this.model.cursor }),
      }),
      opened: (ok) => this.#opened(ok),
      push: (frame) => this.#push(frame),
      changed: (state) => this.#connectionChanged(state),
    });
    const gate = (this.gate = new Gate(this.connection, timers));
    this.sync = this.#makeSync();
    this.outbox = new Outbox({
      storage,
      timers,
      tabs,
      tab: uuidv7(),
      random,
      request: (type, members) => gate.send(type, members as never),
      connected: () => gate.open,
      have: (entry) => this.#have(entry),
      answered: (entry, answer) => this.#answered(entry, answer),
      changed: () => this.#outboxChanged(),
      failed: (error) => this.emitter.emit('storage', { error }),
    });
    tabs?.listen((notice) => this.#notice(notice));
    this.keeper = new Keeper(
      this.model,
      storage,
      timers,
      () => this.sync.storable,
      (error) => this.emitter.emit('storage', { error }),
    );
    this.people = new People({
      model: this.model,
      scheduler,
      timers,
      request: (type, members, use) => gate.send(type, members, use),
      connected: () => gate.open,
      typing: (conversation, active) =>
        this.connection.notify({ type: 'typing', conversation, active }),
      limits: () => this.#hello?.limits,
    });
    this.members = new Members({
      model: this.model,
      scheduler,
      request: (type, members, use) => gate.request(type, members, use),
      read: (id, members) => this.people.membersRead(id, members),
    });
    onPage(
      () => this.#looked(),
      () => void this.keeper.flush(),
    );
  }

  /** What is stored, once. */
  load(): Promise<void> {
    this.#loading ??= this.storage(async (storage) => {
      const saved = await storage.load();
      this.session = saved.session;
      this.model.load(saved);
      this.sync = this.#makeSync();
      this.#everythingChanged();
      await this.outbox.load();
    }).then(() => this.keeper.start(this.environment.tabs));
    return this.#loading;
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- the connection

  #makeSync(): Sync {
    return new Sync(
      this.model,
      { request: (type, members, use) => this.gate.send(type, members, use) },
      this.environment.timers,
      {
        message: (event, message) => this.#message(event, message),
        entry: (event) => this.#entry(event),
        self: (event) => this.#self(event),
        received: () => this.#received(),
        joined: (conversation, by) => this.emitter.emit('joined', { conversation, by }),
        left: (conversation, by) => this.emitter.emit('left', { conversation, by }),
        caughtUp: () => this.#progress(),
        reset: (reason) => {
          this.members.drop();
          if (reason !== 'fresh') this.emitter.emit('reset', { reason });
        },
      },
    );
  }

  #opened(ok: HelloOk): void {
    const { timers } = this.environment;
    this.#hello = ok;
    this.#clockOffset = ok.server_time - timers.now();
    this.model.setMe(ok.user);
    if (ok.settings && ok.resumed)
      this.model.setSelf({ ...this.model.self, settings: ok.settings });
    this.sync.hello(ok);
    this.gate.opened();
    if (this.away) this.gate.send('presence.set', { state: 'away' }).catch(() => {});
    this.people.opened();
    this.outbox.pump();
    for (const timeline of this.timelines) {
      timeline.changed();
      if (ok.resumed) void this.sync.refresh(timeline.conversation);
    }
    this.#progress();
  }

  #push(frame: PushFrame): void {
    switch (frame.type) {
      case 'event':
      case 'synced':
      case 'gap':
        this.sync.frame(frame);
        this.keeper.changed();
        if (frame.type === 'gap' && frame.conversation !== 'self')
          this.members.drop(frame.conversation);
        return;
      case 'presence':
        this.people.presenceFrame(frame);
        return;
      case 'typing':
        this.people.typingFrame(frame);
        return;
      case 'receipt':
        this.people.receiptFrame(frame);
        return;
      default:
      // New kinds of frames will come.
    }
  }

  #connectionChanged(state: ConnectionState): void {
    const { timers } = this.environment;
    this.gate.changed();
    if (state.name !== 'open' && this.#hello) {
      this.#hello = undefined;
      this.#downSince = timers.now();
      this.sync.down();
      timers.clear(this.#ackTimer);
      this.#ackTimer = undefined;
      this.people.down(false);
    } else if (state.name === 'open' && timers.now() - this.#downSince > kLongBreak) {
      this.people.down(true);
    }
    if (state.name === 'stopped') {
      this.gate.stopped();
      // 4501: this device was signed out, so what it holds goes too. 4502 may be a server put back
      // from a backup.
      if (state.stop === 'signed_out') void this.end('signed_out', state.closed.code === 4501);
      else this.stop = state.stop;
    }
    this.#progress();
  }

  #looked(): void {
    if (this.session?.token !== undefined && this.connection.state.name !== 'idle')
      this.connection.nudge();
  }

  /** Received up to the model's cursor: told at most once a second. */
  #received(): void {
    this.#ackTimer ??= this.environment.timers.set(() => {
      this.#ackTimer = undefined;
      if (this.model.cursor !== undefined)
        this.connection.notify({ type: 'ack', cursor: this.model.cursor });
    }, kAckPause);
  }

  #progress(): void {
    const phase = this.#computePhase();
    if (phase !== this.#phase) this.#since = this.environment.timers.now();
    this.#phase = phase;
    if (phase === 'online') this.stop = undefined;
    this.scheduler.slow = phase === 'catching_up';
    if (phase === 'online') this.scheduler.flush();
    this.views.loaded.set(this.sync.loaded);
    this.views.statusChanged();
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- what the stream brings

  #message(event: LogEvent, message: Message): void {
    const me = this.model.me?.id;
    const { conversation } = event;
    this.people.wrote(conversation, event.by, message.seq);
    if (event.by === me) {
      const { idempotency_key: key, thread_seq } = event.data;
      if (typeof key === 'string')
        this.outbox.arrived(key, {
          seq: message.seq,
          rev: event.rev,
          time: event.time,
          ...(typeof thread_seq === 'number' ? { thread_seq } : {}),
        });
      return;
    }
    if (message.deleted) return;
    const live = this.sync.caughtUp && this.model.get(conversation)?.stale === false;
    const mentioned = me !== undefined && mentionsUser(message.mentions, me);
    this.emitter.emit('message', { conversation, message, mentioned, live });
  }

  #entry(event: LogEvent): void {
    this.members.entry(event);
    if (/^(join\.|invite\.|member\.banned)/.test(event.kind)) {
      this.emitter.emit('moderation', { conversation: event.conversation, kind: event.kind });
    }
  }

  #self(event: LogEvent): void {
    const { kind, data } = event;
    if (kind === 'password') this.emitter.emit('passwordChanged', {});
    if (kind === 'declined')
      this.emitter.emit('declined', { conversation: String(data['conversation']) });
    if (kind.startsWith('device.')) {
      const name = data['name'];
      this.emitter.emit('device', {
        kind,
        device: String(data['device']),
        ...(typeof name === 'string' ? { name } : {}),
      });
    }
  }

  #have({ request, conversation }: OutboxEntry): number | undefined {
    if (/^(conversation\.settings|thread\.|user\.|device\.)/.test(request.type))
      return this.model.self.have;
    return conversation === undefined ? undefined : this.model.get(conversation)?.have;
  }

  #answered(entry: OutboxEntry, answer: object): void {
    const { conversation, request } = entry;
    if (request.type === 'conversation.read' && conversation)
      this.model.setRead(conversation, (answer as ReplyOf<'conversation.read'>).read_seq);
    if (request.type === 'user.update')
      this.model.setMe({ ...this.model.me, ...(answer as ReplyOf<'user.update'>).user });
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- the session's end, other tabs

  /** Somebody has signed in here. */
  async enter({ token, user, session, device }: SignedIn): Promise<void> {
    this.connection.stop();
    if (this.session?.user?.id !== user.id) await this.forget();
    this.session = { token, user, session, device, login: user.login };
    await this.storage((storage) => storage.saveSession(this.session));
    this.model.setMe(user);
    this.stop = undefined;
    this.environment.tabs?.post({ session: true });
    this.connection.start();
    await this.outbox.load();
  }

  async end(reason: StopReason, drop: boolean): Promise<void> {
    const ended = this.session;
    this.connection.stop();
    this.stop = reason;
    this.session = ended && {
      login: ended.login,
      device: ended.device,
      ...(drop || !ended.user ? {} : { user: ended.user }),
    };
    if (drop) {
      this.model.me = undefined;
      this.#drop();
    } else {
      this.#everythingChanged();
    }
    this.emitter.emit('signedOut', { reason });
    await this.storage(async (storage) => {
      // Another tab may have signed in anew by now: what is stored is its then.
      const { session } = await storage.load();
      if (session?.token !== undefined && session.token !== ended?.token) return;
      if (drop) await storage.clear();
      await storage.saveSession(this.session);
    });
  }

  /** Another account signs in. */
  async forget(): Promise<void> {
    this.#drop();
    await this.storage((storage) => storage.clear());
  }

  /** Whatever is in memory of an account: what it wrote must not be sent as another one. */
  #drop(): void {
    this.outbox.clear();
    this.people.clear();
    this.model.reset();
    this.model.users.clear();
    this.sync = this.#makeSync();
    this.#everythingChanged();
  }

  #notice(notice: unknown): void {
    this.outbox.notice(notice);
    const { session } = notice as { session?: true };
    if (session && this.stop !== 'closed') void this.#follow();
  }

  /** Another tab has signed in. All tabs share one storage, so they are of one account. */
  async #follow(): Promise<void> {
    await this.storage(async (storage) => {
      const { session } = await storage.load();
      if (session?.token === undefined) return;
      const same = this.session?.user?.id === session.user?.id;
      if (this.session?.token !== undefined) {
        if (same) return;
        await this.end('signed_out', true);
      } else if (!same) {
        this.#drop();
      }
      this.session = session;
      this.stop = undefined;
      if (session.user) this.model.setMe(session.user);
      this.connection.start();
      await this.outbox.load();
    });
  }

  async storage(work: (storage: Storage) => Promise<unknown>): Promise<void> {
    try {
      await work(this.environment.storage);
    } catch (error) {
      this.emitter.emit('storage', { error });
    }
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- what is shown

  #computePhase(): Phase {
    if (this.session?.token === undefined) return 'signed_out';
    const { state } = this.connection;
    if (state.name === 'open')
      return this.sync.caughtUp && this.sync.loaded ? 'online' : 'catching_up';
    return state.name === 'idle' ? (this.stop ? 'stopped' : 'waiting') : state.name;
  }

  #computeStatus(): Status {
    const { state, backoff } = this.connection;
    const status: Status = { phase: this.#phase, since: this.#since, attempts: backoff.attempts };
    if (state.name === 'waiting') status.retryAt = state.retryAt;
    if (state.name === 'waiting' || state.name === 'stopped') status.closed = state.closed;
    if (this.stop && (this.#phase === 'stopped' || this.#phase === 'signed_out'))
      status.stop = this.stop;
    return status;
  }

  #computeAccount(): Account | undefined {
    const { me, self } = this.model;
    const session = this.session;
    if (session?.token === undefined || !me) return undefined;
    const hello = this.#hello;
    return {
      user: me,
      device: session.device,
      session: session.session ?? '',
      settings: self.settings,
      blocked: self.blocked,
      clockOffset: this.#clockOffset,
      ...(hello
        ? { limits: hello.limits, durability: hello.durability, featureLevel: hello.feature_level }
        : {}),
    };
  }

  #conversationChanged(id: ConversationId): void {
    this.views.conversationChanged(id);
    this.members.changed(id);
    this.outbox.settle();
    this.keeper.changed();
    for (const timeline of this.timelines) if (timeline.conversation === id) timeline.changed();
  }

  #selfChanged(): void {
    this.views.selfChanged();
    this.outbox.settle();
  }

  #outboxChanged(): void {
    for (const id of this.views.outboxChanged()) {
      for (const timeline of this.timelines) if (timeline.conversation === id) timeline.changed();
    }
  }

  #everythingChanged(): void {
    for (const id of this.model.conversations.keys()) this.#conversationChanged(id);
    this.#outboxChanged();
    this.#selfChanged();
    this.#progress();
  }
}
