import { client, isSelf, userOf } from '../app/client.ts';
import { minute } from '../app/layout.ts';
import { read } from '../app/live.ts';
import { language, t } from '../l10n/l10n.ts';
import { ago } from '../l10n/times.ts';

function localTime(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat(language.value, {
      hour: '2-digit',
      minute: '2-digit',
      weekday: 'short',
      timeZone: zone,
    }).format(minute.value);
  } catch {
    return undefined;
  }
}

export function ProfileFacts({ user }: { user: string }) {
  const profile = userOf(user);
  const presence = read(client.presence(user));
  if (!profile) return null;
  const { status } = profile;
  const live = status && (!status.until || status.until > minute.value) ? status : undefined;
  const state = presence?.state ?? 'offline';
  const time = profile.time_zone ? localTime(profile.time_zone) : undefined;
  const fact = (name: string, value: preact.ComponentChildren) => (
    <div>
      <dt class="quiet">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
  return (
    <dl class="facts">
      {live &&
        fact(
          t('status'),
          <span dir="auto">
            {live.emoji} {live.text}
          </span>,
        )}
      {fact(t('login'), <span dir="ltr">@{profile.login}</span>)}
      {!isSelf(user) &&
        fact(
          t('presence'),
          state === 'offline' && presence?.last_seen
            ? t('last-seen', { when: ago(presence.last_seen) })
            : t(`presence-${state}`),
        )}
      {time && fact(t('local-time'), time)}
    </dl>
  );
}
