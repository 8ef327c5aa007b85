// Nothing while all is well. What is going on otherwise, in one thin line.
import { useEffect, useState } from 'preact/hooks';
import { client } from '../app/client.ts';
import { read } from '../app/live.ts';
import { applyUpdate, updateReady } from '../app/update.ts';
import { t } from '../l10n/l10n.ts';
import { Icon } from '../ui/Icon.tsx';

export function ConnectionStrip() {
  const status = read(client.status);
  const waiting = read(client.outbox).filter(
    (entry) => entry.state === 'waiting' && entry.request.type === 'message.send',
  ).length;
  const [now, setNow] = useState(Date.now());
  const [calm, setCalm] = useState(true);
  const well = status.phase === 'online' || status.phase === 'signed_out';
  useEffect(() => {
    if (well) {
      setCalm(true);
      return;
    }
    const timer = setTimeout(() => setCalm(false), 2000);
    return () => clearTimeout(timer);
  }, [well]);
  useEffect(() => {
    if (well) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [well, status.phase]);

  if (status.phase === 'stopped') {
    return (
      <div class="strip bad" role="status">
        <Icon name="alert" size={16} />
        <span>{t('strip-stopped', { reason: status.stop ?? 'refused' })}</span>
        <button type="button" class="link" onClick={() => location.reload()}>
          {t('reload')}
        </button>
      </div>
    );
  }
  if (well || calm) return null;
  const seconds = status.retryAt ? Math.max(0, Math.ceil((status.retryAt - now) / 1000)) : 0;
  return (
    <div class="strip" role="status">
      <Icon name="offline" size={16} />
      <span>
        {status.phase === 'catching_up' ? t('strip-catching-up') : t('strip-offline', { waiting })}
      </span>
      {status.phase === 'waiting' && (
        <button type="button" class="link tabular" onClick={() => client.connect()}>
          {t('retry-now')}
          {seconds > 0 && <span aria-hidden="true"> ({t('seconds-short', { seconds })})</span>}
        </button>
      )}
    </div>
  );
}

export function UpdateStrip() {
  const [later, setLater] = useState(false);
  if (!updateReady.value || later) return null;
  return (
    <div class="strip news" role="status">
      <Icon name="refresh" size={16} />
      <span>{t('update-ready')}</span>
      <button type="button" class="link" onClick={applyUpdate}>
        {t('reload')}
      </button>
      <button type="button" class="link" onClick={() => setLater(true)}>
        {t('later')}
      </button>
    </div>
  );
}
