// What the composer of a conversation (or of a thread) is about to do besides sending: answer a
// message, or change one.
import { signal, type Signal } from '@preact/signals';
import type { Message } from '@parley/client';

export type Intent =
  { kind: 'reply'; message: Message } | { kind: 'edit'; message: Message } | undefined;

const intents = new Map<string, Signal<Intent>>();

export const placeOf = (id: string, thread?: number) =>
  thread === undefined ? id : `${id}/${thread}`;

export function intentOf(place: string): Signal<Intent> {
  let made = intents.get(place);
  if (!made) intents.set(place, (made = signal<Intent>(undefined)));
  return made;
}

/** Composers that are on the screen, to put text into one from elsewhere. */
interface Door {
  focus: () => void;
  /** Puts a text that was not sent in front of what is there. */
  takeBack: (text: string, reply?: Message) => void;
}
const doors = new Map<string, Door>();
export function register(place: string, door: Door): () => void {
  doors.set(place, door);
  return () => void (doors.get(place) === door && doors.delete(place));
}
export const composerAt = (place: string) => doors.get(place);

export function intend(place: string, intent: Intent): void {
  intentOf(place).value = intent;
  requestAnimationFrame(() => doors.get(place)?.focus());
}
