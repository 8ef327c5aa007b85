import { signal } from '@preact/signals';
import { Client, type User, type UserId } from '@parley/client';
import { IndexedDbStorage } from '@parley/client/idb';
import { read } from './live.ts';
import { t } from '../l10n/l10n.ts';

export const storage = new IndexedDbStorage('parley');
export const client = new Client({ storage });

/** One signed out oneself: nothing that the next screen need explain. */
export const leftByChoice = signal(false);

export const account = () => read(client.account);
export const selfId = () => read(client.account)?.user.id ?? '';
export const isSelf = (user: UserId) => user === client.account.value?.user.id;
export const conversation = (id: string) => read(client.conversation(id));

export function userOf(id: UserId): User | undefined {
  return read(client.user(id)) ?? (isSelf(id) ? client.account.value?.user : undefined);
}
export const nameOf = (id: UserId) => userOf(id)?.display_name ?? t('someone');

/** What a conversation is called, for whoever looks at it. */
export function titleOf(id: string): string {
  const item = conversation(id);
  if (!item) return '';
  if (item.kind === 'group') return item.title ?? '';
  return !item.peer || isSelf(item.peer) ? t('notes-to-self') : nameOf(item.peer);
}

export const serverNow = () => Date.now() + (client.account.value?.clockOffset ?? 0);
