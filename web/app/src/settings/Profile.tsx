import type { ProfileChange } from '@parley/client';
import { useState } from 'preact/hooks';
import { account, client } from '../app/client.ts';
import { openEmoji } from '../emoji/picker.tsx';
import { t } from '../l10n/l10n.ts';
import { UserAvatar } from '../ui/Avatar.tsx';
import { Choice, Field } from '../ui/Field.tsx';
import { Icon } from '../ui/Icon.tsx';
import { wordsFor } from '../ui/problem.ts';
import { toast } from '../ui/Toast.tsx';

const hour = 3_600_000;
const endOfDay = () => new Date().setHours(24, 0, 0, 0);

export function Profile() {
  const user = account()?.user;
  const [name, setName] = useState(user?.display_name ?? '');
  const [status, setStatus] = useState(user?.status?.text ?? '');
  const [emoji, setEmoji] = useState(user?.status?.emoji ?? '');
  const [life, setLife] = useState<'keep' | 'hour' | 'day' | 'ever'>(user?.status ? 'keep' : 'day');
  const [zone, setZone] = useState(user?.time_zone !== undefined);
  const [error, setError] = useState<{ name?: string; other?: string }>({});
  if (!user) return null;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const extended = client.supports('user.block');

  const save = async (event: Event) => {
    event.preventDefault();
    if (!name.trim()) return setError({ name: t('name-needed') });
    const change: ProfileChange = {};
    if (name.trim() !== user.display_name) change.display_name = name.trim();
    const until =
      life === 'hour'
        ? Date.now() + hour
        : life === 'day'
          ? endOfDay()
          : life === 'keep'
            ? user.status?.until
            : undefined;
    if (
      status.trim() !== (user.status?.text ?? '') ||
      emoji !== (user.status?.emoji ?? '') ||
      (status.trim() && life !== 'keep' && until !== user.status?.until)
    ) {
      change.status = status.trim()
        ? { text: status.trim(), ...(emoji ? { emoji } : {}), ...(until ? { until } : {}) }
        : null;
    }
    if (zone !== (user.time_zone !== undefined) || (zone && user.time_zone !== here))
      change.time_zone = zone ? here : null;
    setError({});
    if (Object.keys(change).length === 0) return toast(t('saved'));
    try {
      await client.updateProfile(change);
      toast(t('saved'));
    } catch (reason) {
      setError(
        (reason as { field?: string }).field === 'display_name'
          ? { name: t('name-rule') }
          : { other: wordsFor(reason) },
      );
    }
  };
  return (
    <form class="stack" onSubmit={save} noValidate>
      <div class="person">
        <UserAvatar user={user.id} size={64} />
        <div>
          <strong dir="auto">{user.display_name}</strong>
          <p class="quiet" dir="ltr">
            @{user.login}
          </p>
        </div>
      </div>
      <Field
        label={t('your-name')}
        value={name}
        onValue={setName}
        error={error.name}
        autocomplete="name"
      />
      <div class="field">
        <span class="label" id="status-label">
          {t('status')}
        </span>
        <div class="status-line" role="group" aria-labelledby="status-label">
          <button
            type="button"
            class="button"
            aria-label={t('status-emoji')}
            onClick={(event) => openEmoji(event.currentTarget, setEmoji)}
          >
            {emoji || <Icon name="smile" />}
          </button>
          <input
            class="input"
            dir="auto"
            value={status}
            maxLength={100}
            placeholder={t('status-hint')}
            aria-label={t('status')}
            onInput={(event) => setStatus(event.currentTarget.value)}
          />
          {(status || emoji) && (
            <button
              type="button"
              class="button"
              onClick={() => {
                setStatus('');
                setEmoji('');
              }}
            >
              {t('clear')}
            </button>
          )}
        </div>
      </div>
      {status.trim() && (
        <Choice
          label={t('status-life')}
          value={life}
          onValue={setLife}
          options={[
            ...(user.status ? [['keep', t('status-keep')] as const] : []),
            ['hour', t('status-hour')],
            ['day', t('status-today')],
            ['ever', t('status-ever')],
          ]}
        />
      )}
      {extended && (
        <label class="check">
          <input
            type="checkbox"
            checked={zone}
            onChange={(event) => setZone(event.currentTarget.checked)}
          />
          <span>
            {t('show-time-zone')}
            <span class="hint">{here}</span>
          </span>
        </label>
      )}
      {error.other && (
        <p class="error" role="alert">
          {error.other}
        </p>
      )}
      <div>
        <button type="submit" class="button primary">
          {t('save')}
        </button>
      </div>
    </form>
  );
}
