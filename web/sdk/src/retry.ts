// Repeating what may succeed later.

import { isUnsupported, ParleyError, toError } from './errors.js';
import type { Timers } from './timers.js';

/** As long as the error asks for, and longer with every failure. */
export function pause(timers: Timers, error: ParleyError, failures: number): Promise<void> {
  const ms = Math.max(error.retry_after_ms ?? 0, Math.min(30_000, 500 * 2 ** failures));
  return new Promise((resolve) => void timers.set(resolve, ms));
}

/** Repeats `work` until it succeeds. False: the connection that it was for ended first. */
export async function eventually(
  timers: Timers,
  valid: () => boolean,
  work: () => Promise<unknown>,
): Promise<boolean> {
  for (let failures = 0; valid(); failures++) {
    try {
      await work();
      return true;
    } catch (thrown) {
      const error = toError(thrown);
      if (error.code === 'disconnected') return false;
      await pause(timers, error, failures);
    }
  }
  return false;
}

/** What is not offered, or not there (any more), need not be told. */
export async function optional<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    const gone = error instanceof ParleyError && error.code === 'not_found';
    if (gone || isUnsupported(error)) return undefined;
    throw error;
  }
}
