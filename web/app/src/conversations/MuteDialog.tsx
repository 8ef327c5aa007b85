import { serverNow, titleOf } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { Dialog, hide } from '../ui/Dialog.tsx';
import { setPreference } from './actions.tsx';
import '../styles/dialogs.css';

const hour = 3_600_000;

export default function MuteDialog({ id }: { id: string }) {
  const mute = (ms: number) => {
    setPreference(id, { muted: ms ? Math.round(serverNow() + ms) : true });
    hide();
  };
  return (
    <Dialog title={t('mute-title', { title: titleOf(id) })} onClose={hide} width={360}>
      <p class="quiet small">{t('mute-hint')}</p>
      <div class="choices">
        {(
          [
            ['mute-hour', hour],
            ['mute-eight', 8 * hour],
            ['mute-day', 24 * hour],
            ['mute-week', 168 * hour],
            ['mute-ever', 0],
          ] as const
        ).map(([key, ms]) => (
          <button key={key} type="button" class="button plain" onClick={() => mute(ms)}>
            {t(key)}
          </button>
        ))}
      </div>
    </Dialog>
  );
}
