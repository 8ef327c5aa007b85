import { useState } from 'preact/hooks';
import { t } from '../l10n/l10n.ts';
import { ago, number } from '../l10n/times.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { admin, type AdminGroup } from './api.ts';
import { Find, Frame, Table } from './Frame.tsx';
import { useList } from './useList.ts';

export function Groups() {
  const [query, setQuery] = useState('');
  const list = useList<AdminGroup>(query, (after) =>
    admin
      .groups({ query: query.trim(), after })
      .then((page) => ({ items: page.conversations, next: page.next })),
  );
  return (
    <>
      <div class="admin-tools">
        <Find value={query} onValue={setQuery} label={t('group-name')} />
      </div>
      <Frame list={list} icon="users" empty={t('admin-no-groups')}>
        <Table
          label={t('admin-groups')}
          heads={[t('go-group'), t('members'), t('messages'), t('admin-active')]}
        >
          {list.items?.map((group) => (
            <tr key={group.conversation}>
              <td>
                <span class="person">
                  <Avatar id={group.conversation} name={group.title} size={32} group />
                  <span class="cell">
                    <b dir="auto">{group.title}</b>
                    {group.topic && (
                      <span class="small quiet" dir="auto">
                        {group.topic}
                      </span>
                    )}
                  </span>
                  {group.join !== 'invite' && <span class="tag">{t('kind-public')}</span>}
                </span>
              </td>
              <td class="tabular" data-label={t('members')}>
                {number(group.members_count)}
              </td>
              <td class="tabular" data-label={t('messages')}>
                {number(group.messages)}
              </td>
              <td class="quiet" data-label={t('admin-active')}>
                {group.active ? ago(group.active) : t('never')}
              </td>
            </tr>
          ))}
        </Table>
      </Frame>
    </>
  );
}
