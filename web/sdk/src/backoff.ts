// When to return after a connection ended: the rules of the close codes, and growing, jittered
// pauses.

import type { StopReason } from './shapes.js';

export type Verdict = { stop: StopReason } | { after: number };

const kBase = 500;
const kCap = 30_000;
/** A server that says "later" is believed for up to ten minutes. */
const kLongest = 600_000;
/** After faults on either side the first pause is already some seconds long. */
const kSlowFrom = 3;

export class Backoff {
  /** Failed attempts in a row. */
  attempts = 0;
  readonly #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** A connection has held for a while: the next pause is short again. */
  succeeded(): void {
    this.attempts = 0;
  }

  /**
   * A connection, or an attempt at one, ended. `retryAfter` is what an error before it asked for.
   */
  ended(code: number, reason: string, retryAfter = 0): Verdict {
    const stop = stopReason(code);
    if (stop) return { stop };
    const slow = code === 4403 || code === 1002 || code === 1003 || (code >= 1007 && code <= 1010);
    if (slow) this.attempts = Math.max(this.attempts, kSlowFrom);
    const pause = this.#pause();
    this.attempts += 1;
    const asked = Math.max(retryAfter, code >= 4400 && code <= 4499 ? milliseconds(reason) : 0);
    // Everyone was told the same number: spread them a little, and never come before it.
    return { after: asked > 0 ? Math.max(pause, asked * (1 + 0.2 * this.#random())) : pause };
  }

  #pause(): number {
    const full = Math.min(kCap, kBase * 2 ** Math.min(this.attempts, 16));
    return full * (0.5 + 0.5 * this.#random());
  }
}

function stopReason(code: number): StopReason | undefined {
  if (code < 4500 || code > 4599) return undefined;
  if (code === 4501 || code === 4502) return 'signed_out';
  if (code === 4503) return 'disabled';
  if (code === 4504) return 'outdated';
  return 'refused';
}

function milliseconds(reason: string): number {
  return /^\d{1,9}$/.test(reason) ? Math.min(Number(reason), kLongest) : 0;
}
