// How the tabs of one browser find each other: a channel for notices, and locks that are held for
// as long as a tab lives.

export interface Tabs {
  /** Tells the other tabs. */
  post(notice: unknown): void;
  /** What the others tell. */
  listen(listener: (notice: unknown) => void): void;
  /**
   * Calls `granted` once nobody else holds the lock; it is then held until `granted`'s promise
   * ends, or for ever if the tab does.
   */
  lock(name: string, granted: () => Promise<void>): void;
  close(): void;
}

interface LockManager {
  request(
    name: string,
    options: { signal?: AbortSignal },
    callback: () => Promise<void>,
  ): Promise<void>;
}
interface Channel {
  onmessage: ((event: { data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/**
 * BroadcastChannel and Web Locks, if the browser has both (all current ones do, in secure
 * contexts). Null: act as the only one.
 */
export function browserTabs(name = 'parley'): Tabs | null {
  const host = globalThis as unknown as {
    BroadcastChannel?: new (name: string) => Channel;
    navigator?: { locks?: LockManager };
  };
  const locks = host.navigator?.locks;
  if (!host.BroadcastChannel || !locks) return null;
  const channel = new host.BroadcastChannel(name);
  const ending = new AbortController();
  const ended = new Promise<void>((resolve) =>
    ending.signal.addEventListener('abort', () => resolve()),
  );
  return {
    post: (notice) => {
      if (!ending.signal.aborted) channel.postMessage(notice);
    },
    listen: (listener) => {
      channel.onmessage = (event) => listener(event.data);
    },
    lock: (lockName, granted) => {
      // Rejects when `close` aborts the wait.
      locks
        .request(`${name}-${lockName}`, { signal: ending.signal }, () =>
          Promise.race([granted(), ended]),
        )
        .catch(() => {});
    },
    close: () => {
      ending.abort();
      channel.close();
    },
  };
}
