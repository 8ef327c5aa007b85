// The first screen after set-up: bring the next person in.
import { useEffect, useState } from 'preact/hooks';
import { account, client } from '../app/client.ts';
import { go } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { ShareLink } from '../ui/ShareLink.tsx';
import '../styles/dialogs.css';

export default function Welcome() {
  const [url, setUrl] = useState('');
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    client.http('POST', '/v1/admin/invites', { uses: 20, expires_in: 7 * 86_400_000 }).then(
      (invite) =>
        setUrl(
          `${location.origin}/#invite=${encodeURIComponent((invite as { token: string }).token)}`,
        ),
      () => setFailed(true),
    );
  }, []);
  return (
    <div class="page">
      <div class="page-body scroll">
        <div class="page-column welcome">
          <h1>{t('welcome-title', { name: account()?.user.display_name ?? '' })}</h1>
          <p>{failed ? t('welcome-terminal') : t('welcome-text')}</p>
          {failed && (
            <pre class="terminal" tabIndex={0}>
              <code>parleyctl invite create</code>
            </pre>
          )}
          {url && (
            <>
              <ShareLink url={url} label={t('invite-link')} />
              <p class="small quiet">{t('welcome-life')}</p>
            </>
          )}
          <div>
            <button type="button" class="button primary" onClick={() => go('/', true)}>
              {t('welcome-go')}
            </button>
          </div>
        </div>
      </div>
    </div>
  );
}
