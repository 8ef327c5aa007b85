// Choosing several people: chips for those chosen, a field, a list below it.
import type { User } from '@parley/client';
import { useState } from 'preact/hooks';
import { t } from '../l10n/l10n.ts';
import { UserAvatar } from '../ui/Avatar.tsx';
import { Icon } from '../ui/Icon.tsx';
import { usePeople } from './usePeople.ts';

interface Props {
  chosen: readonly User[];
  onChosen: (users: readonly User[]) => void;
  without?: readonly string[];
  label: string;
  autofocus?: boolean;
}

export function PeoplePicker({ chosen, onChosen, without = [], label, autofocus }: Props) {
  const [query, setQuery] = useState('');
  const { users, searching } = usePeople(query, without);
  const toggle = (user: User) => {
    onChosen(
      chosen.some((one) => one.id === user.id)
        ? chosen.filter((one) => one.id !== user.id)
        : [...chosen, user],
    );
    setQuery('');
  };
  return (
    <div class="picker">
      {chosen.length > 0 && (
        <ul class="chips" aria-label={t('chosen-people')}>
          {chosen.map((user) => (
            <li key={user.id}>
              <button
                type="button"
                class="chip"
                aria-label={t('remove-person', { name: user.display_name })}
                onClick={() => toggle(user)}
              >
                <bdi class="truncate">{user.display_name}</bdi>
                <Icon name="close" size={13} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="input-box">
        <Icon name="search" size={16} />
        <input
          class="input with-icon"
          type="search"
          value={query}
          aria-label={label}
          placeholder={t('find-people')}
          dir="auto"
          data-autofocus={autofocus ? '' : undefined}
          onInput={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.isComposing) return;
            const first = users.find((user) => !chosen.some((one) => one.id === user.id));
            if (event.key === 'Enter') {
              event.preventDefault();
              if (query.trim() && first) toggle(first);
            }
            if (event.key === 'Backspace' && !query && chosen.length > 0)
              onChosen(chosen.slice(0, -1));
          }}
        />
      </div>
      <PeopleList
        users={users}
        chosen={chosen}
        onPick={toggle}
        empty={query.trim() && !searching ? t('nobody-found') : ''}
      />
    </div>
  );
}

export function PeopleList(props: {
  users: readonly User[];
  chosen?: readonly User[];
  onPick: (user: User) => void;
  empty: string;
}) {
  const { users, chosen, onPick, empty } = props;
  return (
    <ul class="people-list scroll" aria-label={t('people')}>
      {users.map((user) => {
        const on = chosen?.some((one) => one.id === user.id);
        return (
          <li key={user.id}>
            <button
              type="button"
              class="person pick"
              aria-pressed={chosen ? on : undefined}
              onClick={() => onPick(user)}
            >
              <UserAvatar user={user.id} size={34} presence />
              <div>
                <strong class="truncate" dir="auto">
                  {user.display_name}
                </strong>
                <p class="small quiet">@{user.login}</p>
              </div>
              {on && <Icon name="check" />}
            </button>
          </li>
        );
      })}
      {users.length === 0 && empty && <li class="quiet small people-empty">{empty}</li>}
    </ul>
  );
}
