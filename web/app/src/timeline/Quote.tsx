// The message that one answers, in one line; leads there.
import type { Message } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import { client, nameOf } from '../app/client.ts';
import { leaveMark, open } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { Icon } from '../ui/Icon.tsx';
import { plainText } from './plain.ts';

/** `from` is the answer that it stands in. */
export function Quote({ id, seq, from }: { id: string; seq: number; from?: number }) {
  const held = client.message(id, seq);
  const [fetched, setFetched] = useState<Message | null>();
  useEffect(() => {
    if (held) return;
    let gone = false;
    client.fetchMessage(id, seq).then(
      (found) => !gone && setFetched(found ?? null),
      () => !gone && setFetched(null),
    );
    return () => {
      gone = true;
    };
  }, [id, seq, held === undefined]);
  const message = held ?? fetched;
  return (
    <button
      type="button"
      class="quote"
      onClick={() => {
        if (from !== undefined) leaveMark(from);
        open(id, seq);
      }}
    >
      <span class="hidden-text">{t('quote')} </span>
      <Icon name="return" size={14} />
      {message ? (
        <>
          <b class="truncate">
            <bdi>{nameOf(message.by)}</bdi>
          </b>
          <span class="truncate" dir="auto">
            {plainText(message)}
          </span>
        </>
      ) : (
        <span class="truncate">{message === null ? t('quote-unknown') : '…'}</span>
      )}
    </button>
  );
}
