// A server and clients of one account, for tests.

import { Client } from '../../src/client.js';
import { MemoryStorage, type Storage } from '../../src/storage.js';
import type { Tabs } from '../../src/tabs.js';
import { Clock } from './clock.js';
import { FakeServer } from './server.js';

export class World {
  readonly clock = new Clock();
  readonly server = new FakeServer();
  /** What went wrong without anybody asking. */
  readonly faults: unknown[] = [];

  /** A client that is not signed in. */
  client(
    options: { storage?: Storage; tabs?: Tabs | null; window?: number; random?: () => number } = {},
  ): Client {
    const client = new Client({
      url: 'https://chat.example.org',
      storage: new MemoryStorage(),
      tabs: null,
      random: () => 0.5,
      ...options,
      webSocket: this.server.webSocket,
      fetch: this.server.fetch,
      timers: this.clock,
    });
    client.on('storage', ({ error }) => this.faults.push(error));
    return client;
  }

  /** A client that is signed in and has read everything. */
  async online(login = 'me', options: Parameters<World['client']>[0] = {}): Promise<Client> {
    const client = this.client(options);
    await client.signIn({ login, password: 'correct horse' });
    await this.settle();
    return client;
  }

  /** A storage as a page sees it, which writes nothing any more once the page is not `alive`. */
  mortal(storage: Storage): { storage: Storage; alive: { now: boolean } } {
    const alive = { now: true };
    const guarded = new Proxy(storage, {
      get: (target, name) => {
        const method = target[name as keyof Storage] as (...given: unknown[]) => unknown;
        return (...given: unknown[]) =>
          alive.now ? method.apply(target, given) : new Promise(() => {});
      },
    });
    return { storage: guarded, alive };
  }

  /** Nothing is left to be done, but for what waits for time to pass. */
  settle(): Promise<void> {
    return this.server.settle();
  }

  /** Time passes, and everything that it brings about is done. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      await this.clock.advance(Math.min(left, 500));
      await this.settle();
    }
  }
}

/** Tabs of one browser: what `browserTabs` makes of BroadcastChannel and Web Locks. */
export class Browser {
  #tabs = new Set<{ listener?: (notice: unknown) => void }>();
  #locks = new Map<
    string,
    { owner: object; queue: { owner: object; granted: () => Promise<void> }[] }
  >();

  tab(): Tabs & { crash(): void } {
    const self: { listener?: (notice: unknown) => void } = {};
    this.#tabs.add(self);
    const leave = (): void => {
      this.#tabs.delete(self);
      for (const [name, lock] of this.#locks) {
        lock.queue = lock.queue.filter((one) => one.owner !== self);
        if (lock.owner === self) this.#next(name);
      }
    };
    return {
      post: (notice) => {
        for (const other of this.#tabs)
          if (other !== self) queueMicrotask(() => other.listener?.(structuredClone(notice)));
      },
      listen: (listener) => void (self.listener = listener),
      lock: (name, granted) => {
        const lock = this.#locks.get(name);
        if (lock) lock.queue.push({ owner: self, granted });
        else this.#grant(name, self, granted);
      },
      close: leave,
      crash: leave,
    };
  }

  #grant(name: string, owner: object, granted: () => Promise<void>): void {
    const lock = { owner, queue: this.#locks.get(name)?.queue ?? [] };
    this.#locks.set(name, lock);
    void granted().then(() => {
      if (this.#locks.get(name) === lock) this.#next(name);
    });
  }

  #next(name: string): void {
    const next = this.#locks.get(name)!.queue.shift();
    if (next) this.#grant(name, next.owner, next.granted);
    else this.#locks.delete(name);
  }
}
