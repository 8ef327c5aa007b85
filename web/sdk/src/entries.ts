// What entries of the outbox are about. Pure.

import type { OutboxEntry } from './shapes.js';
import type { RequestType } from './types.js';

const kKeyless = new Set<RequestType>(['conversation.read', 'thread.read']);

/** The two writes that have no key: their number only rises. */
export const isKeyless = (type: RequestType): boolean => kKeyless.has(type);

/**
 * Nobody is left who could have second thoughts about it; and since it may have been sent before,
 * its key and its body belong together from now on.
 */
export function inherited({ retryAt, ...entry }: OutboxEntry): OutboxEntry {
  const broken = entry.attempts > 0 && retryAt !== undefined;
  return { ...entry, ...(broken ? { retryAt } : {}), attempts: Math.max(1, entry.attempts) };
}

export const isDraft = (entry: OutboxEntry): boolean =>
  entry.request.type === 'conversation.settings' && 'draft' in entry.request;

export function sameMembers(request: object, members: object, except: readonly string[]): boolean {
  return Object.entries(members).every(
    ([name, value]) =>
      except.includes(name) || (request as Record<string, unknown>)[name] === value,
  );
}

/** What must keep its order. */
export function laneOf({ key, request, conversation }: OutboxEntry): string {
  switch (request.type) {
    case 'message.send':
    case 'message.edit':
    case 'message.delete':
    case 'message.react':
    case 'message.pin':
      return `messages ${conversation}`;
    case 'conversation.read':
    case 'conversation.settings':
      return `${request.type} ${conversation}`;
    case 'thread.read':
    case 'thread.follow':
      return `${request.type} ${conversation} ${String(request['thread'])}`;
    default:
      return key;
  }
}
