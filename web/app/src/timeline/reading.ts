// What counts as read, and where one is put. It is one rule:
//
// Read is what was drawn on the screen of a tab that one looks at, down to the lowest message of
// it, once one is where one wanted to be. Not what is shown in its stead when that could not be
// reached; not while a page is loading; and not while a connection is being made or the log catches
// up, when what is missing is about to come in and moves past faster than anybody reads.
//
// One is put where what is not read begins, or at the end if there is nothing: when the place asked
// for has come, and again when the log has caught up, if one was at the end until then. Meanwhile
// the list stands still. If all that came fits on the screen, its beginning and the end are the same
// place. Without a connection only one's own messages come, and the end is followed as it always is.
import type { Timeline } from '@parley/client';
import { useLayoutEffect, useState } from 'preact/hooks';
import { client, isSelf } from '../app/client.ts';
import { tabVisible } from '../app/layout.ts';
import { read } from '../app/live.ts';

/** Nothing comes for now; something is about to; what was missed comes; what is said comes. */
export type Stream = 'still' | 'starting' | 'catching-up' | 'live';

export function streamOf(id: string): Stream {
  const { phase } = read(client.status);
  const stale = read(client.conversation(id))?.stale ?? false;
  if (phase === 'connecting') return 'starting';
  if (phase === 'catching_up' || (phase === 'online' && stale)) return 'catching-up';
  return phase === 'online' ? 'live' : 'still';
}

/**
 * Behind which message "new" begins: what was unread when one came, or what came while one looked
 * away or was not connected. And what to call when one has written: nothing before that is new.
 */
export function useNewAfter(id: string, source: Timeline): [number | undefined, () => void] {
  const stream = streamOf(id);
  const away = stream !== 'live' || !tabVisible.value;
  const [after, setAfter] = useState(() => {
    const item = client.conversation(id).value;
    return item && item.unread > 0 ? item.read_seq : undefined;
  });
  useLayoutEffect(() => {
    const item = client.conversation(id).value;
    if (!item) return;
    if (away) {
      setAfter((before) => (item.unread === 0 ? item.head_seq : (before ?? item.read_seq)));
      return;
    }
    const { loading, moreAfter, messages } = source.value;
    if (loading || moreAfter) return;
    setAfter((before) =>
      before !== undefined && messages.some(({ seq, by }) => seq > before && !isSelf(by))
        ? before
        : undefined,
    );
  }, [id, away, stream]);
  return [after, () => setAfter(away ? client.conversation(id).value?.head_seq : undefined)];
}
