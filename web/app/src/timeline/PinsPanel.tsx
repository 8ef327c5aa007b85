import type { Message } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import { client, conversation, nameOf } from '../app/client.ts';
import { open } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { brief, exact } from '../l10n/times.ts';
import { UserAvatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Empty, Problem, Skeleton } from '../ui/Empty.tsx';
import { attempt, wordsFor } from '../ui/problem.ts';
import { can } from './messageActions.tsx';
import { plainText } from './plain.ts';
import '../styles/dialogs.css';

export default function PinsPanel({ id }: { id: string }) {
  const item = conversation(id);
  const pins = item?.pins;
  const [messages, setMessages] = useState<readonly Message[]>();
  const [error, setError] = useState('');
  const key = pins?.join(',');
  const load = async () => {
    setError('');
    try {
      const seqs =
        pins ?? (await client.request('conversation.get', { conversation: id })).pins ?? [];
      const found = await Promise.all(seqs.map((seq) => client.fetchMessage(id, seq)));
      setMessages(
        found.filter((message) => message !== undefined && !message.deleted).reverse() as Message[],
      );
    } catch (reason) {
      setError(wordsFor(reason));
    }
  };
  useEffect(() => void load(), [id, key]);
  if (error) return <Problem text={error} retry={t('try-again')} onRetry={() => void load()} />;
  if (!messages) return <Skeleton rows={3} />;
  if (messages.length === 0) return <Empty icon="pin">{t('pins-empty')}</Empty>;
  return (
    <ul class="panel-body scroll hits">
      {messages.map((message) => (
        <li key={message.seq} class="hit">
          <button type="button" class="hit-link" onClick={() => open(id, message.seq)}>
            <span class="hit-head">
              <UserAvatar user={message.by} size={22} />
              <b class="truncate" dir="auto">
                {nameOf(message.by)}
              </b>
              <time class="small quiet tabular" title={exact(message.time)}>
                {brief(message.time)}
              </time>
            </span>
            <span class="hit-text" dir="auto">
              {plainText(message)}
            </span>
          </button>
          {item && can.pin(item) && (
            <IconButton
              compact
              icon="unpin"
              label={t('unpin-message')}
              onClick={() => attempt(client.pin(id, message.seq, false).then(load))}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
