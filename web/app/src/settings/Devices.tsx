import type { Device } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import { client } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { ago, date } from '../l10n/times.ts';
import { IconButton } from '../ui/Button.tsx';
import { confirm, Dialog, hide, show } from '../ui/Dialog.tsx';
import { Problem, Skeleton } from '../ui/Empty.tsx';
import { Field } from '../ui/Field.tsx';
import { Icon } from '../ui/Icon.tsx';
import { attempt, wordsFor } from '../ui/problem.ts';

export function Devices() {
  const [devices, setDevices] = useState<readonly Device[]>();
  const [error, setError] = useState('');
  const load = () =>
    client.devices().then(
      (list) => {
        setError('');
        setDevices(
          [...list].sort(
            (a, b) => Number(b.current) - Number(a.current) || b.last_seen - a.last_seen,
          ),
        );
      },
      (reason) => setError(wordsFor(reason)),
    );
  useEffect(() => {
    void load();
    return client.on('device', () => void load());
  }, []);
  if (error) return <Problem text={error} retry={t('try-again')} onRetry={() => void load()} />;
  if (!devices) return <Skeleton rows={3} />;

  const revoke = (device: Device) =>
    confirm({
      title: t('device-end-title', { name: device.name }),
      text: t('device-end-text'),
      action: t('device-end'),
      run: () => attempt(client.revokeDevice(device.device).then(load)),
    });
  return (
    <div class="stack">
      <p class="quiet">{t('devices-hint')}</p>
      <ul class="plain-list wide-list">
        {devices.map((device) => (
          <li key={device.device} class="person device">
            <Icon name="devices" size={22} />
            <div>
              <strong dir="auto">{device.name || t('device-nameless')}</strong>
              <p class="small quiet">
                {device.current ? (
                  <span class="tag accent">{t('this-device')}</span>
                ) : (
                  t('device-seen', { when: ago(device.last_seen) })
                )}
                {' · '}
                {t('device-since', { date: date(device.created) })}
              </p>
            </div>
            <IconButton
              icon="edit"
              label={t('device-rename', { name: device.name })}
              onClick={() => show(() => <Rename device={device} onDone={load} />)}
            />
            {!device.current && (
              <button
                type="button"
                class="button small danger-quiet"
                onClick={() => revoke(device)}
              >
                {t('device-end')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {devices.length > 1 && (
        <div>
          <button
            type="button"
            class="button danger-quiet"
            onClick={() =>
              confirm({
                title: t('devices-end-title'),
                text: t('device-end-text'),
                action: t('devices-end'),
                run: () => attempt(client.revokeDevice('others').then(load)),
              })
            }
          >
            {t('devices-end')}
          </button>
        </div>
      )}
    </div>
  );
}

function Rename({ device, onDone }: { device: Device; onDone: () => unknown }) {
  const [name, setName] = useState(device.name);
  const save = (event: Event) => {
    event.preventDefault();
    if (!name.trim()) return;
    hide();
    attempt(client.renameDevice(device.device, name.trim()).then(onDone));
  };
  return (
    <Dialog title={t('device-rename-title')} onClose={hide} width={360}>
      <form class="stack" onSubmit={save}>
        <Field label={t('device-name')} value={name} onValue={setName} maxLength={64} autofocus />
        <div class="dialog-foot">
          <button type="submit" class="button primary">
            {t('save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
