// Ctrl+K: to any conversation, person or search, by typing a few letters.
import type { User } from '@parley/client';
import { useMemo, useRef, useState } from 'preact/hooks';
import { client, titleOf } from '../app/client.ts';
import { read } from '../app/live.ts';
import { go, open } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { startSearch } from '../search/query.ts';
import { ConversationAvatar, UserAvatar } from '../ui/Avatar.tsx';
import { Dialog, hide } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { openWith } from './actions.tsx';
import { fold, isMuted, matches } from './order.ts';
import { usePeople } from './usePeople.ts';
import '../styles/dialogs.css';

type Goal =
  { kind: 'conversation'; id: string } | { kind: 'user'; user: User } | { kind: 'search' };

export default function Switcher() {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const conversations = read(client.conversations);
  const { users } = usePeople(query);
  const goals = useMemo<Goal[]>(() => {
    const wanted = query.trim();
    const talks = conversations.filter(
      (item) => !wanted || matches(titleOf(item.conversation), wanted),
    );
    const rank = (id: string) => (fold(titleOf(id)).startsWith(fold(wanted)) ? 0 : 1);
    if (wanted) talks.sort((a, b) => rank(a.conversation) - rank(b.conversation));
    else
      talks.sort(
        (a, b) => Number(b.unread > 0 && !isMuted(b)) - Number(a.unread > 0 && !isMuted(a)),
      );
    const peers = new Set(
      conversations.flatMap((item) => (item.kind === 'direct' && item.peer ? [item.peer] : [])),
    );
    return [
      ...talks.slice(0, 12).map((item): Goal => ({ kind: 'conversation', id: item.conversation })),
      ...(wanted
        ? users
            .filter((user) => !peers.has(user.id))
            .slice(0, 6)
            .map((user): Goal => ({ kind: 'user', user }))
        : []),
      ...(wanted && client.supports('message.search') ? [{ kind: 'search' } as const] : []),
    ];
  }, [query, conversations, users]);

  const choose = (goal: Goal | undefined) => {
    if (!goal) return;
    if (goal.kind === 'user') return void openWith(goal.user.id);
    hide();
    if (goal.kind === 'conversation') return open(goal.id);
    startSearch(query.trim());
    go('/search');
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by) {
      event.preventDefault();
      const next = (at + by + goals.length) % Math.max(1, goals.length);
      setAt(next);
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(goals[at]);
    }
  };
  return (
    <Dialog title={t('quick-switcher')} onClose={hide} width={520} class="switcher">
      <div class="input-box">
        <Icon name="search" size={16} />
        <input
          class="input with-icon"
          data-autofocus=""
          type="text"
          value={query}
          placeholder={t('switcher-hint')}
          dir="auto"
          role="combobox"
          aria-label={t('switcher-hint')}
          aria-expanded="true"
          aria-controls="switcher-list"
          aria-autocomplete="list"
          aria-activedescendant={goals.length > 0 ? `switcher-${at}` : undefined}
          autocomplete="off"
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKey}
        />
      </div>
      <ul
        class="switcher-list scroll"
        id="switcher-list"
        role="listbox"
        ref={list}
        aria-label={t('switcher-results')}
      >
        {goals.map((goal, index) => (
          <li
            key={
              goal.kind === 'conversation'
                ? goal.id
                : goal.kind === 'user'
                  ? goal.user.id
                  : 'search'
            }
            id={`switcher-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => choose(goal)}
            onMouseMove={() => setAt(index)}
          >
            <GoalLine goal={goal} query={query.trim()} />
          </li>
        ))}
      </ul>
      {goals.length === 0 && <p class="quiet">{t('switcher-nothing')}</p>}
      <p class="small quiet switcher-help">{t('switcher-help')}</p>
    </Dialog>
  );
}

function GoalLine({ goal, query }: { goal: Goal; query: string }) {
  if (goal.kind === 'search')
    return (
      <>
        <Icon name="search" size={20} />
        <span class="truncate">{t('switcher-search', { query })}</span>
      </>
    );
  if (goal.kind === 'user') {
    return (
      <>
        <UserAvatar user={goal.user.id} size={28} />
        <bdi class="truncate">{goal.user.display_name}</bdi>
        <span class="small quiet">@{goal.user.login}</span>
      </>
    );
  }
  const item = client.conversation(goal.id).value;
  return (
    <>
      <ConversationAvatar id={goal.id} size={28} />
      <bdi class="truncate">{titleOf(goal.id)}</bdi>
      {item && item.mentions > 0 ? (
        <span class="badge mention">@{item.mentions}</span>
      ) : (
        item &&
        item.unread > 0 &&
        !isMuted(item) && (
          <span class="badge strong">{item.unread > 999 ? '999+' : item.unread}</span>
        )
      )}
    </>
  );
}
