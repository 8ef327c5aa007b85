import type { User } from '@parley/client';
import { useState } from 'preact/hooks';
import { client, selfId } from '../app/client.ts';
import { open } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { Dialog, hide } from '../ui/Dialog.tsx';
import { Check, Field } from '../ui/Field.tsx';
import { Icon } from '../ui/Icon.tsx';
import { wordsFor } from '../ui/problem.ts';
import { UserAvatar } from '../ui/Avatar.tsx';
import { openWith } from './actions.tsx';
import { matches } from './order.ts';
import { PeopleList, PeoplePicker } from './PeoplePicker.tsx';
import { usePeople } from './usePeople.ts';
import '../styles/dialogs.css';

export default function NewConversation({ group = false }: { group?: boolean }) {
  const [kind, setKind] = useState<'direct' | 'group'>(group ? 'group' : 'direct');
  return (
    <Dialog title={t('new-conversation')} onClose={hide}>
      <div class="segments" role="group" aria-label={t('new-conversation')}>
        <button type="button" aria-pressed={kind === 'direct'} onClick={() => setKind('direct')}>
          {t('direct-message')}
        </button>
        <button type="button" aria-pressed={kind === 'group'} onClick={() => setKind('group')}>
          {t('new-group')}
        </button>
      </div>
      {kind === 'direct' ? <Direct /> : <Group />}
    </Dialog>
  );
}

function Direct() {
  const [query, setQuery] = useState('');
  const { users, searching } = usePeople(query);
  return (
    <div class="picker">
      <div class="input-box">
        <Icon name="search" size={16} />
        <input
          class="input with-icon"
          type="search"
          data-autofocus=""
          value={query}
          aria-label={t('find-people')}
          placeholder={t('find-people')}
          dir="auto"
          onInput={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) =>
            event.key === 'Enter' &&
            !event.isComposing &&
            users[0] &&
            query.trim() &&
            void openWith(users[0].id)
          }
        />
      </div>
      {matches(t('notes-to-self'), query) && (
        <button type="button" class="person pick" onClick={() => void openWith(selfId())}>
          <UserAvatar user={selfId()} size={34} />
          <div>
            <strong class="truncate">{t('notes-to-self')}</strong>
            <p class="small quiet">{t('start-self-brief')}</p>
          </div>
        </button>
      )}
      <PeopleList
        users={users}
        onPick={(user) => void openWith(user.id)}
        empty={query.trim() ? (searching ? '' : t('nobody-found')) : t('find-people-hint')}
      />
    </div>
  );
}

function Group() {
  const [title, setTitle] = useState('');
  const [topic, setTopic] = useState('');
  const [people, setPeople] = useState<readonly User[]>([]);
  const [open_, setOpen] = useState(false);
  const [error, setError] = useState<{ title?: string; other?: string }>({});
  const [busy, setBusy] = useState(false);
  const create = async (event: Event) => {
    event.preventDefault();
    if (!title.trim()) return setError({ title: t('group-name-needed') });
    setBusy(true);
    try {
      const id = await client.createGroup({
        title: title.trim(),
        members: people.map((user) => user.id),
        ...(topic.trim() ? { topic: topic.trim() } : {}),
        ...(open_ ? { join: 'open' as const } : {}),
      });
      hide();
      open(id);
    } catch (reason) {
      setBusy(false);
      setError({ other: wordsFor(reason) });
    }
  };
  return (
    <form class="stack" onSubmit={create} noValidate>
      <Field
        label={t('group-name')}
        value={title}
        onValue={setTitle}
        error={error.title}
        autofocus
        maxLength={128}
      />
      <Field
        label={t('group-topic')}
        hint={t('group-topic-hint')}
        value={topic}
        onValue={setTopic}
        maxLength={512}
      />
      <div class="field">
        <span class="label">{t('group-members')}</span>
        <PeoplePicker label={t('group-members')} chosen={people} onChosen={setPeople} />
      </div>
      {client.supports('conversation.discover') && (
        <Check
          label={t('public-group')}
          hint={t('public-group-hint')}
          checked={open_}
          onChecked={setOpen}
        />
      )}
      {error.other && (
        <p class="error" role="alert">
          {error.other}
        </p>
      )}
      <div class="dialog-foot">
        <button type="submit" class="button primary" disabled={busy}>
          {t('group-create')}
        </button>
      </div>
    </form>
  );
}
