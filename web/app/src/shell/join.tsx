// A link into a group: what it leads to, and whether one wants to.
import type { InvitePreview } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import { client } from '../app/client.ts';
import { open } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Dialog, hide, show } from '../ui/Dialog.tsx';
import { wordsFor } from '../ui/problem.ts';

export const offerToJoin = (token: string) => show(() => <Join token={token} />);

function Join({ token }: { token: string }) {
  const [found, setFound] = useState<InvitePreview>();
  const [error, setError] = useState('');
  const fail = (reason: unknown) =>
    setError(
      (reason as { code?: string }).code === 'not_found' ? t('join-link-bad') : wordsFor(reason),
    );
  useEffect(() => void client.previewInvite(token).then(setFound, fail), [token]);
  const enter = () =>
    client.join({ token }).then((answer) => {
      hide();
      open(answer.conversation);
    }, fail);
  return (
    <Dialog title={t('join-title')} onClose={hide} width={400}>
      {error && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      {!found && !error && <p class="quiet">{t('loading')}</p>}
      {found && (
        <>
          <div class="person">
            <Avatar id={found.conversation} name={found.title} size={48} group />
            <div>
              <strong dir="auto">{found.title}</strong>
              <p class="quiet small">{t('members-count', { count: found.members_count })}</p>
            </div>
          </div>
          {found.topic && <p dir="auto">{found.topic}</p>}
          <div class="dialog-foot">
            <button
              type="button"
              class="button primary"
              data-autofocus
              onClick={() => {
                if (!found.member) return void enter();
                hide();
                open(found.conversation);
              }}
            >
              {found.member ? t('open') : t('join')}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
