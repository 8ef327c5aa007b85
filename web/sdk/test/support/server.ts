// A server for the SDK to talk to: sockets, streams and answers over a Database. Nothing leaves
// before the test says so, so every order that the
// protocol allows can be made: requests are answered when `work` is called, frames arrive when
// `deliver` is.

import type { LogEvent } from '../../src/types.js';
import { Database } from './database.js';
import type { Entry } from './reading.js';

type Frame = Record<string, unknown>;

const kFrameBytes = 65536;

export class FakeSocket {
  readyState = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  /** From the client, not read yet. */
  requests: Frame[] = [];
  /** To the client, not arrived yet. */
  frames: Frame[] = [];
  user = '';
  streaming = false;
  closed: number | undefined;

  constructor(readonly server: FakeServer) {}

  send(text: string): void {
    if (this.closed !== undefined) return;
    if (Buffer.byteLength(text) > kFrameBytes) queueMicrotask(() => this.end(1009));
    else this.requests.push(JSON.parse(text) as Frame);
  }

  close(code = 1000): void {
    this.closed ??= code;
    this.server.sockets.delete(this);
  }

  /** The next frame arrives. */
  arrive(): void {
    const frame = this.frames.shift();
    if (frame) this.onmessage?.({ data: JSON.stringify(frame) } as never);
  }

  /** The server, or the network, ends it. */
  end(code: number, reason = ''): void {
    if (this.closed !== undefined) return;
    this.close(code);
    this.onclose?.({ code, reason } as never);
  }
}

export class FakeServer {
  readonly database = new Database();
  readonly sockets = new Set<FakeSocket>();
  readonly tokens = new Map<string, string>();
  /** Requests that are refused with this error, by type. */
  refusals = new Map<string, Frame>();
  /** Sockets that cannot be opened. */
  unreachable = false;
  /** Every request that was read. */
  seen: Frame[] = [];
  /** How many sockets were tried. */
  attempts = 0;
  unsupported = new Set<string>();
  #sessions = 0;

  constructor() {
    this.database.committed = (entries) => this.#committed(entries);
  }

  get webSocket(): new (url: string) => FakeSocket {
    const server = this;
    return class extends FakeSocket {
      constructor() {
        super(server);
        server.attempts++;
        queueMicrotask(() => {
          if (this.closed !== undefined) return;
          if (server.unreachable) this.end(1006);
          else server.#accept(this);
        });
      }
    };
  }

