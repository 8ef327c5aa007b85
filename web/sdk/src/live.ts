// Values that tell when they change. One Scheduler per client gathers what became stale in a turn
// and then tells each listener once.

import type { Live } from './shapes.js';
import type { Timers } from './timers.js';

interface Notifiable {
  notify(): void;
}

export class Scheduler {
  /** While true (a catch-up is running), listeners are told every 50 ms instead of every turn. */
  slow = false;
  #dirty = new Set<Notifiable>();
  #timer: unknown;
  #queued = false;
  readonly #timers: Timers;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  mark(cell: Notifiable): void {
    this.#dirty.add(cell);
    if (this.slow) {
      this.#timer ??= this.#timers.set(() => this.flush(), 50);
    } else if (!this.#queued) {
      this.#queued = true;
      queueMicrotask(() => this.flush());
    }
  }

  flush(): void {
    if (this.#timer !== undefined) this.#timers.clear(this.#timer);
    this.#timer = undefined;
    this.#queued = false;
    const dirty = this.#dirty;
    this.#dirty = new Set();
    for (const cell of dirty) cell.notify();
  }
}

/**
 * Computed when it is read, kept until `invalidate`. `compute` returns the same object when nothing
 * changed.
 */
export class Computed<T> implements Live<T>, Notifiable {
  #value: T | undefined;
  #stale = true;
  #told: T | undefined;
  #listeners = new Set<(value: T) => void>();
  readonly #scheduler: Scheduler;
  readonly #compute: (before: T | undefined) => T;
  readonly #watch?: (watched: boolean) => void;

  /** `watch` is told when the first listener comes and when the last one goes. */
  constructor(
    scheduler: Scheduler,
    compute: (before: T | undefined) => T,
    watch?: (watched: boolean) => void,
  ) {
    this.#scheduler = scheduler;
    this.#compute = compute;
    if (watch) this.#watch = watch;
  }

  get value(): T {
    if (this.#stale) {
      this.#stale = false;
      this.#value = this.#compute(this.#value);
    }
    return this.#value as T;
  }

  invalidate(): void {
    this.#stale = true;
    if (this.#listeners.size > 0) this.#scheduler.mark(this);
  }

  subscribe(listener: (value: T) => void): () => void {
    const own = (value: T): void => listener(value);
    if (this.#listeners.size === 0) this.#told = this.value;
    this.#listeners.add(own);
    if (this.#listeners.size === 1) this.#watch?.(true);
    return () => {
      if (this.#listeners.delete(own) && this.#listeners.size === 0) this.#watch?.(false);
    };
  }

  notify(): void {
    const value = this.value;
    if (Object.is(value, this.#told)) return;
    this.#told = value;
    for (const listener of [...this.#listeners]) {
      // A listener's fault is its own: the others are told all the same.
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

/** A value that is set. */
export class Cell<T> extends Computed<T> {
  #current: { value: T };

  constructor(scheduler: Scheduler, value: T) {
    const current = { value };
    super(scheduler, () => current.value);
    this.#current = current;
  }

  set(value: T): void {
    if (Object.is(value, this.#current.value)) return;
    this.#current.value = value;
    this.invalidate();
  }
}

export class Emitter<Events extends object> {
  #listeners = new Map<keyof Events, Set<(value: never) => void>>();

  on<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => void): () => void {
    let set = this.#listeners.get(name);
    if (!set) this.#listeners.set(name, (set = new Set()));
    const own = (value: Events[Name]): void => listener(value);
    set.add(own as (value: never) => void);
    return () => void set.delete(own as (value: never) => void);
  }

  emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (value: Events[Name]) => void)(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
