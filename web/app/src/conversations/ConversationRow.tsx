import type { Conversation } from '@parley/client';
import { memo } from 'preact/compat';
import { client, conversation, isSelf, nameOf, titleOf } from '../app/client.ts';
import { read } from '../app/live.ts';
import { t } from '../l10n/l10n.ts';
import { brief, exact, number } from '../l10n/times.ts';
import { plainText } from '../timeline/plain.ts';
import { ConversationAvatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { openMenu } from '../ui/Menu.tsx';
import { menuOf } from './actions.tsx';
import { isMuted, isUnread } from './order.ts';

/** Leaves room for what they said. */
function briefName(user: string): string {
  const name = nameOf(user);
  return name.length > 14 ? name.split(/\s/)[0]! : name;
}

function lastLine(item: Conversation) {
  const typing = read(client.typing(item.conversation));
  if (typing.length > 0) {
    const name = item.kind === 'group' ? nameOf(typing[0]!) : '';
    return <em class="accent">{name ? t('typing-one', { name }) : t('typing')}</em>;
  }
  if (item.draft) {
    return (
      <>
        <span class="accent">{t('draft')} </span>
        <bdi>{item.draft.replace(/\s+/g, ' ')}</bdi>
      </>
    );
  }
  const { last } = item;
  if (!last)
    return <span>{item.kind === 'group' ? t('no-messages-group') : t('no-messages')}</span>;
  const text = plainText(last);
  if (isSelf(last.by))
    return (
      <>
        {t('you-prefix')} <bdi>{text}</bdi>
      </>
    );
  return item.kind === 'group' ? (
    <>
      <bdi>{briefName(last.by)}</bdi>: <bdi>{text}</bdi>
    </>
  ) : (
    <bdi>{text}</bdi>
  );
}

function Badge({ item }: { item: Conversation }) {
  const muted = isMuted(item);
  const count = (n: number) => (n > 999 ? '999+' : number(n));
  if (item.mentions > 0) {
    return (
      <span class="badge mention" aria-label={t('mentions-count', { count: item.mentions })}>
        @{count(item.mentions)}
      </span>
    );
  }
  if (item.unread > 0 && !muted) {
    return (
      <span class="badge strong" aria-label={t('unread-count', { count: item.unread })}>
        {count(item.unread)}
      </span>
    );
  }
  if (item.marked_unread || (item.unread > 0 && muted)) {
    return <span class={`dot${muted ? ' muted' : ''}`} role="img" aria-label={t('unread')} />;
  }
  return null;
}

export const ConversationRow = memo(({ id, chosen }: { id: string; chosen: boolean }) => {
  const item = conversation(id);
  if (!item) return null;
  const muted = isMuted(item);
  const title = titleOf(id);
  const showMenu = (anchor: HTMLElement | { x: number; y: number }) =>
    openMenu(t('conversation-menu', { title }), anchor, menuOf(item));
  const strong = isUnread(item) && !muted;
  return (
    <div
      class={`row${chosen ? ' chosen' : ''}${strong ? ' unread' : ''}${muted ? ' muted' : ''}`}
      role="listitem"
      onContextMenu={(event) => {
        event.preventDefault();
        showMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      <a href={`/c/${id}`} data-conversation={id} aria-current={chosen ? 'page' : undefined}>
        <ConversationAvatar id={id} size={40} />
        <span class="row-text">
          <span class="row-top">
            <span class="row-title truncate" dir="auto" title={title}>
              {title}
            </span>
            {muted && <Icon name="bell-off" size={13} />}
            {item.pinned && <Icon name="pin" size={13} />}
            <time
              class="row-time tabular"
              dateTime={new Date(item.active).toISOString()}
              title={exact(item.active)}
            >
              {brief(item.active)}
            </time>
          </span>
          <span class="row-bottom">
            <span class="row-last truncate" title={item.last && plainText(item.last)}>
              {lastLine(item)}
            </span>
            <Badge item={item} />
          </span>
        </span>
      </a>
      <IconButton
        icon="more"
        compact
        class="row-more"
        label={t('conversation-menu', { title })}
        hasPopup="menu"
        onClick={(event) => showMenu(event.currentTarget as HTMLElement)}
      />
    </div>
  );
});
