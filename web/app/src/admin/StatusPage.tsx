import { useEffect, useState } from 'preact/hooks';
import { t } from '../l10n/l10n.ts';
import { ago, exact, number } from '../l10n/times.ts';
import { Problem, Skeleton } from '../ui/Empty.tsx';
import { wordsFor } from '../ui/problem.ts';
import { admin, type AdminStatus } from './api.ts';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
function bytes(value: number): string {
  let at = 0;
  while (value >= 1024 && at < units.length - 1) {
    value /= 1024;
    at++;
  }
  return `${number(value, { maximumFractionDigits: value < 10 && at > 0 ? 1 : 0 })} ${units[at]}`;
}

function Figure({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd class="tabular">{value}</dd>
      {note && <dd class="small quiet">{note}</dd>}
    </div>
  );
}

export function StatusPage() {
  const [status, setStatus] = useState<AdminStatus>();
  const [error, setError] = useState('');
  useEffect(() => {
    let gone = false;
    const load = () =>
      admin.status().then(
        (answer) => {
          if (gone) return;
          setStatus(answer);
          setError('');
        },
        (reason) => !gone && setError(wordsFor(reason)),
      );
    void load();
    const timer = setInterval(() => !document.hidden && void load(), 5000);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, []);
  if (!status)
    return error ? <Problem text={error} retry={t('try-again')} /> : <Skeleton rows={4} />;
  const { storage } = status;
  return (
    <div class="status-page">
      <p class="status-line-top">
        <span class={`presence${status.ready ? ' online' : ''}`} aria-hidden="true" />
        <b>{status.ready ? t('status-ready') : t('status-not-ready')}</b>
        <span class="quiet">Parley {status.version}</span>
        <span class="quiet" title={exact(status.started)}>
          {t('status-started', { when: ago(status.started) })}
        </span>
      </p>
      {error && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      <h2>{t('status-now')}</h2>
      <dl class="figures">
        <Figure name={t('figure-connections')} value={number(status.connections)} />
        <Figure
          name={t('figure-message-rate')}
          value={number(status.messages_last_minute / 60, { maximumFractionDigits: 1 })}
          note={t('figure-last-minute', { count: status.messages_last_minute })}
        />
        <Figure name={t('figure-writes-waiting')} value={number(status.writes_waiting)} />
        <Figure name={t('figure-memory')} value={bytes(status.memory_bytes)} />
      </dl>
      <h2>{t('status-stored')}</h2>
      <dl class="figures">
        <Figure name={t('figure-users')} value={number(status.users)} />
        <Figure name={t('figure-conversations')} value={number(status.conversations)} />
        <Figure name={t('figure-entries')} value={number(status.entries)} />
        <Figure
          name={t('figure-database')}
          value={bytes(storage.database_bytes)}
          note={t('figure-log', { size: bytes(storage.wal_bytes) })}
        />
        {storage.free_bytes !== undefined && (
          <Figure name={t('figure-free')} value={bytes(storage.free_bytes)} />
        )}
      </dl>
      <p class="quiet">{t(`registration-${status.registration}`)}</p>
      <p class="quiet">{status.durability.fsync ? t('promise-disk') : t('promise-memory')}</p>
    </div>
  );
}
