import { useState } from 'preact/hooks';
import { minute } from '../app/layout.ts';
import { chime } from '../app/notify.ts';
import { prefs, setPrefs } from '../app/prefs.ts';
import { t } from '../l10n/l10n.ts';
import { clock } from '../l10n/times.ts';
import { Check, Field } from '../ui/Field.tsx';

const toText = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const toMinutes = (text: string) => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
};

export function Notifications() {
  const { desktop, sound, quietUntil, quietFrom, quietTo } = prefs.value;
  const able = 'Notification' in window;
  const [refused, setRefused] = useState(able && Notification.permission === 'denied');
  const setDesktop = async (on: boolean) => {
    if (!on) return setPrefs({ desktop: false });
    const answer = await Notification.requestPermission();
    setRefused(answer === 'denied');
    setPrefs({ desktop: answer === 'granted' });
  };
  const quietNow = quietUntil > minute.value;
  const hours = quietFrom !== quietTo;
  return (
    <div class="stack">
      <div>
        <Check
          label={t('desktop-notifications')}
          hint={!able ? t('desktop-unable') : refused ? t('desktop-refused') : t('desktop-hint')}
          checked={desktop && !refused}
          disabled={!able}
          onChecked={(on) => void setDesktop(on)}
        />
        <Check
          label={t('sound')}
          checked={sound}
          onChecked={(on) => {
            setPrefs({ sound: on });
            if (on) chime();
          }}
        />
      </div>
      <section class="section">
        <h3>{t('do-not-disturb')}</h3>
        {quietNow ? (
          <div class="button-row">
            <p>{t('quiet-until', { time: clock(quietUntil) })}</p>
            <button type="button" class="button small" onClick={() => setPrefs({ quietUntil: 0 })}>
              {t('quiet-end')}
            </button>
          </div>
        ) : (
          <div class="button-row">
            {(
              [
                ['mute-hour', 1],
                ['mute-eight', 8],
              ] as const
            ).map(([key, count]) => (
              <button
                key={key}
                type="button"
                class="button small"
                onClick={() => setPrefs({ quietUntil: Date.now() + count * 3_600_000 })}
              >
                {t(key)}
              </button>
            ))}
            <button
              type="button"
              class="button small"
              onClick={() => setPrefs({ quietUntil: new Date().setHours(32, 0, 0, 0) })}
            >
              {t('quiet-tomorrow')}
            </button>
          </div>
        )}
        <Check
          label={t('quiet-hours')}
          hint={t('quiet-hours-hint')}
          checked={hours}
          onChecked={(on) =>
            setPrefs(on ? { quietFrom: 22 * 60, quietTo: 7 * 60 } : { quietFrom: 0, quietTo: 0 })
          }
        />
        {hours && (
          <div class="two">
            <Field
              label={t('quiet-from')}
              type="time"
              value={toText(quietFrom)}
              onValue={(value) => setPrefs({ quietFrom: toMinutes(value) })}
              plain
            />
            <Field
              label={t('quiet-to')}
              type="time"
              value={toText(quietTo)}
              onValue={(value) => setPrefs({ quietTo: toMinutes(value) })}
              plain
            />
          </div>
        )}
      </section>
      <p class="small quiet">{t('notifications-per-conversation')}</p>
    </div>
  );
}
