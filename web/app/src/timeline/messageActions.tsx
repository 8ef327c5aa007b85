// What can be done with a message: the menu, the tools and the keys all come here.
import type { Conversation, Message, OutboxEntry } from '@parley/client';
import { client, isSelf } from '../app/client.ts';
import { prefs } from '../app/prefs.ts';
import { showPanel } from '../app/route.ts';
import { composerAt, intend, placeOf } from '../composer/intent.ts';
import { copy, setPreference } from '../conversations/actions.tsx';
import { openEmoji, remember } from '../emoji/picker.tsx';
import { t } from '../l10n/l10n.ts';
import { openMenu, type MenuEntry } from '../ui/Menu.tsx';
import { attempt } from '../ui/problem.ts';
import { toast } from '../ui/Toast.tsx';
import { showReaders, showVersions } from './dialogs.tsx';

/** For so long a deletion can be taken back. */
const undoTime = 5000;

const isAdmin = (item: Conversation) => item.role === 'admin' || item.role === 'owner';
const silenced = (item: Conversation) => (item.muted_until ?? 0) > Date.now();

export const can = {
  write: (item: Conversation) =>
    !item.blocked &&
    !silenced(item) &&
    (item.kind === 'direct' || item.post !== 'admins' || isAdmin(item)),
  react: (item: Conversation) =>
    !item.blocked && !silenced(item) && client.supports('message.react'),
  edit: (item: Conversation, message: Message) =>
    isSelf(message.by) && !item.blocked && !silenced(item) && client.supports('message.edit'),
  remove: (item: Conversation, message: Message) =>
    (isSelf(message.by) || (item.kind === 'group' && isAdmin(item))) &&
    client.supports('message.delete'),
  pin: (item: Conversation) =>
    (item.kind === 'direct' || item.pin !== 'admins' || isAdmin(item)) &&
    client.supports('message.pin'),
  thread: (message: Message) => message.thread === undefined && client.supports('thread.list'),
  manage: isAdmin,
  changeSettings: (item: Conversation) =>
    item.kind === 'group' && (isAdmin(item) || item.settings === 'members'),
  invite: (item: Conversation) =>
    item.kind === 'group' && (isAdmin(item) || item.invite !== 'admins'),
};

export const replyTo = (id: string, message: Message, thread?: number) =>
  intend(placeOf(id, thread), { kind: 'reply', message });
export const editMessage = (id: string, message: Message, thread?: number) =>
  intend(placeOf(id, thread), { kind: 'edit', message });

export function react(id: string, message: Message, emoji: string): void {
  const own = message.reactions?.[emoji]?.some(isSelf) ?? false;
  if (!own) remember(emoji);
  attempt(client.react(id, message.seq, emoji, !own));
}

export const reactWith = (id: string, message: Message, anchor: HTMLElement) =>
  openEmoji(anchor, (emoji) => react(id, message, emoji));

export function removeMessage(id: string, message: Message): void {
  const { key, done } = client.removeLater(id, [message.seq], undoTime);
  attempt(done);
  toast(
    t('message-deleted-toast'),
    { label: t('undo'), run: () => void client.discard(key) },
    undoTime,
  );
}

/** A failed message goes back into the composer. Without one on the screen it stays where it is. */
export async function takeBack(id: string, entry: OutboxEntry): Promise<void> {
  const { text, thread, reply_to } = entry.request as Partial<Message>;
  const reply = reply_to === undefined ? undefined : await client.fetchMessage(id, reply_to);
  const composer = composerAt(placeOf(id, thread));
  if (!composer) return;
  composer.takeBack(text ?? '', reply?.deleted ? undefined : reply);
  client.discard(entry.key);
}

export function openMessageMenu(
  id: string,
  message: Message,
  anchor: HTMLElement | { x: number; y: number },
  thread?: number,
): void {
  const item = client.conversation(id).value;
  if (!item) return;
  const mine = isSelf(message.by);
  const entries: MenuEntry[] = [
    can.write(item) && {
      label: t('reply'),
      icon: 'reply',
      keys: 'R',
      run: () => replyTo(id, message, thread),
    },
    thread === undefined &&
      can.thread(message) && {
        label: t('reply-in-thread'),
        icon: 'threads',
        keys: 'T',
        run: () => showPanel('thread', message.seq),
      },
    can.edit(item, message) && {
      label: t('edit'),
      icon: 'edit',
      keys: 'E',
      run: () => editMessage(id, message, thread),
    },
    { label: t('copy-text'), icon: 'copy', keys: 'C', run: () => void copy(message.text ?? '') },
    {
      label: t('copy-link'),
      icon: 'link',
      run: () => void copy(`${location.origin}/c/${id}/${message.seq}`),
    },
    can.pin(item) && {
      label: message.pinned ? t('unpin-message') : t('pin-message'),
      icon: message.pinned ? 'unpin' : 'pin',
      keys: 'P',
      run: () => attempt(client.pin(id, message.seq, !message.pinned)),
    },
    (message.version ?? 1) > 1 && {
      label: t('versions'),
      icon: 'history',
      run: () => showVersions(id, message),
    },
    mine &&
      item.kind === 'group' &&
      item.members_count <= 100 &&
      client.supports('receipt.list') && {
        label: t('read-by'),
        icon: 'eye',
        run: () => showReaders(id, message.seq),
      },
    !mine &&
      thread === undefined && {
        label: t('mark-unread'),
        icon: 'mail',
        run: () => setPreference(id, { marked_unread: true }),
      },
    can.remove(item, message) && 'line',
    can.remove(item, message) && {
      label: t('delete'),
      icon: 'trash',
      keys: 'Del',
      danger: true,
      run: () => removeMessage(id, message),
    },
  ];
  openMenu(
    t('message-menu'),
    anchor,
    entries,
    can.react(item)
      ? (close) => (
          <div class="menu-reactions" role="group" aria-label={t('react')}>
            {quickEmoji().map((emoji) => (
              <button
                key={emoji}
                type="button"
                aria-label={t('react-with', { emoji })}
                onClick={() => {
                  close();
                  react(id, message, emoji);
                }}
              >
                {emoji}
              </button>
            ))}
            <button
              type="button"
              class="icon-button compact"
              aria-label={t('more-emoji')}
              onClick={() => {
                close();
                const row = document.querySelector<HTMLElement>(
                  `.message[data-seq="${message.seq}"]`,
                );
                if (row)
                  reactWith(
                    id,
                    message,
                    anchor instanceof HTMLElement && anchor.isConnected ? anchor : row,
                  );
              }}
            >
              ＋
            </button>
          </div>
        )
      : undefined,
  );
}

const usual = ['👍', '❤️', '😂', '🎉', '😮', '🙏'];
export const quickEmoji = () =>
  [...new Set([...prefs.peek().recentEmoji.slice(0, 3), ...usual])].slice(0, 6);
