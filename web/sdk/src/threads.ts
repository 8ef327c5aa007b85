// Threads, as far as the log of their conversation tells of them.

import { messageOf } from './items.js';
import type { ConversationState } from './state.js';
import { messageAt, patchRuns } from './runs.js';
import type { EventData, LogEvent, Message, ThreadInfo } from './types.js';

const kParticipantsMax = 10;

/**
 * A reply in a thread: its root counts it, an open view shows it. `state` is the caller's own copy.
 */
export function applyReply(state: ConversationState, message: Message): void {
  const root = message.thread!;
  const head = message.thread_seq ?? 0;
  if ((state.heads.get(root)?.head ?? 0) < head) {
    state.heads = new Map(state.heads).set(root, {
      head,
      last_seq: message.seq,
      last_time: message.time,
    });
  }
  const count = (one: Message): Message =>
    one.thread_info && one.thread_info.last_seq >= message.seq
      ? one
      : { ...one, thread_info: withReply(one.thread_info, message) };
  state.runs = patchRuns(state.runs, root, count);
  if (state.item.last?.seq === root) state.item = { ...state.item, last: count(state.item.last) };
  const view = state.threads.get(root);
  if (!view) return;
  const next = { ...view };
  if (view.root) next.root = count(view.root);
  const within = !view.moreBefore || message.seq > (view.messages[0]?.seq ?? 0);
  if (!view.moreAfter && within && !view.messages.some((one) => one.seq === message.seq)) {
    next.messages = [...view.messages, message].sort((a, b) => a.seq - b.seq);
  }
  state.threads = new Map(state.threads).set(root, next);
}

function withReply(info: ThreadInfo | undefined, reply: Message): ThreadInfo {
  const participants = info?.participants ?? [];
  const total = info?.participants_count ?? 0;
  const known = participants.includes(reply.by);
  // With more participants than are listed nobody can tell whether this one is new: the next page
  // will say.
  const isNew = !known && total <= participants.length;
  return {
    count: Math.max(info?.count ?? 0, reply.thread_seq ?? 0),
    last_seq: reply.seq,
    last_time: reply.time,
    participants:
      isNew && participants.length < kParticipantsMax ? [...participants, reply.by] : participants,
    participants_count: isNew ? total + 1 : total,
  };
}

/** An entry that is in the state already still tells how far a thread has come. */
export function noteReply(state: ConversationState, event: LogEvent): ConversationState {
  const { thread, thread_seq } = event.data as Partial<EventData['message']>;
  if (
    event.seq === undefined ||
    thread === undefined ||
    (state.heads.get(thread)?.head ?? 0) >= (thread_seq ?? 0)
  )
    return state;
  const next = { ...state };
  applyReply(next, messageAt(state.runs, event.seq) ?? messageOf(event));
  return next;
}
