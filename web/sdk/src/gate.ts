// Requests with patience: they wait for a connection, and are repeated if it breaks or the server
// asks for it.

import type { Connection } from './connection.js';
import { disconnected, isUnsupported, ParleyError, toError } from './errors.js';
import type { Timers } from './timers.js';
import type { ReplyOf, RequestOf, RequestType } from './types.js';

/** How long a request waits for a connection. */
export const kPatience = 15_000;

export class Gate {
  /** What the server answered `unsupported` to since the last hello. */
  readonly unsupported = new Set<string>();
  #waiters = new Set<{ resolve(): void; reject(error: ParleyError): void }>();
  #settling: (() => void)[] = [];
  readonly #connection: Connection;
  readonly #timers: Timers;

  constructor(connection: Connection, timers: Timers) {
    this.#connection = connection;
    this.#timers = timers;
  }

  get open(): boolean {
    return this.#connection.state.name === 'open';
  }

  /** On the connection that is open now. `use` gets the answer before any frame behind it. */
  async send<T extends RequestType>(
    type: T,
    members: RequestOf<T>,
    use?: (answer: ReplyOf<T>) => void,
  ): Promise<ReplyOf<T>> {
    try {
      return await this.#connection.request(type, members, use);
    } catch (error) {
      if (isUnsupported(error)) this.unsupported.add(type);
      throw error;
    }
  }

  /** On this connection or a later one, within 15 s. */
  async request<T extends RequestType>(
    type: T,
    members: RequestOf<T>,
    use?: (answer: ReplyOf<T>) => void,
  ): Promise<ReplyOf<T>> {
    const until = this.#timers.now() + kPatience;
    for (let attempt = 0; ; attempt++) {
      await this.#opened(until - this.#timers.now());
      try {
        return await this.send(type, members, use);
      } catch (thrown) {
        const error = toError(thrown);
        const later = Math.max(error.retry_after_ms ?? 0, 500 * 2 ** attempt);
        const pause = error.code === 'disconnected' ? 0 : later;
        if (error.retry !== 'after' || this.#timers.now() + pause > until) throw error;
        if (pause > 0) await new Promise<void>((resolve) => void this.#timers.set(resolve, pause));
      }
    }
  }

  /** Resolves when no connection is being made: there is one, or none for now. */
  settled(): Promise<void> {
    if (this.#connection.state.name !== 'connecting') return Promise.resolve();
    return new Promise((resolve) => void this.#settling.push(resolve));
  }

  /** The state of the connection is another one. */
  changed(): void {
    if (this.#connection.state.name === 'connecting') return;
    for (const resolve of this.#settling.splice(0)) resolve();
  }

  /** The connection is open. */
  opened(): void {
    this.unsupported.clear();
    for (const waiter of this.#waiters) waiter.resolve();
    this.#waiters.clear();
  }

  /** There will be none. */
  stopped(): void {
    for (const waiter of this.#waiters) waiter.reject(closedError());
    this.#waiters.clear();
  }

  #opened(patience: number): Promise<void> {
    if (this.open) return Promise.resolve();
    if (this.#connection.state.name === 'stopped') return Promise.reject(closedError());
    if (patience <= 0) return Promise.reject(disconnected());
    return new Promise((resolve, reject) => {
      const timer = this.#timers.set(() => {
        this.#waiters.delete(waiter);
        reject(disconnected());
      }, patience);
      const waiter = {
        resolve: () => (this.#timers.clear(timer), resolve()),
        reject: (error: ParleyError) => (this.#timers.clear(timer), reject(error)),
      };
      this.#waiters.add(waiter);
    });
  }
}

const closedError = (): ParleyError =>
  new ParleyError({ code: 'closed', message: 'There is no session.' });
