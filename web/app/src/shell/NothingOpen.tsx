import { client } from '../app/client.ts';
import { read } from '../app/live.ts';
import { mod } from '../app/layout.ts';
import { t } from '../l10n/l10n.ts';
import { Empty } from '../ui/Empty.tsx';
import { startNew } from '../conversations/actions.tsx';

export function NothingOpen() {
  if (!read(client.loaded)) return null;
  const none = read(client.conversations).length === 0;
  return (
    <Empty
      icon="message"
      action={
        none && (
          <button type="button" class="button primary" onClick={() => startNew()}>
            {t('new-conversation')}
          </button>
        )
      }
    >
      {none ? t('no-conversations-yet') : t('choose-conversation', { keys: `${mod}K` })}
    </Empty>
  );
}
