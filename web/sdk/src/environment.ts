// What a client is given by whoever makes it, and what it finds where it runs.

import type { SocketConstructor } from './connection.js';
import { addresses, type Fetch } from './http.js';
import { MemoryStorage, type Storage } from './storage.js';
import { browserTabs, type Tabs } from './tabs.js';
import { realTimers, type Timers } from './timers.js';

export interface ClientOptions {
  /** The page's origin if left out. */
  url?: string;
  storage?: Storage;
  webSocket?: SocketConstructor;
  fetch?: Fetch;
  /** Missed entries per conversation that are streamed before a gap is made. */
  window?: number;
  /** Null: there are no other tabs. */
  tabs?: Tabs | null;
  timers?: Timers;
  random?: () => number;
}

/**
 * The options with what they leave out; `url` is where the paths of HTTP begin, `socket` the
 * WebSocket's address.
 */
export type Environment = Required<ClientOptions> & { socket: string };

interface Host {
  WebSocket?: SocketConstructor;
  location?: { origin: string };
  document?: { visibilityState: string };
  addEventListener?: (name: string, listener: () => void) => void;
}

const host = globalThis as unknown as Host;

export function environmentOf(options: ClientOptions): Environment {
  const webSocket = options.webSocket ?? host.WebSocket;
  if (!webSocket) throw new Error('There is no WebSocket here: pass one in the options.');
  const { http, ws } = addresses(options.url ?? host.location?.origin ?? 'http://localhost');
  return {
    url: http,
    socket: ws,
    webSocket,
    storage: options.storage ?? new MemoryStorage(),
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    window: options.window ?? 200,
    tabs: options.tabs === undefined ? browserTabs() : options.tabs,
    timers: options.timers ?? realTimers,
    random: options.random ?? Math.random,
  };
}

/**
 * The network is back, or somebody looks at the page: good moments to connect. It may be the last
 * time: a good one to save.
 */
export function onPage(looked: () => void, leaving: () => void): void {
  const hidden = (): boolean => host.document?.visibilityState === 'hidden';
  for (const name of ['online', 'offline', 'pageshow', 'pagehide', 'visibilitychange']) {
    host.addEventListener?.(name, () => (name === 'pagehide' || hidden() ? leaving() : looked()));
  }
}
