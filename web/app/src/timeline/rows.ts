// What the list shows: messages with what stands between them. Pure.
import type { Message, OutboxEntry, TimelineState } from '@parley/client';

export type Row =
  | { kind: 'start'; key: string }
  | { kind: 'end'; key: string }
  | { kind: 'day'; key: string; time: number }
  | { kind: 'new'; key: string }
  | {
      kind: 'message';
      key: string;
      message: Message;
      head: boolean;
      changing: boolean;
      state: boolean;
    }
  | { kind: 'pending'; key: string; entry: OutboxEntry; head: boolean };

const group = 5 * 60_000;

interface Options {
  self: string;
  /** The divider "new" stands before the first of somebody else's messages behind it. */
  newAfter?: number;
  thread?: boolean;
}

export function buildRows(state: TimelineState, { self, newAfter, thread }: Options): Row[] {
  const rows: Row[] = [];
  let before: Message | undefined;
  let marked = newAfter === undefined;
  let dayEnds = 0;
  let lastOwn: Extract<Row, { kind: 'message' }> | undefined;
  if (!state.moreBefore) rows.push({ kind: 'start', key: 'start' });
  for (const message of state.messages) {
    if (!thread && message.thread !== undefined) continue;
    const newDay = !thread && (message.time >= dayEnds || !before);
    if (newDay) dayEnds = new Date(message.time).setHours(24, 0, 0, 0);
    if (newDay) rows.push({ kind: 'day', key: `day-${message.seq}`, time: message.time });
    const at = thread ? (message.thread_seq ?? 0) : message.seq;
    // Only where one sees both sides of it.
    const inSight = before !== undefined || !state.moreBefore;
    if (!inSight && at > newAfter!) marked = true;
    const first = !marked && at > newAfter! && message.by !== self;
    if (first) {
      marked = true;
      rows.push({ kind: 'new', key: 'new' });
    }
    const head =
      newDay ||
      first ||
      !before ||
      before.by !== message.by ||
      message.time - before.time > group ||
      message.reply_to !== undefined ||
      before.deleted !== message.deleted;
    const row = {
      kind: 'message' as const,
      key: (message.by === self && message.idempotency_key) || `m${message.seq}`,
      message,
      head,
      changing: state.changing.has(message.seq),
      state: false,
    };
    rows.push(row);
    if (message.by === self && !message.deleted) lastOwn = row;
    before = message;
  }
  if (!state.moreAfter) {
    if (lastOwn && state.pending.length === 0) lastOwn.state = true;
    let previous = before && before.by === self ? before.time : undefined;
    for (const entry of state.pending) {
      const head =
        previous === undefined ||
        entry.created - previous > group ||
        entry.request.reply_to !== undefined;
      rows.push({ kind: 'pending', key: entry.key, entry, head });
      previous = entry.created;
    }
  }
  rows.push({ kind: 'end', key: 'end' });
  return rows;
}

/** Whether `next` is `rows` with more in front of it. */
export function grewInFront(rows: readonly Row[], next: readonly Row[]): boolean {
  const first = rows.find((row) => row.kind === 'message');
  if (!first || next.length <= rows.length) return false;
  const before = rows.indexOf(first);
  const after = next.findIndex((row) => row.key === first.key);
  return after > before;
}
