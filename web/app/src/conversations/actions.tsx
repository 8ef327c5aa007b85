// What can be done with a conversation from anywhere, and the doors to the dialogs (which are
// fetched when first opened).
import type { Conversation } from '@parley/client';
import { client, isSelf, titleOf } from '../app/client.ts';
import { conversationId, go, open } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { Later } from '../shell/Later.tsx';
import { confirm, hide, show } from '../ui/Dialog.tsx';
import type { MenuEntry } from '../ui/Menu.tsx';
import { attempt, complain } from '../ui/problem.ts';
import { toast } from '../ui/Toast.tsx';
import { isMuted, isUnread } from './order.ts';

const parts = {
  start: () => import('./NewConversation.tsx'),
  switcher: () => import('./Switcher.tsx'),
  help: () => import('../shell/Help.tsx'),
  people: () => import('./AddMembers.tsx'),
  mute: () => import('./MuteDialog.tsx'),
};

export const startNew = (group = false) =>
  void show(() => <Later quiet load={parts.start} props={{ group }} />);
export const openSwitcher = () => void show(() => <Later quiet load={parts.switcher} />);
export const openHelp = () => void show(() => <Later quiet load={parts.help} />);
export const addPeople = (id: string) =>
  void show(() => <Later quiet load={parts.people} props={{ id }} />);
export const muteFor = (id: string) =>
  void show(() => <Later quiet load={parts.mute} props={{ id }} />);

export async function openWith(user: string): Promise<void> {
  try {
    const id = await client.openDirect(user);
    hide();
    open(id);
  } catch (error) {
    complain(error);
  }
}

export function leave(id: string): void {
  const title = titleOf(id);
  confirm({
    title: t('leave-title', { title }),
    text: t('leave-text'),
    action: t('leave'),
    run: () =>
      attempt(
        client.leave(id).then(() => {
          if (conversationId.value === id) go('/', true);
          toast(t('left', { title }));
        }),
      ),
  });
}

export function setPreference(
  id: string,
  change: Parameters<typeof client.setPreferences>[1],
): void {
  attempt(Promise.resolve(client.setPreferences(id, change)));
}

export function toggleArchive(item: Conversation): void {
  const on = !item.archived;
  setPreference(item.conversation, { archived: on });
  toast(
    on
      ? t('archived-done', { title: titleOf(item.conversation) })
      : t('unarchived-done', { title: titleOf(item.conversation) }),
    {
      label: t('undo'),
      run: () => setPreference(item.conversation, { archived: !on }),
    },
  );
}

export function markRead(item: Conversation): void {
  if (item.unread > 0) attempt(Promise.resolve(client.read(item.conversation, item.head_seq)));
  if (item.marked_unread) setPreference(item.conversation, { marked_unread: false });
}

export function menuOf(item: Conversation): MenuEntry[] {
  const id = item.conversation;
  const muted = isMuted(item);
  return [
    isUnread(item)
      ? { label: t('mark-read'), icon: 'check-twice', run: () => markRead(item) }
      : {
          label: t('mark-unread'),
          icon: 'mail',
          run: () => setPreference(id, { marked_unread: true }),
        },
    {
      label: item.pinned ? t('unpin') : t('pin'),
      icon: item.pinned ? 'unpin' : 'pin',
      run: () => setPreference(id, { pinned: !item.pinned }),
    },
    muted
      ? { label: t('unmute'), icon: 'bell', run: () => setPreference(id, { muted: false }) }
      : { label: t('mute'), icon: 'bell-off', run: () => muteFor(id) },
    {
      label: item.archived ? t('unarchive') : t('archive'),
      icon: 'archive',
      run: () => toggleArchive(item),
    },
    'line',
    { label: t('copy-link'), icon: 'link', run: () => void copy(`${location.origin}/c/${id}`) },
    item.kind === 'direct' &&
      item.peer !== undefined &&
      !isSelf(item.peer) && {
        label: item.blocked ? t('unblock') : t('block'),
        icon: 'ban',
        danger: !item.blocked,
        run: () => block(item.peer!, !item.blocked),
      },
    item.kind === 'group' && {
      label: t('leave-group'),
      icon: 'log-out',
      danger: true,
      run: () => leave(id),
    },
  ];
}

export function block(user: string, on: boolean): void {
  if (!on) return attempt(client.block(user, false));
  confirm({
    title: t('block-title'),
    text: t('block-text'),
    action: t('block'),
    run: () => attempt(client.block(user, true)),
  });
}

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(t('copied'));
  } catch {
    toast(t('copy-failed'));
  }
}
