import type { Timers } from '../../src/timers.js';

/** A clock that stands still until it is told to go on. */
export class Clock implements Timers {
  #now = 1_790_000_000_000;
  #next = 1;
  #timers = new Map<number, { at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  set(callback: () => void, ms: number): number {
    const id = this.#next++;
    this.#timers.set(id, { at: this.#now + Math.max(0, ms), callback });
    return id;
  }

  clear(id: unknown): void {
    this.#timers.delete(id as number);
  }

  /** How long until the next timer. */
  get pause(): number {
    return Math.min(...[...this.#timers.values()].map(({ at }) => at - this.#now));
  }

  /** Lets time pass; what is due runs in its order, and what follows from it in between. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      const due = [...this.#timers]
        .filter(([, { at }]) => at <= until)
        .sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.#now = Math.max(this.#now, due[1].at);
      due[1].callback();
      await turn();
    }
    this.#now = until;
    await turn();
  }
}

/** Everything that is to happen without time passing has happened. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A generator of numbers in [0, 1) that a seed determines (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}
