// Who asks to come in, and who may not come back.
import type { Ban } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import { client, nameOf } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { ago, date } from '../l10n/times.ts';
import { UserAvatar } from '../ui/Avatar.tsx';
import { attempt } from '../ui/problem.ts';

/** Reads a list, and again whenever the conversation says that it changed. */
function useList<T>(id: string, get: () => Promise<readonly T[]>): [readonly T[], () => void] {
  const [list, setList] = useState<readonly T[]>([]);
  const load = () => void get().then(setList, () => {});
  useEffect(() => {
    load();
    return client.on('moderation', (event) => void (event.conversation === id && load()));
  }, [id]);
  return [list, load];
}

export function JoinRequests({ id }: { id: string }) {
  const [requests, load] = useList(id, () =>
    client.joinRequests(id).then((answer) => answer.requests),
  );
  if (requests.length === 0) return null;
  const decide = (user: string, accept: boolean) =>
    attempt(client.decideJoin(id, user, accept).then(load));
  return (
    <section class="section">
      <h3>{t('join-requests')}</h3>
      <ul class="plain-list">
        {requests.map(({ user, time }) => (
          <li key={user} class="person">
            <UserAvatar user={user} size={34} />
            <div>
              <strong class="truncate" dir="auto">
                {nameOf(user)}
              </strong>
              <p class="small quiet">{ago(time)}</p>
            </div>
            <button type="button" class="button small primary" onClick={() => decide(user, true)}>
              {t('accept')}
            </button>
            <button type="button" class="button small" onClick={() => decide(user, false)}>
              {t('decline')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Bans({ id }: { id: string }) {
  const [bans, load] = useList<Ban>(id, () => client.bans(id).then((answer) => answer.bans));
  if (bans.length === 0) return null;
  return (
    <section class="section">
      <h3>{t('banned')}</h3>
      <ul class="plain-list">
        {bans.map((ban) => (
          <li key={ban.user} class="person">
            <UserAvatar user={ban.user} size={34} />
            <div>
              <strong class="truncate" dir="auto">
                {nameOf(ban.user)}
              </strong>
              <p class="small quiet">
                {t('banned-by', { name: nameOf(ban.by), date: date(ban.time) })}
                {ban.reason && `: ${ban.reason}`}
              </p>
            </div>
            <button
              type="button"
              class="button small"
              onClick={() => attempt(client.ban(id, ban.user, false).then(load))}
            >
              {t('lift-ban')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
