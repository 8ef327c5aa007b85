// What is copied when a selection goes over several messages: who wrote what and when, in order.
import type { Message } from '@parley/client';
import { nameOf } from '../app/client.ts';
import { exact } from '../l10n/times.ts';
import type { Row } from './rows.ts';

/** The selected part of an element as text with its lines; empty if nothing of it is selected. */
function partOf(element: Element, selected: Range): string {
  if (!selected.intersectsNode(element)) return '';
  const part = selected.cloneRange();
  if (!element.contains(part.startContainer)) part.setStart(element, 0);
  if (!element.contains(part.endContainer)) part.setEnd(element, element.childNodes.length);
  // Only what is drawn has lines.
  const drawn = element.cloneNode(false) as HTMLElement;
  drawn.className = 'text drawn-to-copy';
  drawn.append(part.cloneContents());
  for (const one of drawn.querySelectorAll('.edited, .unfold, figcaption, .icon-button'))
    one.remove();
  document.body.append(drawn);
  const text = drawn.innerText.replace(/\n{3,}/g, '\n\n').trim();
  drawn.remove();
  return text;
}

export function copySelected(event: ClipboardEvent, rows: readonly Row[]): void {
  const selection = getSelection();
  if (!selection || selection.isCollapsed) return;
  const selected = selection.getRangeAt(0);
  const box = event.currentTarget as HTMLElement;
  const found: { message: Message; text: string }[] = [];
  for (const element of box.querySelectorAll<HTMLElement>('.message[data-seq]')) {
    const body = element.querySelector('.text');
    const text = body && partOf(body, selected);
    const row = rows.find((one) => one.key === element.dataset.key);
    if (text && row?.kind === 'message') found.push({ message: row.message, text });
  }
  if (found.length < 2) return;
  const lines: string[] = [];
  let head = '';
  for (const { message, text } of found) {
    const own = `${nameOf(message.by)}, ${exact(message.time)}`;
    if (own !== head) lines.push(`${lines.length > 0 ? '\n' : ''}${own}`);
    head = own;
    lines.push(text);
  }
  event.clipboardData?.setData('text/plain', `${lines.join('\n')}\n`);
  event.preventDefault();
}
