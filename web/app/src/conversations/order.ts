// Which conversations the list shows, and in which order: pinned first, then by activity; archived
// ones apart.
import { computed, signal } from '@preact/signals';
import type { Conversation } from '@parley/client';
import { client, titleOf } from '../app/client.ts';
import { read } from '../app/live.ts';
import { conversationId } from '../app/route.ts';

export type Kind = 'all' | 'unread' | 'mentions' | 'archived';

export const filterText = signal('');
export const filterKind = signal<Kind>('all');

export const fold = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{Diacritic}/gu, '')
    .toLocaleLowerCase();

/** Whether each word of the query begins a word of the text, or the text holds it (Chinese has no spaces). */
export function matches(text: string, query: string): boolean {
  const folded = fold(text);
  return fold(query)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}

export const isMuted = (item: Conversation) =>
  item.muted === true || (typeof item.muted === 'number' && item.muted > Date.now());
export const isUnread = (item: Conversation) => item.unread > 0 || item.marked_unread === true;

export const visibleOrder = computed<readonly Conversation[]>(() => {
  const all = read(client.conversations);
  const query = filterText.value.trim();
  const kind = filterKind.value;
  const list = all.filter((item) => {
    if (query) return matches(titleOf(item.conversation), query);
    if (kind === 'archived') return item.archived;
    if (item.archived) return false;
    // What is open stays in sight while one reads it.
    if (kind === 'unread') return isUnread(item) || item.conversation === conversationId.value;
    if (kind === 'mentions') return item.mentions > 0 || item.conversation === conversationId.value;
    return true;
  });
  const pinned = list.filter((item) => item.pinned);
  return pinned.length ? [...pinned, ...list.filter((item) => !item.pinned)] : list;
});

export const archivedCount = computed(
  () => read(client.conversations).filter((item) => item.archived).length,
);
