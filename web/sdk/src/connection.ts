// One connection to the server, made again and again: hello, requests by id, pushes, and when to
// return. It knows nothing of what the frames mean.

import { Backoff } from './backoff.js';
import { disconnected, ParleyError, tooLarge } from './errors.js';
import type { StopReason } from './shapes.js';
import type { Timers } from './timers.js';
import type {
  ErrorBody,
  Hello,
  HelloOk,
  PushFrame,
  ReplyOf,
  RequestOf,
  RequestType,
} from './types.js';

/** The part of a WebSocket that is used; the browser's, Node's and `ws` have it. */
export interface Socket {
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}
export type SocketConstructor = new (url: string, protocols?: string | string[]) => Socket;

export type ConnectionState =
  | { name: 'idle' }
  | { name: 'connecting' }
  | { name: 'open' }
  | { name: 'waiting'; retryAt: number; closed: { code: number; reason: string } }
  | { name: 'stopped'; stop: StopReason; closed: { code: number; reason: string } };

export interface ConnectionOptions {
  /** ws:// or wss:// with the path. */
  url: string;
  webSocket: SocketConstructor;
  timers: Timers;
  random?: () => number;
  /** Asked before each attempt. */
  hello(): Omit<Hello, 'type'>;
  /** The answer to hello; the frames of the stream come after it. */
  opened(ok: HelloOk): void;
  push(frame: PushFrame): void;
  changed(state: ConnectionState): void;
}

interface Pending {
  use: ((answer: never) => void) | undefined;
  resolve(answer: never): void;
  reject(error: ParleyError): void;
}

const kHandshake = 20_000;
/** Nothing heard for so long after a ping: the connection is dead, whatever the socket believes. */
const kProbe = 10_000;
/** A connection that held for so long was a good one. */
const kGood = 10_000;
const kAttemptGap = 1000;
const kCloseFollows = 50;

