import { useState } from 'preact/hooks';
import { nameOf } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { date, number } from '../l10n/times.ts';
import { IconButton } from '../ui/Button.tsx';
import { confirm, Dialog, hide, show } from '../ui/Dialog.tsx';
import { Check, Choice } from '../ui/Field.tsx';
import { Icon } from '../ui/Icon.tsx';
import { attempt, wordsFor } from '../ui/problem.ts';
import { ShareLink } from '../ui/ShareLink.tsx';
import { admin, type AdminInvite } from './api.ts';
import { Frame, Table } from './Frame.tsx';
import { useList } from './useList.ts';

const day = 86_400_000;

export function Invites() {
  const list = useList<AdminInvite>('', (after) =>
    admin.invites(after).then((page) => ({ items: page.invites, next: page.next })),
  );
  const drop = (invite: AdminInvite) =>
    confirm({
      title: t('admin-invite-drop-title'),
      text: t('admin-invite-drop-text'),
      action: t('revoke-link'),
      run: () => attempt(admin.dropInvite(invite.invite).then(list.reload)),
    });
  return (
    <>
      <div class="admin-tools">
        <p class="quiet">{t('admin-invites-hint')}</p>
        <span class="spring" />
        <button
          type="button"
          class="button primary"
          onClick={() => show(() => <AddInvite onDone={list.reload} />)}
        >
          <Icon name="plus" size={16} />
          {t('admin-add-invite')}
        </button>
      </div>
      <Frame list={list} icon="mail" empty={t('admin-no-invites')}>
        <Table
          label={t('admin-invites')}
          heads={[t('admin-for'), t('admin-uses-left'), t('admin-expires'), t('admin-made'), '']}
        >
          {list.items?.map((invite) => (
            <tr key={invite.invite}>
              <td>
                {invite.administrator ? (
                  <span class="tag accent">{t('admin-role')}</span>
                ) : (
                  t('admin-role-user')
                )}
              </td>
              <td class="tabular" data-label={t('admin-uses-left')}>
                {number(invite.uses_left)}
              </td>
              <td class="quiet tabular" data-label={t('admin-expires')}>
                {date(invite.expires)}
              </td>
              <td class="quiet" data-label={t('admin-made')}>
                {date(invite.created)}
                {invite.by && `, ${nameOf(invite.by)}`}
              </td>
              <td>
                <IconButton
                  icon="trash"
                  compact
                  label={t('revoke-link')}
                  onClick={() => drop(invite)}
                />
              </td>
            </tr>
          ))}
        </Table>
      </Frame>
    </>
  );
}

function AddInvite({ onDone }: { onDone: () => void }) {
  const [uses, setUses] = useState<number>(1);
  const [life, setLife] = useState<number>(7 * day);
  const [administrator, setAdministrator] = useState(false);
  const [url, setUrl] = useState('');
  const [error, setError] = useState('');
  const make = (event: Event) => {
    event.preventDefault();
    void admin
      .addInvite({ uses, expires_in: life, ...(administrator ? { administrator } : {}) })
      .then(
        (invite) => {
          setUrl(`${location.origin}/#invite=${encodeURIComponent(invite.token ?? '')}`);
          onDone();
        },
        (reason) => setError(wordsFor(reason)),
      );
  };
  if (url) {
    return (
      <Dialog title={t('invite-link')} onClose={hide} width={460}>
        <p class="quiet">{t('admin-invite-once')}</p>
        <ShareLink url={url} label={t('invite-link')} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t('admin-add-invite')} onClose={hide} width={420}>
      <form class="stack" onSubmit={make}>
        <div class="two">
          <Choice
            label={t('link-uses')}
            value={uses}
            onValue={setUses}
            options={[
              [1, t('uses-once')],
              [10, t('uses-ten')],
              [100, t('uses-hundred')],
            ]}
          />
          <Choice
            label={t('link-life')}
            value={life}
            onValue={setLife}
            options={[
              [day, t('for-a-day')],
              [7 * day, t('for-a-week')],
              [30 * day, t('for-a-month')],
              [365 * day, t('for-a-year')],
            ]}
          />
        </div>
        <Check
          label={t('admin-invite-role')}
          checked={administrator}
          onChecked={setAdministrator}
        />
        {error && (
          <p class="error" role="alert">
            {error}
          </p>
        )}
        <div class="dialog-foot">
          <button type="submit" class="button primary">
            {t('make-link')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
