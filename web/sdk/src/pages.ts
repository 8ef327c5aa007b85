// What answers bring into the state of a conversation: snapshots, items of lists, pages of history.

import type { ConversationState, ThreadView } from './state.js';
import { applyReply } from './threads.js';
import { addMessages, cutBelow } from './runs.js';
import type { ConversationItem, HistoryPage, Message } from './types.js';

/** A conversation out of a snapshot. `held` keeps its messages if the log has not moved. */
export function fromItem(item: ConversationItem, held?: ConversationState): ConversationState {
  const keep = held && held.have === item.head_rev;
  return {
    item,
    itemRev: item.head_rev,
    have: item.head_rev,
    runs: keep ? cutBelow(held.runs, item.floor_seq) : [],
    threads: keep ? held.threads : new Map(),
    heads: keep ? held.heads : new Map(),
    stale: false,
  };
}

/**
 * An item of a list that was read while the log goes on: it may be ahead of `have`, whose events
 * still come.
 */
export function mergeItem(state: ConversationState, item: ConversationItem): ConversationState {
  if (item.head_rev < state.itemRev) return state;
  const full = { ...item };
  if (item.head_rev === state.itemRev) {
    if (!full.members && state.item.members) full.members = state.item.members;
    if (!full.pins && state.item.pins) full.pins = state.item.pins;
  }
  full.read_seq = Math.max(item.read_seq, state.item.read_seq);
  full.mention_seqs = item.mention_seqs.filter((seq) => seq > full.read_seq);
  return {
    ...state,
    item: full,
    itemRev: item.head_rev,
    runs: cutBelow(state.runs, item.floor_seq),
  };
}

/** A page of history. */
export function mergePage(state: ConversationState, page: HistoryPage): ConversationState {
  const item =
    page.floor_seq > state.item.floor_seq
      ? { ...state.item, floor_seq: page.floor_seq }
      : state.item;
  const next = {
    ...state,
    item,
    runs: cutBelow(addMessages(state.runs, page.messages), item.floor_seq),
  };
  // Roots that were held before the page may not have counted these.
  for (const message of page.messages) if (message.thread !== undefined) applyReply(next, message);
  return next;
}

/** A page of a thread. Without `direction` it takes the place of what was held. */
export function mergeThreadPage(
  state: ConversationState,
  root: number,
  page: HistoryPage,
  direction?: 'before' | 'after',
): ConversationState {
  const held = direction && state.threads.get(root);
  const bySeq = new Map<number, Message>();
  for (const message of [...(held?.messages ?? []), ...page.messages]) {
    const other = bySeq.get(message.seq);
    if (!other || other.rev <= message.rev) bySeq.set(message.seq, message);
  }
  const view: ThreadView = {
    messages: [...bySeq.values()].sort((a, b) => a.seq - b.seq),
    moreBefore: direction === 'after' && held ? held.moreBefore : page.more_before,
    moreAfter: direction === 'before' && held ? held.moreAfter : page.more_after,
  };
  const rootMessage = page.root ?? held?.root;
  if (rootMessage) view.root = rootMessage;
  return { ...state, threads: new Map(state.threads).set(root, view) };
}

export function dropThread(state: ConversationState, root: number): ConversationState {
  if (!state.threads.has(root)) return state;
  const threads = new Map(state.threads);
  threads.delete(root);
  return { ...state, threads };
}

/** A message that was read again since its event could not tell all of it. */
export function mergeMessage(state: ConversationState, message: Message): ConversationState {
  const next = { ...state, runs: addMessages(state.runs, [message]) };
  const { last } = state.item;
  if (last?.seq === message.seq && last.rev <= message.rev)
    next.item = { ...state.item, last: message };
  if (message.thread !== undefined) applyReply(next, message);
  return next;
}
