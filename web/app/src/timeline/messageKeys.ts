// The timeline by keyboard: arrows go from message to message, letters do what the tools do.
import type { VirtualizerHandle } from 'virtua';
import { client } from '../app/client.ts';
import { showPanel } from '../app/route.ts';
import { composerAt, placeOf } from '../composer/intent.ts';
import { copy } from '../conversations/actions.tsx';
import { attempt } from '../ui/problem.ts';
import {
  can,
  editMessage,
  openMessageMenu,
  reactWith,
  removeMessage,
  replyTo,
} from './messageActions.tsx';
import type { Row } from './rows.ts';

interface Place {
  id: string;
  rows: readonly Row[];
  handle: VirtualizerHandle | null;
  scroller: HTMLElement;
  thread?: number;
  setActive: (key: string) => void;
}

function focusRow(
  scroller: HTMLElement,
  rows: readonly Row[],
  index: number,
  handle: VirtualizerHandle | null,
): boolean {
  const row = rows[index];
  if (!row) return false;
  handle?.scrollToIndex(index, { align: 'nearest' });
  let tries = 0;
  const look = () => {
    const element = scroller.querySelector<HTMLElement>(
      `.message[data-key="${CSS.escape(row.key)}"]`,
    );
    if (element) element.focus({ preventScroll: true });
    else if (tries++ < 10) requestAnimationFrame(look);
  };
  look();
  return true;
}

function next(rows: readonly Row[], from: number, by: number): number {
  for (let at = from + by; at >= 0 && at < rows.length; at += by)
    if (rows[at]!.kind === 'message') return at;
  return -1;
}

export const messageKeys = {
  focusLast(scroller: HTMLElement, rows: readonly Row[], handle: VirtualizerHandle | null): void {
    const bottom = handle
      ? Math.min(rows.length, handle.findItemIndex(handle.scrollOffset + handle.viewportSize) + 1)
      : rows.length;
    focusRow(scroller, rows, next(rows, bottom, -1), handle);
  },

  onKey(event: KeyboardEvent, place: Place): void {
    const { id, rows, handle, scroller, thread } = place;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const element = document.activeElement as HTMLElement | null;
    if (event.key === 'Escape' && scroller.contains(element)) {
      event.stopPropagation();
      event.preventDefault();
      composerAt(placeOf(id, thread))?.focus();
      return;
    }
    if (!element?.classList.contains('message')) return;
    const index = rows.findIndex((row) => row.key === element.dataset.key);
    const row = rows[index];
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      const to = next(rows, index, event.key === 'ArrowDown' ? 1 : -1);
      if (to >= 0) focusRow(scroller, rows, to, handle);
      else if (event.key === 'ArrowDown') composerAt(placeOf(id, thread))?.focus();
      return;
    }
    const item = client.conversation(id).value;
    if (row?.kind !== 'message' || row.message.deleted || !item) return;
    const { message } = row;
    const act = (): boolean => {
      switch (event.key.length === 1 ? event.key.toLowerCase() : event.key) {
        case 'Enter':
        case 'ContextMenu':
          openMessageMenu(id, message, element, thread);
          return true;
        case 'r':
          if (can.write(item)) replyTo(id, message, thread);
          return true;
        case 'e':
          if (can.edit(item, message)) editMessage(id, message, thread);
          return true;
        case 't':
          if (thread === undefined && can.thread(message)) showPanel('thread', message.seq);
          return true;
        case 'p':
          if (can.pin(item)) attempt(client.pin(id, message.seq, !message.pinned));
          return true;
        case 'c':
          void copy(message.text ?? '');
          return true;
        case '+':
          if (can.react(item)) reactWith(id, message, element);
          return true;
        case 'Delete':
          if (can.remove(item, message)) removeMessage(id, message);
          return true;
        default:
          return false;
      }
    };
    if (act()) event.preventDefault();
  },
};
