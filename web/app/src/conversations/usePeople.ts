// People to choose from: those whom one talks with already, then what the server finds for what is
// typed.
import type { User } from '@parley/client';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { client, isSelf, userOf } from '../app/client.ts';
import { read } from '../app/live.ts';
import { fold } from './order.ts';

export function usePeople(
  query: string,
  without: readonly string[] = [],
): { users: readonly User[]; searching: boolean } {
  const [found, setFound] = useState<readonly User[]>([]);
  const [searching, setSearching] = useState(false);
  const conversations = read(client.conversations);
  useEffect(() => {
    const wanted = query.trim();
    if (!wanted) {
      setFound([]);
      return setSearching(false);
    }
    let gone = false;
    setSearching(true);
    const timer = setTimeout(() => {
      client.searchUsers(wanted, 20).then(
        (answer) => {
          if (gone) return;
          setFound(answer);
          setSearching(false);
        },
        () => !gone && setSearching(false),
      );
    }, 150);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [query]);

  const users = useMemo(() => {
    const wanted = fold(query.trim());
    const known = conversations.flatMap((item) =>
      item.kind === 'direct' && item.peer ? [userOf(item.peer)] : [],
    );
    const all = new Map<string, User>();
    for (const user of known) {
      if (user && (fold(user.display_name).includes(wanted) || fold(user.login).startsWith(wanted)))
        all.set(user.id, user);
    }
    for (const user of found) all.set(user.id, user);
    return [...all.values()]
      .filter((user) => !isSelf(user.id) && !without.includes(user.id))
      .slice(0, 30);
  }, [query, found, conversations, without]);
  return { users, searching };
}
