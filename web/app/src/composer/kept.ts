// What is written and is no draft at the server: in threads, too long to be sent, a message half
// changed. It lives as long as the tab, by account and place, over reloads too: an update brings one.
import type { Message } from '@parley/client';
import { client } from '../app/client.ts';

type Kind = 'text' | 'edit';
const name = (kind: Kind, place: string) =>
  `parley-${kind}/${client.account.value?.user.id}/${place}`;
/** Of what the browser has no room for. */
const held = new Map<string, string>();

/** Nothing is kept of an empty text. */
export function keep(kind: Kind, place: string, text: string): void {
  const key = name(kind, place);
  held.delete(key);
  try {
    sessionStorage.removeItem(key);
    if (text) sessionStorage.setItem(key, text);
  } catch {
    held.set(key, text);
  }
}

export function kept(kind: Kind, place: string): string | undefined {
  const key = name(kind, place);
  try {
    return held.get(key) ?? sessionStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export interface HalfEdit {
  message: Message;
  text: string;
}
export function keptEdit(place: string): HalfEdit | undefined {
  const json = kept('edit', place);
  return json ? (JSON.parse(json) as HalfEdit) : undefined;
}
