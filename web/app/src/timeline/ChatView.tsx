import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { client, conversation } from '../app/client.ts';
import { read } from '../app/live.ts';
import { arrivals, route } from '../app/route.ts';
import { Composer } from '../composer/Composer.tsx';
import { t } from '../l10n/l10n.ts';
import { Empty, Skeleton } from '../ui/Empty.tsx';
import { ChatHeader } from './ChatHeader.tsx';
import { expectJump, jumpTo } from './jump.tsx';
import { useNewAfter } from './reading.ts';
import { Timeline } from './Timeline.tsx';
import { TypingLine } from './TypingLine.tsx';

export function ChatView({ id }: { id: string }) {
  const item = conversation(id);
  const loaded = read(client.loaded);
  if (!item) {
    return loaded ? (
      <Empty
        icon="message"
        action={
          <a class="button" href="/">
            {t('back-to-list')}
          </a>
        }
      >
        {t('conversation-unknown')}
      </Empty>
    ) : (
      <Skeleton />
    );
  }
  return <OpenChat id={id} />;
}

function OpenChat({ id }: { id: string }) {
  const seq = route.value.seq;
  const source = useMemo(
    () => client.timeline(id, { at: route.peek().seq ? { seq: route.peek().seq! } : 'unread' }),
    [id],
  );
  useMemo(() => seq && expectJump(source), [source]);
  useEffect(() => () => source.close(), [source]);
  const [newAfter, clearNew] = useNewAfter(id, source);
  const [sent, setSent] = useState(0);
  const arrived = useRef(arrivals.peek());
  useEffect(() => {
    if (arrived.current === arrivals.value) return;
    arrived.current = arrivals.value;
    if (seq && route.peek().conversation === id && !route.peek().panel) jumpTo(source, { seq });
  }, [arrivals.value]);
  return (
    <div class="chat">
      <ChatHeader id={id} source={source} />
      <Timeline source={source} id={id} newAfter={newAfter} sent={sent} />
      <TypingLine id={id} />
      <Composer
        id={id}
        source={source}
        autofocus={!seq}
        onSent={() => {
          clearNew();
          setSent((n) => n + 1);
        }}
      />
    </div>
  );
}
