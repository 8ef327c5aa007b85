import { useEffect, useState } from 'preact/hooks';
import { client, isSelf, nameOf } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { UserAvatar } from '../ui/Avatar.tsx';
import { Dialog, hide } from '../ui/Dialog.tsx';
import { wordsFor } from '../ui/problem.ts';

export default function Readers({ id, seq }: { id: string; seq: number }) {
  const [lists, setLists] = useState<{ read: readonly string[]; delivered: readonly string[] }>();
  const [error, setError] = useState('');
  useEffect(() => {
    void client.receiptsOf(id, seq).then(setLists, (reason) => setError(wordsFor(reason)));
  }, []);
  const read = lists?.read.filter((user) => !isSelf(user)) ?? [];
  const delivered = lists?.delivered.filter((user) => !isSelf(user) && !read.includes(user)) ?? [];
  const list = (title: string, users: readonly string[]) =>
    users.length > 0 && (
      <section>
        <h3 class="label quiet">{title}</h3>
        <ul class="people">
          {users.map((user) => (
            <li key={user} class="person">
              <UserAvatar user={user} size={32} />
              <bdi class="truncate">{nameOf(user)}</bdi>
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <Dialog title={t('read-by')} onClose={hide} width={380}>
      {error && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      {!lists && !error && <p class="quiet">{t('loading')}</p>}
      {list(t('state-read'), read)}
      {list(t('state-delivered'), delivered)}
      {lists && read.length + delivered.length === 0 && <p class="quiet">{t('read-by-nobody')}</p>}
    </Dialog>
  );
}