export class Connection {
  state: ConnectionState = { name: 'idle' };
  limits = { in_flight: 64 } as HelloOk['limits'];
  readonly backoff: Backoff;
  readonly #options: ConnectionOptions;
  #socket: Socket | undefined;
  #nextId = 1;
  #helloId = 0;
  #pending = new Map<number, Pending>();
  #queue: { id: number; text: string }[] = [];
  #inFlight = new Set<number>();
  #retryAfter = 0;
  #timer: unknown;
  #watchdog: unknown;
  #heard = 0;
  #openedAt = 0;
  #attemptAt = -Infinity;
  #interval = 25_000;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.backoff = new Backoff(options.random);
  }

  /** Connects, and stays so until `stop`, or until the server says not to return. */
  start(): void {
    if (this.state.name === 'idle' || this.state.name === 'stopped') this.#attempt();
  }

  stop(): void {
    this.#abandon(1000);
    this.#clear();
    this.#change({ name: 'idle' });
  }

  /**
   * Now would be a good time: cuts a pause short, or makes sure that an open connection is alive.
   */
  nudge(): void {
    if (this.state.name === 'waiting') {
      const gap = this.#attemptAt + kAttemptGap - this.#options.timers.now();
      if (gap <= 0) this.#attempt();
      else if (this.state.retryAt > this.#options.timers.now() + gap)
        this.#wait(gap, this.state.closed);
    } else if (this.state.name === 'open') {
      this.#probe();
    }
  }

  /**
   * Rejects with `disconnected` if there is no connection, or if it breaks before the answer; with
   * `too_large` what no frame can hold. `use` gets the answer before any frame behind it is looked
   * at: an answer is never older than what came before it, but what comes after it may be newer.
   */
  request<T extends RequestType>(
    type: T,
    members: RequestOf<T>,
    use?: (answer: ReplyOf<T>) => void,
  ): Promise<ReplyOf<T>> {
    if (this.state.name !== 'open') return Promise.reject(disconnected());
    const id = this.#nextId++;
    const text = JSON.stringify({ ...members, type, id });
    // The server would end the connection for it, and the next one that tries it again.
    const { frame_bytes: limit } = this.limits;
    if (utf8Exceeds(text, limit)) return Promise.reject(tooLarge(limit));
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { use, resolve, reject });
      if (this.#inFlight.size < this.limits.in_flight) this.#transmit(id, text);
      else this.#queue.push({ id, text });
    });
  }

  /** A frame without a reply. Lost if there is no connection. */
  notify(
    frame:
      { type: 'ack'; cursor: string } | { type: 'typing'; conversation: string; active: boolean },
  ): void {
    if (this.state.name === 'open') this.#socket?.send(JSON.stringify(frame));
  }

  #transmit(id: number, text: string): void {
    this.#inFlight.add(id);
    this.#socket?.send(text);
  }

  #attempt(): void {
    this.#clear();
    const { url, webSocket, timers } = this.#options;
    this.#attemptAt = timers.now();
    this.#retryAfter = 0;
    this.#change({ name: 'connecting' });
    let socket: Socket;
    try {
      socket = new webSocket(url, 'parley.v1');
    } catch {
      this.#ended(1006, '');
      return;
    }
    this.#socket = socket;
    const mine = (): boolean => this.#socket === socket;
    socket.onopen = () => {
      if (!mine()) return;
      this.#helloId = this.#nextId++;
      socket.send(JSON.stringify({ ...this.#options.hello(), type: 'hello', id: this.#helloId }));
    };
    socket.onmessage = (event: { data: unknown }) => {
      if (mine() && typeof event.data === 'string') this.#receive(event.data);
    };
    socket.onclose = (event: { code?: number; reason?: string }) => {
      if (mine()) this.#ended(event.code ?? 1006, String(event.reason ?? ''));
    };
    // A close event should follow every error. In some versions of Node none does when the server
    // cannot be reached.
    socket.onerror = () => {
      timers.set(() => {
        if (mine()) this.#drop();
      }, kCloseFollows);
    };
    this.#watchdog = timers.set(() => {
      if (mine()) this.#drop();
    }, kHandshake);
  }

  #receive(text: string): void {
    this.#heard = this.#options.timers.now();
    let frame: { type?: unknown; id?: unknown };
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (typeof frame !== 'object' || frame === null) return;
    if (frame.type !== 'ok' && frame.type !== 'error') {
      if (this.state.name === 'open' && typeof frame.type === 'string')
        this.#options.push(frame as PushFrame);
      return;
    }
    if (typeof frame.id !== 'number') return;
    if (frame.id === this.#helloId && this.state.name === 'connecting') this.#greeted(frame);
    else this.#answer(frame.id, frame);
  }

  #greeted(frame: object): void {
    const { timers } = this.#options;
    if ((frame as { type: string }).type === 'error') {
      const error = frame as ErrorBody;
      this.#retryAfter = error.retry_after_ms ?? 0;
      // The close that follows says so too, but a proxy may have swallowed its code.
      if (error.retry === 'reauth') this.#drop(4502);
      return;
    }
    const ok = frame as unknown as HelloOk;
    this.limits = ok.limits;
    this.#interval = ok.heartbeat.interval_ms;
    this.#openedAt = timers.now();
    timers.clear(this.#watchdog);
    this.#watchdog = timers.set(() => this.#check(), this.#interval);
    this.#change({ name: 'open' });
    this.#options.opened(ok);
  }

  #answer(id: number, frame: object): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    this.#inFlight.delete(id);
    const next = this.#inFlight.size < this.limits.in_flight ? this.#queue.shift() : undefined;
    if (next) this.#transmit(next.id, next.text);
    const { type, id: _, ...answer } = frame as { type: string; id: number };
    if (type !== 'ok') {
      pending.reject(new ParleyError(frame as ErrorBody));
      return;
    }
    pending.use?.(answer as never);
    pending.resolve(answer as never);
  }

  /**
   * Browsers do not show the server's pings: if nothing was heard for the heartbeat's interval,
   * ask.
   */
  #check(): void {
    const quiet = this.#options.timers.now() - this.#heard;
    if (quiet >= this.#interval) this.#probe();
    else this.#watchdog = this.#options.timers.set(() => this.#check(), this.#interval - quiet);
  }

  #probe(): void {
    const { timers } = this.#options;
    timers.clear(this.#watchdog);
    const asked = timers.now();
    // Any frame is an answer. Not by request(): its queue may be full of what a dead connection
    // swallowed.
    this.#socket?.send(JSON.stringify({ type: 'ping', id: this.#nextId++ }));
    this.#watchdog = timers.set(() => {
      if (this.#heard >= asked) this.#check();
      else this.#drop();
    }, kProbe);
  }

  /**
   * Gives the socket up without waiting for its closing hand-shake, which a dead network would not
   * carry.
   */
  #drop(code = 1006): void {
    this.#abandon(code === 1006 ? 4000 : 1000);
    this.#ended(code, '');
  }

  #abandon(code: number): void {
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    try {
      socket.close(code);
    } catch {
      // It was not open yet.
    }
  }

  #ended(code: number, reason: string): void {
    const { timers } = this.#options;
    this.#socket = undefined;
    this.#clear();
    if (this.#openedAt > 0 && timers.now() - this.#openedAt >= kGood) this.backoff.succeeded();
    this.#openedAt = 0;
    const closed = { code, reason };
    const verdict = this.backoff.ended(code, reason, this.#retryAfter);
    if ('stop' in verdict) this.#change({ name: 'stopped', stop: verdict.stop, closed });
    else this.#wait(verdict.after, closed);
  }

  #wait(ms: number, closed: { code: number; reason: string }): void {
    const { timers } = this.#options;
    timers.clear(this.#timer);
    this.#timer = timers.set(() => this.#attempt(), ms);
    this.#change({ name: 'waiting', retryAt: timers.now() + ms, closed });
  }

  #clear(): void {
    const { timers } = this.#options;
    timers.clear(this.#timer);
    timers.clear(this.#watchdog);
  }

  #change(state: ConnectionState): void {
    this.state = state;
    if (state.name !== 'open') {
      const pending = [...this.#pending.values()];
      this.#pending.clear();
      this.#inFlight.clear();
      this.#queue = [];
      for (const one of pending) one.reject(disconnected());
    }
    this.#options.changed(state);
  }
}

/** UTF-8 has at most three bytes for each unit of a string. */
const utf8Exceeds = (text: string, limit: number): boolean =>
  text.length * 3 > limit && new TextEncoder().encode(text).length > limit;
