// How far one's own last message has come: a tick, two, two in the accent.
import { client, conversation, isSelf } from '../app/client.ts';
import { read } from '../app/live.ts';
import { t } from '../l10n/l10n.ts';
import { Icon } from '../ui/Icon.tsx';
import { showReaders } from './dialogs.tsx';

export function SendState({ id, seq }: { id: string; seq: number }) {
  const item = conversation(id);
  const receipts = read(client.receipts(id));
  if (!item || (item.kind === 'direct' && (!item.peer || isSelf(item.peer)))) return null;
  let readers = 0;
  let delivered = 0;
  for (const [user, receipt] of receipts) {
    if (isSelf(user)) continue;
    if ((receipt.read_seq ?? 0) >= seq) readers++;
    if (Math.max(receipt.delivered_seq ?? 0, receipt.read_seq ?? 0) >= seq) delivered++;
  }
  if (item.kind === 'direct') {
    if ((item.peer_read_seq ?? 0) >= seq) readers = 1;
    if (Math.max(item.peer_delivered_seq ?? 0, item.peer_read_seq ?? 0) >= seq) delivered = 1;
  }
  const others = item.kind === 'direct' ? 1 : item.members_count - 1;
  const state =
    others > 0 && readers >= others
      ? 'read'
      : others > 0 && delivered >= others
        ? 'delivered'
        : 'sent';
  const text =
    item.kind === 'group' && readers > 0
      ? t('read-by-count', { count: readers })
      : t(`state-${state}`);
  const inner = (
    <>
      <Icon name={state === 'sent' && readers === 0 ? 'check' : 'check-twice'} size={14} />
      <span>{text}</span>
    </>
  );
  return item.kind === 'group' && readers > 0 ? (
    <button type="button" class={`send-state ${state}`} onClick={() => showReaders(id, seq)}>
      {inner}
    </button>
  ) : (
    <p class={`send-state ${state}`}>{inner}</p>
  );
}
