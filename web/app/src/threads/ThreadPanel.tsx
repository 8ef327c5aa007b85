// A thread beside the conversation: its root, its replies, a composer of its own.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { client } from '../app/client.ts';
import { read } from '../app/live.ts';
import { Composer } from '../composer/Composer.tsx';
import { t } from '../l10n/l10n.ts';
import { Panel } from '../shell/Panel.tsx';
import { MessageRow } from '../timeline/MessageRow.tsx';
import { Timeline } from '../timeline/Timeline.tsx';
import { IconButton } from '../ui/Button.tsx';
import { attempt } from '../ui/problem.ts';

export function ThreadPanel({ id, root }: { id: string; root: number }) {
  const source = useMemo(() => client.timeline(id, { thread: root }), [id, root]);
  useEffect(() => () => source.close(), [source]);
  const state = read(source);
  const followed = read(client.threads).find(
    (thread) => thread.conversation === id && thread.thread === root,
  );
  const [newAfter, setNewAfter] = useState(() =>
    followed && followed.unread > 0 ? followed.read : undefined,
  );
  const [sent, setSent] = useState(0);
  const count = state.root?.thread_info?.count ?? state.messages.length;
  return (
    <Panel
      title={t('thread')}
      tools={
        <IconButton
          icon={followed ? 'bell' : 'bell-off'}
          label={followed ? t('unfollow-thread') : t('follow-thread')}
          pressed={followed !== undefined}
          onClick={() => attempt(client.followThread(id, root, !followed))}
        />
      }
    >
      <div class="chat thread">
        {state.root && (
          <div class="thread-root">
            <MessageRow
              id={id}
              message={state.root}
              head
              changing={false}
              state={false}
              thread={root}
              active={false}
              flash={false}
              rowKey="root"
              onActive={() => {}}
            />
            <p class="divider">
              <span>{count > 0 ? t('replies-count', { count }) : t('no-replies')}</span>
            </p>
          </div>
        )}
        <Timeline source={source} id={id} thread={root} newAfter={newAfter} sent={sent} />
        <Composer
          id={id}
          source={source}
          thread={root}
          autofocus
          onSent={() => {
            setNewAfter(undefined);
            setSent((n) => n + 1);
          }}
        />
      </div>
    </Panel>
  );
}
