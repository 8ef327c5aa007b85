// The list of messages: virtual, both ways, and never moving by itself but to stay at the end when
// one is there.
import type { Timeline as Source } from '@parley/client';
import { memo } from 'preact/compat';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { client, conversation, isSelf, selfId } from '../app/client.ts';
import { tabVisible } from '../app/layout.ts';
import { read } from '../app/live.ts';
import { showPanel } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { day, startOfDay } from '../l10n/times.ts';
import { Problem, Skeleton } from '../ui/Empty.tsx';
import { Icon } from '../ui/Icon.tsx';
import { wordsFor } from '../ui/problem.ts';
import { ParleyError } from '@parley/client';
import { copySelected } from './copying.ts';
import { Divider, DayDivider, Start } from './Dividers.tsx';
import { MessageRow } from './MessageRow.tsx';
import { PendingRow } from './PendingRow.tsx';
import { buildRows, grewInFront, type Row } from './rows.ts';
import { messageKeys } from './messageKeys.ts';
import { streamOf, type Stream } from './reading.ts';
import { askForDate, wasAsked } from './jump.tsx';

/** How far from what is held the next page is asked for. */
const near = 2500;

interface Props {
  source: Source;
  id: string;
  newAfter?: number;
  thread?: number;
  /** Changes when one has sent something: goes to the end. */
  sent: number;
}

