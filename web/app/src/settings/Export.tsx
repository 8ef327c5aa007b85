// Everything that one can read, as one file. Read anew from the server: the local store holds a
// part of it.
import type { Conversation, Message, User } from '@parley/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { account, client } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { wordsFor } from '../ui/problem.ts';

const page = 100;

async function messagesOf(conversation: string, wanted: () => boolean): Promise<Message[]> {
  const messages: Message[] = [];
  for (let after_seq = 0; wanted();) {
    const part = await client.request('history.get', { conversation, after_seq, limit: page });
    messages.push(...part.messages);
    const last = part.messages.at(-1);
    if (!last || !part.more_after) break;
    after_seq = last.seq;
  }
  return messages;
}

async function usersOf(ids: readonly string[]): Promise<User[]> {
  const users: User[] = [];
  for (let at = 0; at < ids.length; at += page) {
    const part = await client.request('user.get', { users: ids.slice(at, at + page) });
    users.push(...part.users);
  }
  return users;
}

async function collect(
  conversations: readonly Conversation[],
  done: (count: number) => void,
  wanted: () => boolean,
): Promise<Blob | undefined> {
  const people = new Set<string>();
  const parts: object[] = [];
  for (const { conversation, kind, title, topic, peer } of conversations) {
    const messages = await messagesOf(conversation, wanted);
    if (!wanted()) return undefined;
    for (const { by } of messages) people.add(by);
    if (peer) people.add(peer);
    parts.push({ conversation, kind, title, topic, peer, messages });
    done(parts.length);
  }
  const whole = {
    server: location.origin,
    exported: new Date().toISOString(),
    account: account()?.user,
    users: await usersOf([...people]),
    conversations: parts,
  };
  return new Blob([JSON.stringify(whole, undefined, 1)], { type: 'application/json' });
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function Export() {
  const [count, setCount] = useState<number>();
  const [of, setOf] = useState(0);
  const [error, setError] = useState('');
  const turn = useRef(0);
  useEffect(() => () => void turn.current++, []);
  const start = async () => {
    const mine = ++turn.current;
    const conversations = client.conversations.value;
    setError('');
    setCount(0);
    setOf(conversations.length);
    try {
      const file = await collect(conversations, setCount, () => mine === turn.current);
      if (file) save(file, `parley-${account()?.user.login}.json`);
    } catch (reason) {
      setError(wordsFor(reason));
    }
    if (mine === turn.current) setCount(undefined);
  };
  const cancel = () => {
    turn.current++;
    setCount(undefined);
  };
  return (
    <section class="section">
      <h3>{t('export')}</h3>
      <p class="quiet">{t('export-hint')}</p>
      <div class="button-row">
        {count === undefined ? (
          <button type="button" class="button" onClick={() => void start()}>
            {t('export-start')}
          </button>
        ) : (
          <>
            <span role="status">{t('export-progress', { count, of })}</span>
            <button type="button" class="link" onClick={cancel}>
              {t('cancel')}
            </button>
          </>
        )}
      </div>
      {error && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
    </section>
  );
}
