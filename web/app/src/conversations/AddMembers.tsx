import type { User } from '@parley/client';
import { useState } from 'preact/hooks';
import { client, titleOf } from '../app/client.ts';
import { read } from '../app/live.ts';
import { t } from '../l10n/l10n.ts';
import { Dialog, hide } from '../ui/Dialog.tsx';
import { wordsFor } from '../ui/problem.ts';
import { toast } from '../ui/Toast.tsx';
import { GroupLinks } from './GroupLinks.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';
import '../styles/dialogs.css';

export default function AddMembers({ id }: { id: string }) {
  const [people, setPeople] = useState<readonly User[]>([]);
  const [error, setError] = useState('');
  const here = read(client.members(id)).members.map((member) => member.user);
  const add = () =>
    client
      .addMembers(
        id,
        people.map((user) => user.id),
      )
      .then(
        () => {
          hide();
          toast(t('added-count', { count: people.length }));
        },
        (reason) => setError(wordsFor(reason)),
      );
  return (
    <Dialog title={t('add-people-to', { title: titleOf(id) })} onClose={hide}>
      <PeoplePicker
        label={t('add-people')}
        chosen={people}
        onChosen={setPeople}
        without={here}
        autofocus
      />
      {error && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      <div class="dialog-foot">
        <button
          type="button"
          class="button primary"
          disabled={people.length === 0}
          onClick={() => void add()}
        >
          {t('add')}
        </button>
      </div>
      {client.supports('invite.create') && <GroupLinks id={id} />}
    </Dialog>
  );
}
