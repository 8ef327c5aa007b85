// Links into a group: make one, hand it on, take it back.
import type { GroupInvite } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import { client, isSelf, nameOf, conversation } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { date } from '../l10n/times.ts';
import { IconButton } from '../ui/Button.tsx';
import { Choice } from '../ui/Field.tsx';
import { Icon } from '../ui/Icon.tsx';
import { attempt, complain } from '../ui/problem.ts';
import { ShareLink } from '../ui/ShareLink.tsx';
import { copy } from './actions.tsx';
import { can } from '../timeline/messageActions.tsx';

const day = 86_400_000;
const urlOf = (token: string) => `${location.origin}/#join=${encodeURIComponent(token)}`;

export function GroupLinks({ id }: { id: string }) {
  const [list, setList] = useState<readonly GroupInvite[]>([]);
  const [made, setMade] = useState('');
  const [life, setLife] = useState<number>(7 * day);
  const [uses, setUses] = useState<number>(0);
  const item = conversation(id);
  const load = () => client.invites(id).then(setList, () => {});
  useEffect(() => {
    void load();
    return client.on('moderation', (event) => void (event.conversation === id && load()));
  }, [id]);
  const make = () =>
    client
      .createInvite(id, { ...(life ? { expires_in: life } : {}), ...(uses ? { uses } : {}) })
      .then((answer) => {
        setMade(urlOf(answer.token));
        void load();
      }, complain);
  return (
    <details class="fold">
      <summary>{t('invite-links')}</summary>
      <div class="section">
        <div class="two">
          <Choice
            label={t('link-life')}
            value={life}
            onValue={setLife}
            options={[
              [day, t('for-a-day')],
              [7 * day, t('for-a-week')],
              [30 * day, t('for-a-month')],
              [0, t('for-ever')],
            ]}
          />
          <Choice
            label={t('link-uses')}
            value={uses}
            onValue={setUses}
            options={[
              [1, t('uses-once')],
              [10, t('uses-ten')],
              [0, t('uses-any')],
            ]}
          />
        </div>
        <button type="button" class="button" onClick={() => void make()}>
          <Icon name="link" size={16} />
          {t('make-link')}
        </button>
        {made && <ShareLink url={made} label={t('invite-link')} />}
        {list.length > 0 && (
          <ul class="plain-list">
            {list.map((invite) => (
              <li key={invite.invite} class="person">
                <div>
                  <p class="truncate">{t('link-by', { name: nameOf(invite.by) })}</p>
                  <p class="small quiet">
                    {invite.expires
                      ? t('link-until', { date: date(invite.expires) })
                      : t('for-ever')}
                    {invite.uses_left !== undefined &&
                      ` · ${t('uses-left', { count: invite.uses_left })}`}
                  </p>
                </div>
                <IconButton
                  icon="copy"
                  label={t('copy-link')}
                  onClick={() => void copy(urlOf(invite.token))}
                />
                {(isSelf(invite.by) || (item && can.manage(item))) && (
                  <IconButton
                    icon="trash"
                    label={t('revoke-link')}
                    onClick={() => attempt(client.revokeInvite(id, invite.invite).then(load))}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </details>
  );
}
