import type { Timeline } from '@parley/client';
import { client, conversation, isSelf, titleOf, userOf } from '../app/client.ts';
import { mod, narrow } from '../app/layout.ts';
import { read } from '../app/live.ts';
import { back, route, showPanel } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { ago } from '../l10n/times.ts';
import { addPeople, menuOf } from '../conversations/actions.tsx';
import { isMuted } from '../conversations/order.ts';
import { ConversationAvatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { openMenu } from '../ui/Menu.tsx';
import { askForDate } from './jump.tsx';
import { can } from './messageActions.tsx';

function PeerLine({ user }: { user: string }) {
  const presence = read(client.presence(user));
  const status = userOf(user)?.status;
  const live = status && (!status.until || status.until > Date.now()) ? status : undefined;
  const state = presence?.state ?? 'offline';
  const words =
    state === 'offline' && presence?.last_seen
      ? t('last-seen', { when: ago(presence.last_seen) })
      : t(`presence-${state}`);
  return (
    <span class="truncate">
      <span class={`presence-text ${state}`}>{words}</span>
      {live && (
        <span>
          {' '}
          · {live.emoji} <bdi>{live.text}</bdi>
        </span>
      )}
    </span>
  );
}

export function ChatHeader({ id, source }: { id: string; source: Timeline }) {
  const item = conversation(id);
  if (!item) return null;
  const title = titleOf(id);
  const { panel } = route.value;
  const toggle = (name: 'info' | 'search' | 'pins') => showPanel(panel === name ? undefined : name);
  const peer = item.kind === 'direct' && item.peer && !isSelf(item.peer) ? item.peer : undefined;
  return (
    <header class="bar chat-bar">
      {narrow.value && (
        <IconButton icon="back" label={t('back-to-list')} onClick={() => back({ page: 'home' })} />
      )}
      <button
        type="button"
        class="chat-title"
        onClick={() => toggle('info')}
        aria-expanded={panel === 'info'}
      >
        <ConversationAvatar id={id} size={34} />
        <span class="chat-names">
          <span class="chat-name">
            <b class="truncate" dir="auto" title={title}>
              {title}
            </b>
            {isMuted(item) && <Icon name="bell-off" size={14} />}
          </span>
          <span class="chat-sub small quiet truncate">
            {peer ? (
              <PeerLine user={peer} />
            ) : item.kind === 'group' ? (
              <span class="truncate" title={item.topic}>
                {t('members-count', { count: item.members_count })}
                {item.topic && (
                  <>
                    {' '}
                    · <bdi>{item.topic}</bdi>
                  </>
                )}
              </span>
            ) : (
              t('start-self-brief')
            )}
          </span>
        </span>
        <span class="hidden-text">{t('details')}</span>
      </button>
      <h1 class="hidden-text">{title}</h1>
      {item.kind === 'group' && can.invite(item) && !narrow.value && (
        <IconButton
          icon="user-plus"
          label={t('add-people')}
          hasPopup="dialog"
          onClick={() => addPeople(id)}
        />
      )}
      {!narrow.value && (
        <IconButton
          icon="pin"
          label={t('pinned-messages')}
          pressed={panel === 'pins'}
          onClick={() => toggle('pins')}
        />
      )}
      <IconButton
        icon="search"
        label={t('search-here')}
        shortcut={`${mod}F`}
        pressed={panel === 'search'}
        onClick={() => toggle('search')}
      />
      <IconButton
        icon="more"
        label={t('conversation-menu', { title })}
        hasPopup="menu"
        onClick={(event) =>
          openMenu(t('conversation-menu', { title }), event.currentTarget as HTMLElement, [
            { label: t('details'), icon: 'info', run: () => showPanel('info') },
            { label: t('pinned-messages'), icon: 'pin', run: () => showPanel('pins') },
            { label: t('jump-to-date'), icon: 'calendar', run: () => askForDate(source) },
            'line',
            ...menuOf(item),
          ])
        }
      />
    </header>
  );
}
