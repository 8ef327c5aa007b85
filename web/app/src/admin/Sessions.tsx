import { signal } from '@preact/signals';
import { t } from '../l10n/l10n.ts';
import { ago, date } from '../l10n/times.ts';
import { confirm } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { attempt } from '../ui/problem.ts';
import { admin, type AdminSession } from './api.ts';
import { Frame, Table } from './Frame.tsx';
import { useList } from './useList.ts';

/** Whose sessions are shown; everybody's if nobody is named. */
export const sessionsOf = signal<{ id: string; name: string } | undefined>(undefined);

export function Sessions() {
  const whose = sessionsOf.value;
  const list = useList<AdminSession>(whose?.id ?? '', (after) =>
    admin
      .sessions({ user: whose?.id, after })
      .then((page) => ({ items: page.sessions, next: page.next })),
  );
  const end = (session: AdminSession) =>
    confirm({
      title: t('admin-session-end-title', { name: session.user.display_name }),
      text: t('device-end-text'),
      action: t('device-end'),
      run: () => attempt(admin.endSession(session.session).then(list.reload)),
    });
  return (
    <>
      {whose && (
        <div class="admin-tools">
          <button
            type="button"
            class="chip"
            aria-label={t('remove-person', { name: whose.name })}
            onClick={() => (sessionsOf.value = undefined)}
          >
            <bdi>{whose.name}</bdi>
            <Icon name="close" size={13} />
          </button>
          <span class="spring" />
          <button
            type="button"
            class="button danger-quiet"
            onClick={() =>
              confirm({
                title: t('admin-sessions-end-title', { name: whose.name }),
                text: t('device-end-text'),
                action: t('admin-sessions-end'),
                run: () => attempt(admin.endSessionsOf(whose.id).then(list.reload)),
              })
            }
          >
            {t('admin-sessions-end')}
          </button>
        </div>
      )}
      <Frame list={list} icon="devices" empty={t('admin-no-sessions')}>
        <Table
          label={t('admin-sessions')}
          heads={[t('person'), t('device'), t('admin-seen'), t('admin-created'), '']}
        >
          {list.items?.map((session) => (
            <tr key={session.session}>
              <td>
                <span class="cell">
                  <b dir="auto">{session.user.display_name}</b>
                  <span class="small quiet" dir="ltr">
                    @{session.user.login}
                  </span>
                </span>
              </td>
              <td data-label={t('device')}>
                <span class="cell">
                  <span dir="auto">{session.name || t('device-nameless')}</span>
                  {session.current && (
                    <span>
                      <span class="tag accent">{t('this-device')}</span>
                    </span>
                  )}
                </span>
              </td>
              <td class="quiet" data-label={t('admin-seen')}>
                {ago(session.last_seen)}
              </td>
              <td class="quiet tabular" data-label={t('admin-created')}>
                {date(session.created)}
              </td>
              <td>
                <button
                  type="button"
                  class="button small danger-quiet"
                  onClick={() => end(session)}
                >
                  {t('device-end')}
                </button>
              </td>
            </tr>
          ))}
        </Table>
      </Frame>
    </>
  );
}
