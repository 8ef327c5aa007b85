// Completion of "@name" and ":emoji": what is offered for the word before the caret, and the keys
// for it.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { User } from '@parley/client';
import { client, isSelf, userOf } from '../app/client.ts';
import { read } from '../app/live.ts';
import { findEmoji } from '../emoji/data.ts';
import { t } from '../l10n/l10n.ts';
import { wordBefore } from './word.ts';
import { fold } from '../conversations/order.ts';

export interface Choice {
  key: string;
  label: string;
  detail?: string;
  user?: string;
  emoji?: string;
  insert: string;
  from: number;
  to: number;
}

type Found = Omit<Choice, 'from' | 'to'>;

/** Reads live values: drawn again when members or names arrive while one types. */
function people(id: string, query: string, extra: readonly User[]): Found[] {
  const item = client.conversation(id).value;
  const wanted = fold(query);
  const ids =
    item?.kind === 'direct'
      ? item.peer
        ? [item.peer]
        : []
      : read(client.members(id)).members.map((member) => member.user);
  const users = new Map<string, User>();
  for (const user of [...ids.map(userOf), ...extra])
    if (user && !isSelf(user.id)) users.set(user.id, user);
  const found = [...users.values()].filter(
    ({ login, display_name: name }) =>
      fold(login).startsWith(wanted) ||
      fold(name).startsWith(wanted) ||
      fold(name)
        .split(/\s+/)
        .some((word) => word.startsWith(wanted)),
  );
  const choices = found.slice(0, 7).map((user): Found => ({
    key: user.id,
    label: user.display_name,
    detail: `@${user.login}`,
    user: user.id,
    insert: `@${user.login} `,
  }));
  if (item?.kind === 'group' && 'all'.startsWith(wanted))
    choices.push({ key: 'all', label: '@all', detail: t('mention-all'), insert: '@all ' });
  return choices;
}

interface Word {
  kind: '@' | ':';
  query: string;
  from: number;
  to: number;
}

export function useCompletion(id: string) {
  const [word, setWord] = useState<Word>();
  const [fetched, setFetched] = useState<readonly Found[]>([]);
  const [others, setOthers] = useState<readonly User[]>([]);
  const [at, setAt] = useState(0);
  const turn = useRef(0);
  const dismissed = useRef(-1);
  const listId = useId();
  const group = client.conversation(id).value?.kind === 'group';
  // Keeps the members known while one writes.
  const complete = group ? read(client.members(id)).complete : true;
  useEffect(() => setWord(undefined), [id]);

  const found = !word ? [] : word.kind === '@' ? people(id, word.query, others) : fetched;
  const choices = found.map((one): Choice => ({ ...one, from: word!.from, to: word!.to }));
  const chosen = Math.min(at, Math.max(0, choices.length - 1));

  const findEmojiFor = async (
    area: HTMLTextAreaElement,
    next: Word,
    closed: boolean,
    mine: number,
  ) => {
    const list = await findEmoji(next.query, 8);
    if (mine !== turn.current) return;
    const exact = closed
      ? list.find((emoji) => emoji.codes.includes(next.query.toLowerCase()))
      : undefined;
    if (exact) {
      applyChoice(area, { key: '', label: '', insert: exact.emoji, from: next.from, to: next.to });
      area.dispatchEvent(new Event('input', { bubbles: true }));
    } else if (!closed) {
      setFetched(
        list.map((emoji) => ({
          key: emoji.emoji,
          label: emoji.name,
          detail: emoji.codes[0] ? `:${emoji.codes[0]}:` : undefined,
          emoji: emoji.emoji,
          insert: `${emoji.emoji} `,
        })),
      );
      setWord(next);
      setAt(0);
    }
  };

  const api = {
    choices,
    at: chosen,
    listId,
    open: choices.length > 0,
    optionId: `${listId}-${chosen}`,
    close() {
      turn.current++;
      setWord(undefined);
    },
    choose: (index = chosen) => choices[index],
    update(area: HTMLTextAreaElement) {
      const mine = ++turn.current;
      const before =
        area.selectionStart === area.selectionEnd
          ? wordBefore(area.value, area.selectionStart)
          : undefined;
      if (!before || before.from === dismissed.current) {
        if (!before) dismissed.current = -1;
        return setWord(undefined);
      }
      const next = {
        kind: before.kind,
        query: before.query,
        from: before.from,
        to: area.selectionStart,
      };
      if (before.kind === ':') {
        setWord(undefined);
        return void findEmojiFor(area, next, before.closed, mine);
      }
      setWord(next);
      setAt(0);
      if (!complete && before.query.length >= 2) {
        void client.searchUsers(before.query, 8).then(
          (users) => mine === turn.current && setOthers(users),
          () => {},
        );
      }
    },
    onKey(event: KeyboardEvent, accept: () => void): boolean {
      if (choices.length === 0) return false;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        setAt((chosen + (event.key === 'ArrowDown' ? 1 : -1) + choices.length) % choices.length);
      } else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) {
        accept();
      } else if (event.key === 'Escape') {
        dismissed.current = choices[0]!.from;
        api.close();
      } else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
  return api;
}

export function applyChoice(area: HTMLTextAreaElement, choice: Choice): void {
  area.setRangeText(choice.insert, choice.from, choice.to, 'end');
}
