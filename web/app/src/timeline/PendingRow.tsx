// A message on its way: looks like one, and says where it is.
import { ParleyError, type Message, type OutboxEntry } from '@parley/client';
import { client, conversation, nameOf, selfId } from '../app/client.ts';
import { copy } from '../conversations/actions.tsx';
import { t } from '../l10n/l10n.ts';
import { clock } from '../l10n/times.ts';
import { UserAvatar } from '../ui/Avatar.tsx';
import { Guard } from '../ui/Guard.tsx';
import { Icon } from '../ui/Icon.tsx';
import { attempt, wordsFor } from '../ui/problem.ts';
import { can, takeBack } from './messageActions.tsx';
import { AsTyped, MessageText } from './MessageText.tsx';
import { Quote } from './Quote.tsx';

export function PendingRow({ entry, head, id }: { entry: OutboxEntry; head: boolean; id: string }) {
  const { text, format, mentions, reply_to } = entry.request as Partial<Message>;
  const self = selfId();
  const item = conversation(id);
  const message = {
    seq: 0,
    rev: 0,
    by: self,
    time: entry.created,
    text: text ?? '',
    format,
    mentions,
  };
  return (
    <article
      class={`message pending ${entry.state}${head ? ' head' : ''}`}
      aria-label={`${nameOf(self)}, ${clock(entry.created)}`}
      data-state={entry.state}
    >
      {head ? (
        <span class="message-avatar">
          <UserAvatar user={self} />
        </span>
      ) : (
        <time class="message-gutter tabular">{clock(entry.created)}</time>
      )}
      <div class="message-body">
        {head && (
          <header>
            <span class="message-name truncate" dir="auto">
              {nameOf(self)}
            </span>
            <time class="message-time tabular">{clock(entry.created)}</time>
          </header>
        )}
        {reply_to !== undefined && <Quote id={id} seq={reply_to} />}
        <Guard fallback={<AsTyped text={text} />}>
          <MessageText message={message as Message} />
        </Guard>
        {entry.state === 'failed' ? (
          <p class="send-state failed" role="alert">
            <Icon name="alert" size={14} />
            <span>
              {t('send-failed')} {entry.error ? wordsFor(new ParleyError(entry.error)) : ''}
            </span>
            <button type="button" class="link" onClick={() => void client.retry(entry.key)}>
              {t('retry')}
            </button>
            <span aria-hidden="true">·</span>
            {item && can.write(item) ? (
              <button type="button" class="link" onClick={() => attempt(takeBack(id, entry))}>
                {t('edit')}
              </button>
            ) : (
              <button type="button" class="link" onClick={() => void copy(text ?? '')}>
                {t('copy')}
              </button>
            )}
            <span aria-hidden="true">·</span>
            <button type="button" class="link" onClick={() => void client.discard(entry.key)}>
              {t('discard')}
            </button>
          </p>
        ) : (
          <p class={`send-state ${entry.state}`}>
            <Icon name={entry.state === 'sent' ? 'check' : 'clock'} size={14} />
            <span>{t(`state-${entry.state}`)}</span>
          </p>
        )}
      </div>
    </article>
  );
}
