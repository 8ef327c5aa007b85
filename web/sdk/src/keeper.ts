// Writes the model to the storage, if this is the tab that does.

import type { Model } from './model.js';
import type { Storage } from './storage.js';
import type { Tabs } from './tabs.js';
import type { Timers } from './timers.js';

const kPause = 1000;

export class Keeper {
  #keeping = false;
  /** The next write is of everything. */
  #whole = false;
  /** What is stored cannot be trusted. */
  #worthless = false;
  #timer: unknown;
  #writing: Promise<void> = Promise.resolve();
  readonly #model: Model;
  readonly #storage: Storage;
  readonly #timers: Timers;
  readonly #storable: () => boolean;
  readonly #failed: (error: unknown) => void;

  constructor(
    model: Model,
    storage: Storage,
    timers: Timers,
    storable: () => boolean,
    failed: (error: unknown) => void,
  ) {
    this.#model = model;
    this.#storage = storage;
    this.#timers = timers;
    this.#storable = storable;
    this.#failed = failed;
  }

  /**
   * Becomes the one that writes: at once if there are no other tabs, else when the one that does is
   * gone.
   */
  start(tabs: Tabs | null): void {
    if (!tabs) {
      this.#keeping = true;
      return;
    }
    this.#model.recording = false;
    tabs.lock('keeper', async () => {
      this.#keeping = true;
      this.#whole = true;
      this.#model.recording = true;
      void this.flush();
      await new Promise(() => {});
    });
  }

  /** Something changed: it is written within a second. */
  changed(): void {
    if (this.#keeping) this.#timer ??= this.#timers.set(() => void this.flush(), kPause);
  }

  /** Writes now what is not written. Resolves when it is. */
  flush(): Promise<void> {
    this.#timers.clear(this.#timer);
    this.#timer = undefined;
    if (!this.#keeping || !(this.#whole || this.#model.unsaved)) return this.#writing;
    if (!this.#storable()) {
      // Not a state that one could go on from: later.
      this.changed();
      return this.#writing;
    }
    const { resets } = this.#model;
    const batch = this.#model.takeBatch();
    this.#writing = this.#writing
      .then(async () => {
        if (this.#whole) await this.#saveAll();
        else await this.#storage.save(batch);
        this.#model.storedResets = resets;
      })
      .catch((error) => {
        // What this batch held is missing in the storage now, so later ones may not be written on
        // top of it.
        this.#whole = this.#worthless = true;
        this.#failed(error);
      });
    return this.#writing;
  }

  /**
   * Everything, over what another tab, or nobody, wrote. Stored messages stay where the
   * conversation is where it was when they were stored.
   */
  async #saveAll(): Promise<void> {
    const reset = this.#worthless || this.#model.resets !== this.#model.storedResets;
    const saved = reset ? { conversations: [], users: [] } : await this.#storage.load();
    await this.#storage.save({ ...this.#model.takeAll(saved), reset });
    this.#whole = this.#worthless = false;
  }
}
