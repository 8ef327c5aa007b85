// Mentions are "@login" in the text, and the ids of those who are meant beside it.
import type { Mentions } from '@parley/client';
import { client, userOf } from '../app/client.ts';

export function mentionsIn(id: string, text: string): Mentions | undefined {
  if (!text.includes('@')) return undefined;
  const item = client.conversation(id).value;
  if (!item) return undefined;
  const found = new Set(
    [...text.matchAll(/(?:^|[^\w@.-])@([\w.-]+)/g)].map((match) =>
      match[1]!.toLowerCase().replace(/[.-]+$/, ''),
    ),
  );
  if (found.size === 0) return undefined;
  if (item.kind === 'group' && found.has('all')) return 'all';
  const users = new Set<string>(client.members(id).value.members.map((member) => member.user));
  if (item.peer) users.add(item.peer);
  for (const user of chosen.get(id) ?? []) users.add(user);
  const ids = [...users].filter((user) => {
    const login = userOf(user)?.login.toLowerCase();
    return login !== undefined && found.has(login);
  });
  return ids.length > 0 ? ids : undefined;
}

/** Those who were taken from the completion: in large groups not all members are known. */
const chosen = new Map<string, Set<string>>();
export function rememberMention(id: string, user: string): void {
  const set = chosen.get(id) ?? new Set();
  chosen.set(id, set.add(user));
}
