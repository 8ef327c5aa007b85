// Keys that work everywhere. Those of the timeline and the composer are where they belong.
import { conversationId, go, open, route, showPanel } from '../app/route.ts';
import { visibleOrder } from '../conversations/order.ts';
import { isShown } from '../ui/Dialog.tsx';
import { openSwitcher, openHelp, startNew } from '../conversations/actions.tsx';

const typing = (element: Element | null) =>
  element?.closest('input, textarea, select, [contenteditable]') != null;

export function step(by: number, unreadOnly: boolean): void {
  const order = visibleOrder.peek();
  const at = order.findIndex((item) => item.conversation === conversationId.peek());
  for (let i = 1; i <= order.length; i++) {
    const item = order[(at + by * i + order.length * i) % order.length]!;
    if (!unreadOnly || item.unread > 0 || item.mentions > 0) return open(item.conversation);
  }
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    if (!isShown()) openSwitcher();
    return;
  }
  if (isShown()) return;
  if (command && event.shiftKey && event.key.toLowerCase() === 'f') {
    event.preventDefault();
    return go('/search');
  }
  if (
    command &&
    !event.shiftKey &&
    event.key.toLowerCase() === 'f' &&
    route.value.page === 'chat'
  ) {
    event.preventDefault();
    return showPanel('search');
  }
  if (command && event.key === ',') {
    event.preventDefault();
    return go('/settings');
  }
  if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    return step(event.key === 'ArrowDown' ? 1 : -1, event.shiftKey);
  }
  if (event.altKey && event.key.toLowerCase() === 'n') {
    event.preventDefault();
    return startNew();
  }
  if (event.key === 'Escape' && route.value.panel && !document.querySelector(':popover-open')) {
    event.preventDefault();
    return showPanel(undefined);
  }
  if (typing(event.target as Element)) return;
  if (event.key === '?') {
    event.preventDefault();
    return openHelp();
  }
  // Whoever simply starts to type means the composer.
  if (
    event.key.length === 1 &&
    !command &&
    !event.altKey &&
    event.key !== ' ' &&
    !(event.target as Element).closest('[role=log], [role=menu], button, a')
  ) {
    document.querySelector<HTMLTextAreaElement>('.composer textarea')?.focus();
  }
}

export function installShortcuts(): () => void {
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
