import { account, client, nameOf } from '../app/client.ts';
import { prefs, setPrefs } from '../app/prefs.ts';
import { t } from '../l10n/l10n.ts';
import { UserAvatar } from '../ui/Avatar.tsx';
import { Check } from '../ui/Field.tsx';
import { attempt } from '../ui/problem.ts';
import { Export } from './Export.tsx';

export function Privacy() {
  const me = account();
  if (!me) return null;
  return (
    <div class="stack">
      <div>
        <Check
          label={t('read-receipts')}
          hint={t('read-receipts-hint')}
          checked={me.settings.read_receipts}
          onChecked={(on) => attempt(client.setReadReceipts(on))}
        />
        <Check
          label={t('send-typing')}
          hint={t('send-typing-hint')}
          checked={prefs.value.typing}
          onChecked={(typing) => setPrefs({ typing })}
        />
      </div>
      <section class="section">
        <h3>{t('blocked-people')}</h3>
        {me.blocked.length === 0 ? (
          <p class="quiet">{t('blocked-nobody')}</p>
        ) : (
          <ul class="plain-list">
            {me.blocked.map((user) => (
              <li key={user} class="person">
                <UserAvatar user={user} size={34} />
                <div>
                  <strong class="truncate" dir="auto">
                    {nameOf(user)}
                  </strong>
                </div>
                <button
                  type="button"
                  class="button small"
                  onClick={() => attempt(client.block(user, false))}
                >
                  {t('unblock')}
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
      <Export />
    </div>
  );
}
