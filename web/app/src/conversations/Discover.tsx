// Public groups: found by name, joined or asked for.
import type { DiscoveredConversation } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import { client } from '../app/client.ts';
import { open } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { Page } from '../shell/Page.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Empty, Problem, Skeleton } from '../ui/Empty.tsx';
import { Icon } from '../ui/Icon.tsx';
import { complain, wordsFor } from '../ui/problem.ts';
import { toast } from '../ui/Toast.tsx';
import { startNew } from './actions.tsx';
import '../styles/dialogs.css';

export default function Discover() {
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<readonly DiscoveredConversation[]>();
  const [next, setNext] = useState<string>();
  const [error, setError] = useState('');
  const load = (after?: string) =>
    client.discover(query.trim() || undefined, after).then(
      (answer) => {
        setError('');
        setFound((before) =>
          after && before ? [...before, ...answer.conversations] : answer.conversations,
        );
        setNext(answer.next);
      },
      (reason) => setError(wordsFor(reason)),
    );
  useEffect(() => {
    const timer = setTimeout(() => void load(), query ? 200 : 0);
    return () => clearTimeout(timer);
  }, [query]);

  const join = async (group: DiscoveredConversation) => {
    try {
      const answer = await client.join({ conversation: group.conversation });
      if (!answer.requested) return open(answer.conversation);
      toast(t('join-asked'));
      setFound((list) => list?.map((one) => (one === group ? { ...group, requested: true } : one)));
    } catch (reason) {
      complain(reason);
    }
  };
  return (
    <Page title={t('discover')}>
      <div class="input-box">
        <Icon name="search" size={16} />
        <input
          class="input with-icon"
          type="search"
          value={query}
          placeholder={t('discover-find')}
          aria-label={t('discover-find')}
          dir="auto"
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      {error && <Problem text={error} retry={t('try-again')} onRetry={() => void load()} />}
      {!found && !error && <Skeleton rows={4} />}
      {found?.length === 0 && !error && (
        <Empty
          icon="compass"
          action={
            !query && (
              <button type="button" class="button" onClick={() => startNew(true)}>
                {t('new-group')}
              </button>
            )
          }
        >
          {query ? t('discover-nothing') : t('discover-empty')}
        </Empty>
      )}
      <ul class="plain-list wide-list">
        {found?.map((group) => (
          <li key={group.conversation} class="person">
            <Avatar id={group.conversation} name={group.title} size={44} group />
            <div>
              <strong dir="auto">{group.title}</strong>
              {group.topic && (
                <p class="quiet" dir="auto">
                  {group.topic}
                </p>
              )}
              <p class="small quiet">{t('members-count', { count: group.members_count })}</p>
            </div>
            {group.member ? (
              <button type="button" class="button small" onClick={() => open(group.conversation)}>
                {t('open')}
              </button>
            ) : group.requested ? (
              <span class="tag">{t('asked')}</span>
            ) : (
              <button type="button" class="button small primary" onClick={() => void join(group)}>
                {group.join === 'open' ? t('join') : t('ask-to-join')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {next && (
        <button type="button" class="button" onClick={() => void load(next)}>
          {t('load-more')}
        </button>
      )}
    </Page>
  );
}
