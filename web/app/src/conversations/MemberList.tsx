import type { Conversation, Member } from '@parley/client';
import { useState } from 'preact/hooks';
import { client, conversation, isSelf, nameOf, serverNow } from '../app/client.ts';
import { read } from '../app/live.ts';
import { t } from '../l10n/l10n.ts';
import { number } from '../l10n/times.ts';
import { can } from '../timeline/messageActions.tsx';
import { UserAvatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/Button.tsx';
import { confirm } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { openMenu, type MenuEntry } from '../ui/Menu.tsx';
import { attempt } from '../ui/problem.ts';
import { addPeople, openWith } from './actions.tsx';
import { matches } from './order.ts';
import { openProfile } from './profile.tsx';

const hour = 3_600_000;

function actionsFor(item: Conversation, member: Member): MenuEntry[] {
  const id = item.conversation;
  const { user, role } = member;
  const name = nameOf(user);
  const above = item.role === 'owner' || (item.role === 'admin' && role === 'member');
  const mayModerate = !isSelf(user) && role !== 'owner' && above;
  const muted = (member.muted_until ?? 0) > serverNow();
  return [
    { label: t('profile'), icon: 'user', run: () => openProfile(user) },
    !isSelf(user) && { label: t('write-message'), icon: 'message', run: () => void openWith(user) },
    item.role === 'owner' && !isSelf(user) && 'line',
    item.role === 'owner' &&
      !isSelf(user) &&
      (role === 'admin'
        ? {
            label: t('make-member'),
            icon: 'user',
            run: () => attempt(client.setRole(id, user, 'member')),
          }
        : {
            label: t('make-admin'),
            icon: 'shield',
            run: () => attempt(client.setRole(id, user, 'admin')),
          }),
    item.role === 'owner' &&
      !isSelf(user) && {
        label: t('make-owner'),
        icon: 'key',
        run: () =>
          confirm({
            title: t('make-owner-title', { name }),
            text: t('make-owner-text'),
            action: t('make-owner'),
            run: () => attempt(client.setRole(id, user, 'owner')),
          }),
      },
    mayModerate && 'line',
    mayModerate &&
      client.supports('member.mute') &&
      (muted
        ? {
            label: t('unmute-member'),
            icon: 'sound',
            run: () => attempt(client.muteMember(id, user, 0)),
          }
        : {
            label: t('mute-member'),
            icon: 'bell-off',
            run: () => attempt(client.muteMember(id, user, Math.round(serverNow() + hour))),
          }),
    mayModerate && {
      label: t('remove-member'),
      icon: 'log-out',
      danger: true,
      run: () =>
        confirm({
          title: t('remove-member-title', { name }),
          text: t('remove-member-text'),
          action: t('remove-member'),
          run: () => attempt(client.removeMembers(id, [user])),
        }),
    },
    mayModerate &&
      client.supports('member.ban') && {
        label: t('ban-member'),
        icon: 'ban',
        danger: true,
        run: () =>
          confirm({
            title: t('ban-member-title', { name }),
            text: t('ban-member-text'),
            action: t('ban-member'),
            run: () => attempt(client.ban(id, user, true)),
          }),
      },
  ];
}

const order = { owner: 0, admin: 1, member: 2 };

export function MemberList({ id }: { id: string }) {
  const item = conversation(id);
  const { members, complete, loading } = read(client.members(id));
  const [filter, setFilter] = useState('');
  if (!item) return null;
  const shown = members
    .filter((member) => !filter.trim() || matches(nameOf(member.user), filter))
    .toSorted(
      (a, b) => order[a.role] - order[b.role] || nameOf(a.user).localeCompare(nameOf(b.user)),
    );
  return (
    <section class="section">
      <div class="section-head">
        <h3>
          {t('members')} <span class="quiet tabular">{number(item.members_count)}</span>
        </h3>
        {can.invite(item) && (
          <IconButton
            icon="user-plus"
            label={t('add-people')}
            hasPopup="dialog"
            onClick={() => addPeople(id)}
          />
        )}
      </div>
      {item.members_count > 12 && (
        <div class="input-box">
          <Icon name="search" size={16} />
          <input
            class="input with-icon"
            type="search"
            dir="auto"
            value={filter}
            placeholder={t('find-member')}
            aria-label={t('find-member')}
            onInput={(event) => setFilter(event.currentTarget.value)}
          />
        </div>
      )}
      <ul class="plain-list members">
        {shown.map((member) => (
          <li key={member.user} class="person">
            <UserAvatar user={member.user} size={34} presence={!isSelf(member.user)} />
            <div>
              <strong class="truncate" dir="auto" title={nameOf(member.user)}>
                {nameOf(member.user)}
                {isSelf(member.user) && <span class="quiet"> {t('you')}</span>}
              </strong>
              {(member.role !== 'member' || (member.muted_until ?? 0) > serverNow()) && (
                <p class="small quiet">
                  {[
                    member.role !== 'member' && t(`role-${member.role}`),
                    (member.muted_until ?? 0) > serverNow() && t('muted-here'),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </p>
              )}
            </div>
            <IconButton
              icon="more"
              compact
              label={t('member-menu', { name: nameOf(member.user) })}
              hasPopup="menu"
              onClick={(event) =>
                openMenu(
                  nameOf(member.user),
                  event.currentTarget as HTMLElement,
                  actionsFor(item, member),
                )
              }
            />
          </li>
        ))}
      </ul>
      {!complete && (
        <button
          type="button"
          class="button small"
          disabled={loading}
          onClick={() => void client.loadMembers(id)}
        >
          {loading ? t('loading') : t('load-more')}
        </button>
      )}
    </section>
  );
}