export function Timeline({ source, id, newAfter, thread, sent }: Props) {
  const state = read(source);
  // A thread's replies come with the conversation's log, but its divider stays where it was.
  const stream = thread === undefined ? streamOf(id) : 'live';
  const self = selfId();
  const rows = useMemo(
    () => buildRows(state, { self, newAfter, thread: thread !== undefined }),
    [state, self, newAfter],
  );
  const handle = useRef<VirtualizerHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const now = useRef({
    rows: [] as readonly Row[],
    stick: false,
    placed: false,
    /** Whoever asked for the end goes there, past whatever is new. */
    asked: false,
    target: undefined as unknown,
    loading: true,
    stream: 'still' as Stream,
    own: 0,
    hand: -Infinity,
    look: () => {},
  });
  const [atEnd, setAtEnd] = useState(true);
  const [top, setTop] = useState<number>();
  const [moving, setMoving] = useState(false);
  const rest = useRef(0);
  const later = useRef(0);
  const [active, setActive] = useState<string>();
  const [flash, setFlash] = useState<number>();
  const shift = grewInFront(now.current.rows, rows);

  /** Scrolls by itself, until a hand stops it. */
  const scrollTo = (index: number, align: 'start' | 'center' | 'end') => {
    now.current.own = performance.now() + 500;
    handle.current?.scrollToIndex(index, { align });
  };
  const byHand = () => (now.current.hand = performance.now());
  /** Whoever scrolls up while the list is still going to its end is let go. */
  const release = () => {
    now.current.stick = false;
    if (performance.now() > now.current.own) return;
    now.current.own = 0;
    handle.current?.scrollBy(0);
  };
  const toEnd = () => scrollTo(rows.length - 1, 'end');
  const followEnd = () => {
    if (now.current.stick && stream !== 'catching-up') toEnd();
  };
  const askForEnd = () => {
    now.current.stick = true;
    now.current.asked = state.moreAfter;
    if (state.moreAfter) void source.jump('newest');
    else toEnd();
  };
  const look = () => {
    const list = handle.current;
    // A list that was not measured yet sees neither its end nor what is above it; while one is on
    // the way to another place, or before what has come is drawn, what is in sight is of no account.
    if (!list?.viewportSize || !now.current.placed) return;
    if (state.loading || source.value !== state) return;
    // The list's own figures: asking the elements would lay them out at every step.
    const offset = list.scrollOffset;
    const left = list.scrollSize - list.viewportSize - offset;
    const end = left < 24 && !state.moreAfter;
    // What is missed and comes in below does not take one away from the end: only a hand does.
    if (stream !== 'catching-up' || performance.now() < now.current.hand + 1000)
      now.current.stick = end;
    setAtEnd(end || (left < 24 && rows.length < 3));
    const index = list.findItemIndex(offset + 4);
    const first = rows[index];
    const dayInSight =
      first?.kind === 'day' || first?.kind === 'start' || rows[index + 1]?.kind === 'day';
    setTop(first?.kind === 'message' && !dayInSight ? startOfDay(first.message.time) : undefined);
    // The list goes to a row by its number: a page that came in front meanwhile would mislead it.
    const underWay = now.current.own - performance.now();
    clearTimeout(later.current);
    if (underWay > 0) {
      later.current = window.setTimeout(() => now.current.look(), underWay);
    } else {
      if (offset < near && state.moreBefore && !state.loadingBefore && !state.error)
        void source.loadBefore();
      if (left < near && state.moreAfter && !state.loadingAfter && !state.error)
        void source.loadAfter();
    }
    if (tabVisible.peek()) markRead(offset + list.viewportSize, end);
  };

  now.current.look = look;
  useEffect(() => () => clearTimeout(later.current), []);

  const markRead = (bottom: number, end: boolean) => {
    const item = client.conversation(id).value;
    if (!item) return;
    if (thread !== undefined) {
      const last = end ? state.messages.at(-1) : undefined;
      const followed = client.threads.value.find(
        (one) => one.conversation === id && one.thread === thread,
      );
      if (last?.thread_seq && followed && followed.read < last.thread_seq)
        void client.readThread(id, thread, last.thread_seq);
      return;
    }
    if (stream === 'starting' || stream === 'catching-up') return;
    let seq = 0;
    // Of what is drawn: more may have come since.
    if (end) seq = state.messages.at(-1)?.seq ?? 0;
    else {
      for (let at = handle.current!.findItemIndex(bottom - 12); at >= 0; at--) {
        const row = rows[at];
        if (row?.kind === 'message') {
          seq = row.message.seq;
          break;
        }
      }
    }
    if (seq > item.read_seq) void client.read(id, seq);
    if (item.marked_unread && end) void client.setPreferences(id, { marked_unread: false });
  };

  // Where one is put when the first page, or that of a jump, has come, or the log has caught up;
  // afterwards only the end is held.
  useLayoutEffect(() => {
    const at = now.current;
    const wasLoading = at.loading;
    const caughtUp = at.stream !== 'live' && stream === 'live';
    at.rows = rows;
    at.loading = state.loading;
    at.stream = stream;
    if (state.loading) return;
    if (state.error && (wasLoading || !at.placed)) {
      // It could not be reached. One stays where one is, or sees the newest that is held meanwhile.
      at.asked = false;
      if (!at.placed) toEnd();
      return;
    }
    const arrived = state.target !== at.target;
    at.target = state.target;
    if (state.target && arrived && wasAsked(source)) {
      at.placed = true;
      at.asked = false;
      const { seq } = state.target;
      const message = state.messages.find((one) => one.seq === seq);
      if (!thread && message?.thread !== undefined) {
        showPanel('thread', message.thread);
        return;
      }
      const index = rows.findIndex((row) => row.kind === 'message' && row.message.seq >= seq);
      at.stick = false;
      scrollTo(Math.max(0, index), 'center');
      setFlash(seq);
      setAtEnd(false);
      setTimeout(() => setFlash((shown) => (shown === seq ? undefined : shown)), 1600);
      return;
    }
    if (!at.placed || wasLoading || (caughtUp && at.stick)) {
      const stays = at.asked || (thread !== undefined && at.stick && wasLoading);
      const index = stays ? -1 : firstNew(rows, id, thread);
      at.asked = false;
      // It is not among these: what was held before is gone, and the newest was read again.
      const elsewhere = !stays && index < 0 && thread === undefined && !state.target;
      if (elsewhere && (client.conversation(id).value?.unread ?? 0) > 0) {
        at.placed = false;
        void source.jump('unread');
        return;
      }
      at.placed = true;
      if (index >= 0) {
        scrollTo(Math.max(0, index - 1), 'start');
        at.stick = false;
      } else {
        toEnd();
        at.stick = true;
      }
    } else followEnd();
    const frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [rows, state.loading, state.target, stream]);

  useEffect(() => {
    if (sent > 0) askForEnd();
  }, [sent]);
  useEffect(() => tabVisible.subscribe(look), [rows, stream]);

  if (state.loading && rows.length < 3)
    return (
      <div class="timeline-frame">
        <Skeleton rows={7} />
      </div>
    );
  if (state.error && state.messages.length === 0 && state.pending.length === 0) {
    const error = new ParleyError(state.error);
    return (
      <div class="timeline-frame">
        <Problem
          text={wordsFor(error)}
          retry={t('try-again')}
          onRetry={() => void source.retry()}
        />
      </div>
    );
  }
  const unread = Math.max(0, conversation(id)?.unread ?? 0);
  return (
    <div class="timeline-frame">
      {top !== undefined && moving && !thread && (
        <button
          type="button"
          class="day-float"
          tabIndex={-1}
          onClick={() => askForDate(source)}
          aria-label={t('jump-to-date')}
          data-tip={t('jump-to-date')}
        >
          {day(top)}
        </button>
      )}
      <div
        class="timeline scroll"
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={t('messages')}
        tabIndex={0}
        onWheel={(event) => {
          byHand();
          if (event.deltaY < 0) release();
        }}
        onTouchMove={() => {
          byHand();
          release();
        }}
        onPointerDown={byHand}
        onCopy={(event) => copySelected(event, rows)}
        onFocus={(event) => {
          const box = event.currentTarget;
          if (event.target !== box || !box.matches(':focus-visible')) return;
          messageKeys.focusLast(box, rows, handle.current);
        }}
        onKeyDown={(event) => {
          byHand();
          messageKeys.onKey(event, {
            id,
            rows,
            handle: handle.current,
            scroller: scroller.current!,
            thread,
            setActive,
          });
        }}
      >
        <div class="timeline-space" />
        <Virtualizer
          ref={handle}
          data={rows}
          shift={shift}
          bufferSize={500}
          scrollRef={scroller}
          onScroll={() => {
            if (performance.now() < now.current.hand + 1000) setMoving(true);
            clearTimeout(rest.current);
            rest.current = window.setTimeout(() => setMoving(false), 1400);
            look();
          }}
          onResize={() => {
            followEnd();
            requestAnimationFrame(look);
          }}
        >
          {(row) => (
            <RowView
              key={row.key}
              row={row}
              id={id}
              thread={thread}
              active={active === row.key}
              flash={row.kind === 'message' && flash === row.message.seq}
              onActive={setActive}
            />
          )}
        </Virtualizer>
      </div>
      {(!atEnd || state.moreAfter) && !state.loading && (
        <button type="button" class="to-end" onClick={askForEnd}>
          <Icon name="down" size={16} />
          {unread > 0 && thread === undefined ? (
            t('new-below', { count: unread })
          ) : (
            <span>{t('to-end')}</span>
          )}
        </button>
      )}
    </div>
  );
}

/** The divider before what is not read, or the first of it; -1 if there is none. */
function firstNew(rows: readonly Row[], id: string, thread: number | undefined): number {
  const divider = rows.findIndex((row) => row.kind === 'new');
  if (thread !== undefined) return divider;
  const readSeq = client.conversation(id).value?.read_seq ?? 0;
  const first = rows.findIndex(
    (row) => row.kind === 'message' && row.message.seq > readSeq && !isSelf(row.message.by),
  );
  return divider >= 0 && divider === first - 1 ? divider : first;
}

interface RowProps {
  row: Row;
  id: string;
  thread?: number;
  active: boolean;
  flash: boolean;
  onActive: (key: string) => void;
}

/** The list draws itself anew at every step of the scroll; its rows need not. */
const RowView = memo(({ row, id, thread, active, flash, onActive }: RowProps) => {
  switch (row.kind) {
    case 'start':
      return thread === undefined ? <Start id={id} /> : <div />;
    case 'end':
      return <div class="timeline-end" />;
    case 'day':
      return <DayDivider time={row.time} />;
    case 'new':
      return <Divider />;
    case 'pending':
      return <PendingRow entry={row.entry} head={row.head} id={id} />;
    case 'message':
      return (
        <MessageRow
          id={id}
          message={row.message}
          head={row.head}
          changing={row.changing}
          state={row.state}
          thread={thread}
          active={active}
          flash={flash}
          rowKey={row.key}
          onActive={onActive}
        />
      );
  }
});
