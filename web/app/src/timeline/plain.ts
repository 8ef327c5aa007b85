// A message in one line of plain text: for rows, quotes and notifications. Marks of Markdown go,
// words stay.
import type { Message } from '@parley/client';
import { nameOf } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { stripMarkdown } from './strip.ts';

export function plainText(message: Message): string {
  if (message.deleted || message.text === undefined) return t('message-deleted');
  let text = message.format === 'markdown' ? stripMarkdown(message.text) : message.text;
  text = text.replace(/\s+/g, ' ').trim();
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

export const quoteOf = (message: Message) => `${nameOf(message.by)}: ${plainText(message)}`;