  #accept(socket: FakeSocket): void {
    this.sockets.add(socket);
    socket.readyState = 1;
    socket.onopen?.({} as never);
  }

  fetch = async (
    url: string,
    init: { method: string; headers: Record<string, string>; body?: string },
  ): Promise<{ ok: boolean; status: number; text(): Promise<string> }> => {
    const answer = (
      status: number,
      body: object,
    ): { ok: boolean; status: number; text(): Promise<string> } => ({
      ok: status < 300,
      status,
      text: () => Promise.resolve(status === 204 ? '' : JSON.stringify(body)),
    });
    if (this.unreachable) throw new Error('unreachable');
    const body = init.body
      ? (JSON.parse(init.body) as { login: string; device?: { id?: string } })
      : undefined;
    if (init.method === 'POST' && url.endsWith('/v1/sessions')) {
      const number = ++this.#sessions;
      const token = `plt_${number}`;
      const user = `u_${body!.login}`;
      this.tokens.set(token, user);
      return answer(201, {
        token,
        user: this.user(user),
        device: body!.device?.id ?? `d_${number}`,
        session: `s_${number}`,
      });
    }
    const token = (init.headers['Authorization'] ?? '').replace('Bearer ', '');
    if (init.method === 'DELETE' && this.tokens.has(token)) {
      this.tokens.delete(token);
      return answer(204, {});
    }
    return answer(401, { error: { code: 'unauthenticated', retry: 'reauth', message: '' } });
  };

  user(id: string): { id: string; login: string; display_name: string; rev: number } {
    return { id, login: id.slice(2), display_name: id.slice(2).toUpperCase(), rev: 1 };
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- steps of a test

  /** Everything is read, answered and delivered, until nothing is left. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3;) {
      await new Promise((resolve) => setImmediate(resolve));
      const busy = [...this.sockets].filter(
        (socket) => socket.requests.length + socket.frames.length > 0,
      );
      quiet = busy.length > 0 ? 0 : quiet + 1;
      for (const socket of busy) {
        while (socket.requests.length > 0) this.work(socket);
        while (socket.frames.length > 0) socket.arrive();
      }
    }
  }

  /** Reads one request and answers it. Reads may be answered out of turn. */
  work(socket: FakeSocket, at = 0): void {
    // Writes keep their order, and hello is the first.
    const index =
      socket.streaming && !isWrite(socket.requests[at]!)
        ? at
        : socket.requests.findIndex((one) => at === 0 || isWrite(one));
    const [request] = socket.requests.splice(Math.max(0, index), 1);
    if (!request) return;
    this.seen.push(request);
    const { id, type } = request as { id: number; type: string };
    if (type === 'ack' || type === 'typing') return;
    if (type === 'hello') return this.#hello(socket, request);
    const refusal = this.refusals.get(type);
    if (refusal || this.unsupported.has(type)) {
      socket.frames.push({
        ...(refusal ?? { code: 'unsupported', retry: 'no', message: '' }),
        type: 'error',
        id,
      });
      return;
    }
    const answer = this.#answer(socket.user, type, request);
    socket.frames.push(
      'code' in answer
        ? { retry: 'no', message: '', ...answer, type: 'error', id }
        : { ...answer, type: 'ok', id },
    );
  }

  /** Ends all connections. */
  endAll(code: number, reason = ''): void {
    for (const socket of [...this.sockets]) socket.end(code, reason);
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- streams

  #hello(socket: FakeSocket, request: Frame): void {
    const { database } = this;
    const user = this.tokens.get(String(request['token']));
    if (user === undefined) {
      socket.frames.push({
        type: 'error',
        id: request['id'],
        code: 'unauthenticated',
        retry: 'reauth',
        message: '',
      });
      return;
    }
    socket.user = user;
    const cursor = request['cursor'] as string | undefined;
    const [epoch, pos] = (cursor ?? '').split('.').map(Number);
    const reason =
      cursor === undefined
        ? 'fresh'
        : epoch !== database.epoch
          ? 'epoch_changed'
          : pos! > database.state.pos
            ? 'ahead'
            : undefined;
    const self = database.state.self.get(user) ?? [];
    socket.frames.push({
      type: 'ok',
      id: request['id'],
      user: this.user(user),
      device: 'd_1',
      session: 's_1',
      cursor: database.cursor(),
      resumed: reason === undefined,
      ...(reason ? { reason } : {}),
      self_rev: self.length,
      feature_level: 2,
      limits: {
        frame_bytes: kFrameBytes,
        text_bytes: 16384,
        in_flight: 8,
        members: 10000,
        page: 200,
        small_group: 100,
        watch: 1000,
      },
      heartbeat: { interval_ms: 25000, timeout_ms: 60000 },
      durability: { fsync: true, replicas: 0 },
      server_time: database.now,
      settings: { read_receipts: true },
    });
    socket.streaming = true;
    if (reason === undefined) this.#catchUp(socket, pos!, Number(request['window'] ?? Infinity));
    socket.frames.push({ type: 'synced', cursor: database.cursor() });
  }

  #catchUp(socket: FakeSocket, pos: number, window: number): void {
    const { database } = this;
    const logs = database
      .of(socket.user)
      .map((row) =>
        row.entries.filter(
          (entry) => entry.pos > pos && entry.rev >= row.members.get(socket.user)!.joinedRev,
        ),
      );
    logs.push((database.state.self.get(socket.user) ?? []).filter((entry) => entry.pos > pos));
    const events: Entry[] = [];
    const gaps = new Map<Entry | undefined, Frame[]>();
    for (const missed of logs) {
      const kept = window === 0 ? [] : missed.slice(-window);
      if (missed.length > kept.length) {
        const to = missed[missed.length - kept.length - 1]!;
        const gap = {
          type: 'gap',
          conversation: to.conversation,
          from_rev: missed[0]!.rev,
          to_rev: to.rev,
        };
        gaps.set(kept[0], [...(gaps.get(kept[0]) ?? []), gap]);
      }
      events.push(...kept);
    }
    events.sort((a, b) => a.pos - b.pos);
    for (const event of events) {
      socket.frames.push(...(gaps.get(event) ?? []));
      socket.frames.push(database.event(event) as unknown as Frame);
    }
    socket.frames.push(...(gaps.get(undefined) ?? []));
  }

  #committed(entries: readonly Entry[]): void {
    for (const socket of this.sockets) {
      if (!socket.streaming) continue;
      for (const entry of entries)
        if (this.#sees(socket.user, entry))
          socket.frames.push(this.database.event(entry) as unknown as Frame);
    }
  }

  #sees(user: string, entry: Entry): boolean {
    if (entry.conversation === 'self') return (entry as Entry & { user?: string }).user === user;
    const member = this.database.row(entry.conversation).members.get(user);
    if (member) return entry.rev >= member.joinedRev;
    // The last entry that one gets of a conversation is that of one's own removal.
    return entry.kind === 'member.removed' && (entry.data['users'] as string[]).includes(user);
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- answers

  #answer(user: string, type: string, request: Frame): Frame {
    const { database } = this;
    const key = request['idempotency_key'] as string | undefined;
    if (key !== undefined) {
      const before = database.state.keys.get(key) as { body: string; answer: Frame } | undefined;
      const { id: _, ...body } = request;
      if (before && before.body !== JSON.stringify(body)) return { code: 'idempotency_conflict' };
      if (before) return { ...before.answer, duplicate: true };
      const answer = this.#write(user, type, request, key);
      if (answer['rev'] !== undefined)
        database.state.keys.set(key, { body: JSON.stringify(body), answer });
      return answer;
    }
    const conversation = request['conversation'] as string;
    if (
      conversation !== undefined &&
      conversation !== 'self' &&
      !database.visible(conversation, user)
    )
      return { code: 'not_found' };
    const limit = Math.min(Number(request['limit'] ?? 200), 200);
    switch (type) {
      case 'ping':
      case 'presence.set':
        return {};
      case 'conversation.list': {
        const rows = database
          .of(user)
          .map((row) => database.item(row.id, user))
          .sort((a, b) => b.active - a.active || (a.conversation < b.conversation ? -1 : 1));
        const place = ({
          active,
          conversation: id,
        }: {
          active: number;
          conversation: string;
        }): string => `${9e15 - active}.${id}`;
        const left = rows.filter(
          (row) => request['after'] === undefined || place(row) > String(request['after']),
        );
        // Small pages, so that the log moves while they are read.
        return {
          conversations: left.slice(0, 3),
          ...(left.length > 3 ? { next: place(left[2]!) } : {}),
        };
      }
      case 'conversation.get':
        return database.item(conversation, user, true) as unknown as Frame;
      case 'history.get':
        return database.history(conversation, user, request as object) as unknown as Frame;
      case 'log.get': {
        const row = database.row(conversation);
        return database.log(
          row.entries,
          row.members.get(user)!.floorRev,
          Number(request['from_rev']),
          request['to_rev'] as number,
          Math.min(limit, 7),
        ) as unknown as Frame;
      }
      case 'conversation.read':
        if (Number(request['seq']) > database.row(conversation).messages.length)
          return { code: 'bad_field', field: 'seq' };
        return database.read(conversation, user, Number(request['seq']));
      case 'thread.list':
        return { threads: database.threads(user, conversation) };
      case 'account.get':
        return {
          user: this.user(user),
          settings: { read_receipts: true },
          blocked: [],
          self_rev: database.state.self.get(user)?.length ?? 0,
        };
      case 'user.get':
        return { users: (request['users'] as string[]).map((one) => this.user(one)) };
      case 'presence.watch':
        return {
          presence: (request['users'] as string[]).map((one) => ({
            user: one,
            state: 'online',
            user_rev: 1,
          })),
        };
      case 'member.list':
        return { members: database.item(conversation, user, true).members };
      default:
        return { code: 'unsupported' };
    }
  }

  #write(user: string, type: string, request: Frame, key: string): Frame {
    const { database } = this;
    const id = request['conversation'] as string;
    if (type === 'conversation.create') {
      const made = database.create(user, (request['members'] ?? []) as string[]);
      return { conversation: made, rev: 1, time: database.now };
    }
    if (id !== 'self' && !database.visible(id, user)) return { code: 'not_found' };
    const seq = Number(request['seq']);
    const message = database.row(id)?.messages[seq - 1];
    if (
      ['message.edit', 'message.react', 'message.pin'].includes(type) &&
      (!message || message.deleted)
    )
      return { code: 'gone' };
    switch (type) {
      case 'message.send': {
        const more = Object.fromEntries(
          ['mentions', 'thread', 'reply_to']
            .filter((name) => name in request)
            .map((name) => [name, request[name]]),
        );
        return database.send(id, user, String(request['text']), { ...more, key });
      }
      case 'message.edit':
        if (message!.by !== user) return { code: 'forbidden', need: 'author' };
        return database.edit(
          id,
          user,
          seq,
          String(request['text']),
          request['mentions'] as string[] | undefined,
        );
      case 'message.delete':
        return database.remove(id, user, request['seqs'] as number[]);
      case 'message.react':
        return database.react(id, user, seq, String(request['emoji']), request['on'] === true);
      case 'message.pin':
        return database.pin(id, user, seq, request['on'] === true);
      case 'conversation.settings': {
        const { type: _, id: __, idempotency_key: ___, conversation: ____, ...changes } = request;
        return database.settings(id, user, changes);
      }
      default:
        return { code: 'unsupported' };
    }
  }
}

const isWrite = (request: Frame): boolean =>
  request['idempotency_key'] !== undefined ||
  request['type'] === 'hello' ||
  request['type'] === 'conversation.read';

export type { LogEvent };
