import type { Message } from '@parley/client';
import { memo } from 'preact/compat';
import { useRef, useState } from 'preact/hooks';
import { conversation, isSelf, nameOf, userOf } from '../app/client.ts';
import { showPanel } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { ago, clock, exact } from '../l10n/times.ts';
import { UserAvatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Guard } from '../ui/Guard.tsx';
import { Icon } from '../ui/Icon.tsx';
import { can, openMessageMenu, reactWith, replyTo } from './messageActions.tsx';
import { AsTyped, MessageText } from './MessageText.tsx';
import { Quote } from './Quote.tsx';
import { Reactions } from './Reactions.tsx';
import { SendState } from './SendState.tsx';
import { openProfile } from '../conversations/profile.tsx';
import { showVersions } from './dialogs.tsx';

interface Props {
  id: string;
  message: Message;
  head: boolean;
  changing: boolean;
  state: boolean;
  thread?: number;
  active: boolean;
  flash: boolean;
  rowKey: string;
  onActive: (key: string) => void;
}

/** Safari on phones has no contextmenu event. */
const noContextMenu = /iP(hone|ad|od)/.test(navigator.userAgent);

function mentionsMe(message: Message): boolean {
  return (
    !isSelf(message.by) && (message.mentions === 'all' || (message.mentions?.some(isSelf) ?? false))
  );
}

export const MessageRow = memo((props: Props) => {
  const { id, message, head, thread } = props;
  const name = nameOf(message.by);
  const gone = message.deleted;
  const status = userOf(message.by)?.status;
  const press = useRef(0);
  // The tools are only made where the pointer or the focus is.
  const [hot, setHot] = useState(false);
  const cool = (row: HTMLElement, to?: EventTarget | null) => {
    if (
      !row.contains((to as Node | null | undefined) ?? document.activeElement) &&
      !document.querySelector('.menu:popover-open')
    )
      setHot(false);
  };
  const menu = (anchor: HTMLElement | { x: number; y: number }) =>
    !gone && openMessageMenu(id, message, anchor, thread);
  const classes = [
    'message',
    head && 'head',
    mentionsMe(message) && !gone && 'mentions-me',
    props.flash && 'flash',
    props.changing && 'changing',
  ];
  return (
    <article
      class={classes.filter(Boolean).join(' ')}
      tabIndex={props.active ? 0 : -1}
      data-key={props.rowKey}
      data-seq={message.seq}
      aria-label={`${name}, ${clock(message.time)}`}
      onPointerEnter={() => setHot(true)}
      onPointerLeave={(event) => cool(event.currentTarget)}
      onFocusIn={() => {
        setHot(true);
        props.onActive(props.rowKey);
      }}
      onFocusOut={(event) => cool(event.currentTarget, event.relatedTarget)}
      onContextMenu={(event) => {
        if (gone || (event.target as Element).closest('a') || getSelection()?.toString()) return;
        event.preventDefault();
        menu({ x: event.clientX, y: event.clientY });
      }}
      onTouchStart={(event) => {
        if (!noContextMenu) return;
        const at = { x: event.touches[0]!.clientX, y: event.touches[0]!.clientY };
        clearTimeout(press.current);
        press.current = window.setTimeout(() => menu(at), 480);
      }}
      onTouchEnd={() => clearTimeout(press.current)}
      onTouchMove={() => clearTimeout(press.current)}
    >
      {head ? (
        <button
          type="button"
          class="message-avatar"
          tabIndex={-1}
          aria-label={t('profile-of', { name })}
          onClick={() => openProfile(message.by)}
        >
          <UserAvatar user={message.by} />
        </button>
      ) : (
        <time
          class="message-gutter tabular"
          dateTime={new Date(message.time).toISOString()}
          title={exact(message.time)}
        >
          {clock(message.time)}
        </time>
      )}
      <div class="message-body">
        {head && (
          <header>
            <button
              type="button"
              class="message-name truncate"
              dir="auto"
              tabIndex={-1}
              title={name}
              onClick={() => openProfile(message.by)}
            >
              {name}
            </button>
            {status?.emoji && (
              <span class="message-status" title={status.text}>
                {status.emoji}
              </span>
            )}
            <time
              class="message-time tabular"
              dateTime={new Date(message.time).toISOString()}
              title={exact(message.time)}
            >
              {clock(message.time)}
            </time>
            {message.pinned && <Icon name="pin" size={13} />}
          </header>
        )}
        <Guard of={message} fallback={<AsTyped text={message.text} />}>
          {message.reply_to !== undefined && !gone && (
            <Quote id={id} seq={message.reply_to} from={message.seq} />
          )}
          {gone ? (
            <p class="tombstone">
              <Icon name="trash" size={14} />
              {t('message-deleted')}
            </p>
          ) : (
            <MessageText
              message={message}
              edited={
                (message.version ?? 1) > 1 && (
                  <button
                    type="button"
                    class="edited"
                    data-tip={message.edited_at ? exact(message.edited_at) : undefined}
                    onClick={() => showVersions(id, message)}
                  >
                    {t('edited')}
                  </button>
                )
              }
            />
          )}
          {!gone && message.reactions && <Reactions id={id} message={message} />}
          {message.thread_info && thread === undefined && <ThreadPill message={message} />}
          {props.state && !gone && <SendState id={id} seq={message.seq} />}
        </Guard>{' '}
      </div>
      {!gone && hot && <Tools {...props} menu={menu} />}
    </article>
  );
});

function ThreadPill({ message }: { message: Message }) {
  const info = message.thread_info!;
  return (
    <button type="button" class="thread-pill" onClick={() => showPanel('thread', message.seq)}>
      <span class="faces">
        {info.participants.slice(0, 3).map((user) => (
          <UserAvatar key={user} user={user} size={20} />
        ))}
      </span>
      <b>{t('replies-count', { count: info.count })}</b>
      <span class="quiet">{ago(info.last_time)}</span>
    </button>
  );
}

function Tools({ id, message, thread, menu }: Props & { menu: (anchor: HTMLElement) => void }) {
  const item = conversation(id);
  if (!item) return null;
  return (
    <div class="tools" role="group" aria-label={t('message-tools')}>
      {can.react(item) && (
        <IconButton
          compact
          icon="react"
          label={t('react')}
          shortcut="+"
          hasPopup="dialog"
          onClick={(event) => reactWith(id, message, event.currentTarget as HTMLElement)}
        />
      )}
      <IconButton
        compact
        icon="reply"
        label={t('reply')}
        shortcut="R"
        onClick={() => replyTo(id, message, thread)}
      />
      {can.thread(message) && thread === undefined && (
        <IconButton
          compact
          icon="threads"
          label={t('reply-in-thread')}
          shortcut="T"
          onClick={() => showPanel('thread', message.seq)}
        />
      )}
      <IconButton
        compact
        icon="more"
        label={t('more-actions')}
        hasPopup="menu"
        onClick={(event) => menu(event.currentTarget as HTMLElement)}
      />
    </div>
  );
}
