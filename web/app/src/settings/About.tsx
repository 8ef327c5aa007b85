// What the server promises now, in plain words.
import { account } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { number } from '../l10n/times.ts';
import { openHelp } from '../conversations/actions.tsx';

export function About() {
  const me = account();
  if (!me) return null;
  const { durability, limits } = me;
  return (
    <div class="stack">
      <dl class="facts">
        <div>
          <dt class="quiet">{t('server')}</dt>
          <dd dir="ltr">{location.host}</dd>
        </div>
        {durability && (
          <div>
            <dt class="quiet">{t('promise')}</dt>
            <dd>{durability.fsync ? t('promise-disk') : t('promise-memory')}</dd>
          </div>
        )}
        {limits && (
          <div>
            <dt class="quiet">{t('limit-text')}</dt>
            <dd>{t('kib', { count: number(Math.round(limits.text_bytes / 1024)) })}</dd>
          </div>
        )}
        {limits && (
          <div>
            <dt class="quiet">{t('limit-members')}</dt>
            <dd>{number(limits.members)}</dd>
          </div>
        )}
      </dl>
      <p class="quiet">{t('about-privacy')}</p>
      <div>
        <button type="button" class="button" onClick={openHelp}>
          {t('shortcuts')}
        </button>
      </div>
    </div>
  );
}
