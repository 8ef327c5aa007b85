// The threads that one follows, those with something new first.
import type { FollowedThread, Message } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import { client, nameOf, titleOf } from '../app/client.ts';
import { read } from '../app/live.ts';
import { go } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { brief } from '../l10n/times.ts';
import { Page } from '../shell/Page.tsx';
import { plainText } from '../timeline/plain.ts';
import { Empty } from '../ui/Empty.tsx';
import '../styles/dialogs.css';

export default function ThreadList() {
  const [onlyUnread, setOnlyUnread] = useState(false);
  const all = read(client.threads);
  const threads = all
    .filter((thread) => !onlyUnread || thread.unread > 0)
    .toSorted(
      (a, b) =>
        Number(b.unread > 0) - Number(a.unread > 0) || (b.last_time ?? 0) - (a.last_time ?? 0),
    );
  return (
    <Page
      title={t('threads')}
      tools={
        <button
          type="button"
          class="button small"
          aria-pressed={onlyUnread}
          onClick={() => setOnlyUnread(!onlyUnread)}
        >
          {t('threads-unread-only')}
        </button>
      }
    >
      {threads.length === 0 ? (
        <Empty icon="threads">
          {all.length > 0 ? t('threads-none-unread') : t('threads-empty')}
        </Empty>
      ) : (
        <ul class="hits">
          {threads.map((thread) => (
            <ThreadRow key={`${thread.conversation}/${thread.thread}`} thread={thread} />
          ))}
        </ul>
      )}
    </Page>
  );
}

function ThreadRow({ thread }: { thread: FollowedThread }) {
  const { conversation, thread: root } = thread;
  const [message, setMessage] = useState<Message | undefined>(client.message(conversation, root));
  useEffect(() => {
    if (!message) void client.fetchMessage(conversation, root).then(setMessage, () => {});
  }, []);
  return (
    <li class="hit">
      <button
        type="button"
        class="hit-link"
        onClick={() => go({ page: 'chat', conversation, panel: 'thread', thread: root })}
      >
        <span class="hit-head">
          <b class="truncate" dir="auto">
            {titleOf(conversation)}
          </b>
          {thread.last_time !== undefined && (
            <time class="small quiet tabular">{brief(thread.last_time)}</time>
          )}
          {thread.unread > 0 && (
            <span class="badge strong" aria-label={t('unread-count', { count: thread.unread })}>
              {thread.unread}
            </span>
          )}
        </span>
        <span class="hit-text" dir="auto">
          {message ? `${nameOf(message.by)}: ${plainText(message)}` : '…'}
        </span>
        <span class="small quiet">{t('replies-count', { count: thread.head })}</span>
      </button>
    </li>
  );
}
