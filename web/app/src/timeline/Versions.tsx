import type { Message, MessageVersion } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import { client } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { exact, number } from '../l10n/times.ts';
import { Dialog, hide } from '../ui/Dialog.tsx';
import { wordsFor } from '../ui/problem.ts';

export default function Versions({ id, message }: { id: string; message: Message }) {
  const [versions, setVersions] = useState<readonly MessageVersion[]>();
  const [error, setError] = useState('');
  useEffect(() => {
    void client.versions(id, message.seq).then(
      (answer) => setVersions(answer.versions),
      (reason) => setError(wordsFor(reason)),
    );
  }, []);
  return (
    <Dialog title={t('versions')} onClose={hide} width={520}>
      {error && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      {!versions && !error && <p class="quiet">{t('loading')}</p>}
      <ol class="versions">
        {[...(versions ?? [])].reverse().map((version) => (
          <li key={version.version}>
            <p class="small quiet">
              {t('version-number', { number: number(version.version) })} · {exact(version.time)}
            </p>
            {version.deleted ? (
              <p class="quiet">{t('version-erased')}</p>
            ) : (
              <p dir="auto" class="as-typed">
                {version.text}
              </p>
            )}
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
