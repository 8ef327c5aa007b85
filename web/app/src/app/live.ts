// The SDK's live values as signals: a component that calls `read` is drawn again when the value
// changes, and the SDK is only
// subscribed to while somebody looks (which is what presence and member lists are watched by).
import { signal, type Signal } from '@preact/signals';
import type { Live } from '@parley/client';

interface Entry {
  version: Signal<number>;
  seen: unknown;
}
const entries = new WeakMap<object, Entry>();

function entryOf(live: Live<unknown>): Entry {
  let entry = entries.get(live);
  if (entry) return entry;
  let off: (() => void) | undefined;
  const made: Entry = {
    seen: live.value,
    version: signal(0, {
      watched() {
        off = live.subscribe(() => made.version.value++);
        if (live.value !== made.seen) made.version.value++;
      },
      unwatched() {
        off?.();
        off = undefined;
      },
    }),
  };
  entries.set(live, made);
  return made;
}

export function read<T>(live: Live<T>): T {
  const entry = entryOf(live as Live<unknown>);
  void entry.version.value;
  entry.seen = live.value;
  return live.value;
}
