// What the app sees of a conversation: the server's state with what is on its way to the server
// laid over it.

import { tombstone, withNumbers, withPin, withReaction, withRead } from './items.js';
import type { ConversationState } from './state.js';
import type { Conversation, OutboxEntry } from './shapes.js';
import type {
  ConversationItem,
  ConversationPreferences,
  Mentions,
  Message,
  UserId,
} from './types.js';

const kPreferences = ['muted', 'pinned', 'archived', 'notify', 'marked_unread'] as const;

/** `entries` are those of this conversation, in their order. */
export function overlayConversation(
  state: ConversationState,
  entries: readonly OutboxEntry[],
): Conversation {
  let item: ConversationItem = state.item;
  for (const { request, state: progress } of entries) {
    if (request.type === 'conversation.read')
      item = withRead(item, Math.min(Number(request['seq']), item.head_seq));
    if (request.type === 'conversation.settings' && progress !== 'failed')
      item = withPreferences(item, request as Partial<ConversationPreferences>);
  }
  return { ...withNumbers(item), have: state.have, stale: state.stale };
}

function withPreferences(
  item: ConversationItem,
  changes: Partial<ConversationPreferences>,
): ConversationItem {
  const next: ConversationItem = { ...item };
  for (const name of kPreferences)
    if (changes[name] !== undefined) Object.assign(next, { [name]: changes[name] });
  if (changes.draft) next.draft = changes.draft;
  else if (changes.draft !== undefined) delete next.draft;
  return next;
}

/**
 * The messages with waiting edits, deletions, reactions and pins done, and whose those are.
 * `messages` itself if there are none.
 */
export function overlayMessages(
  messages: readonly Message[],
  entries: readonly OutboxEntry[],
  me: UserId,
): { messages: readonly Message[]; changing: ReadonlySet<number> } {
  const changing = new Set<number>();
  let result: Message[] | undefined;
  const change = (seq: number, apply: (message: Message) => Message): void => {
    const list = result ?? messages;
    const at = find(list, seq);
    if (at < 0 || list[at]!.deleted) return;
    result ??= messages.slice();
    result[at] = apply(result[at]!);
    changing.add(seq);
  };
  for (const { request, state } of entries) {
    if (state === 'failed') continue;
    const seq = Number(request['seq']);
    switch (request.type) {
      case 'message.edit':
        change(seq, (message) => edited(message, request));
        break;
      case 'message.delete':
        for (const one of request['seqs'] as readonly number[])
          change(one, (message) => tombstone(message, message.rev));
        break;
      case 'message.react':
        change(seq, (message) =>
          withReaction(message, String(request['emoji']), me, request['on'] === true, me),
        );
        break;
      case 'message.pin':
        change(seq, (message) => withPin(message, request['on'] === true));
        break;
      default:
    }
  }
  return { messages: result ?? messages, changing };
}

function edited(message: Message, request: OutboxEntry['request']): Message {
  const { format: _, ...rest } = message;
  const next: Message = {
    ...rest,
    text: String(request['text']),
    version: (message.version ?? 1) + 1,
  };
  if (request['format'] !== undefined) next.format = request['format'] as 'plain' | 'markdown';
  if (request['mentions'] !== undefined) next.mentions = request['mentions'] as Mentions;
  return next;
}

/** Where `seq` stands in a list that ascends by it; -1 if nowhere. */
function find(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = messages[middle]!.seq;
    if (at === seq) return middle;
    if (at < seq) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
