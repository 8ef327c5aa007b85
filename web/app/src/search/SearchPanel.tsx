// Search in words, by person and by date; here or everywhere.
import { useEffect, useRef, useState } from 'preact/hooks';
import { client, nameOf, titleOf, userOf, conversation as conversationOf } from '../app/client.ts';
import { read } from '../app/live.ts';
import { open } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { brief, exact } from '../l10n/times.ts';
import { UserAvatar } from '../ui/Avatar.tsx';
import { Empty, Skeleton } from '../ui/Empty.tsx';
import { Field } from '../ui/Field.tsx';
import { Icon } from '../ui/Icon.tsx';
import { wordsFor } from '../ui/problem.ts';
import { usePeople } from '../conversations/usePeople.ts';
import { query, results, type Query } from './query.ts';
import type { SearchHit } from '@parley/client';
import '../styles/dialogs.css';

const startOf = (day: string) => new Date(`${day}T00:00:00`).getTime();
const same = (a: Query, b: Query) =>
  a.text === b.text && a.by === b.by && a.from === b.from && a.to === b.to;

export default function SearchPanel({ id = '' }: { id?: string }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const [filters, setFilters] = useState(
    Boolean(query.peek().by || query.peek().from || query.peek().to),
  );
  const box = useRef<HTMLInputElement>(null);
  const turn = useRef(0);
  const now = query.value;
  const result = results.value[id];

  const run = async (next?: string) => {
    const wanted = query.peek();
    const mine = ++turn.current;
    if (!wanted.text.trim()) {
      results.value = { ...results.value, [id]: undefined };
      return setBusy(false);
    }
    setBusy(true);
    setError('');
    try {
      let hits: readonly SearchHit[] = next ? (results.peek()[id]?.hits ?? []) : [];
      let page = next;
      let more = true;
      // A page may be empty though there is more behind it.
      for (let i = 0; i < 5 && more; i++) {
        const answer = await client.search({
          query: wanted.text.trim(),
          limit: 30,
          ...(id ? { conversation: id } : {}),
          ...(wanted.by ? { by: wanted.by } : {}),
          ...(page
            ? { before: page }
            : wanted.to
              ? { before: startOf(wanted.to) + 86_400_000 }
              : {}),
          ...(wanted.from ? { after: startOf(wanted.from) } : {}),
        });
        if (mine !== turn.current) return;
        hits = [...hits, ...answer.hits];
        more = answer.more && answer.next !== undefined;
        page = answer.next;
        if (answer.hits.length > 0) break;
      }
      results.value = { ...results.value, [id]: { query: wanted, hits, more, next: page } };
    } catch (reason) {
      if (mine === turn.current)
        setError(
          (reason as { code?: string }).code === 'bad_field'
            ? t('search-no-word')
            : wordsFor(reason),
        );
    }
    if (mine === turn.current) setBusy(false);
  };
  useEffect(() => box.current?.focus(), []);
  useEffect(() => {
    if (result && same(result.query, now)) return;
    const timer = setTimeout(() => void run(), 250);
    return () => clearTimeout(timer);
  }, [now, id]);
  const change = (part: Partial<Query>) => (query.value = { ...query.peek(), ...part });

  return (
    <div class="search">
      <form
        class="search-form"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <div class="input-box">
          <Icon name="search" size={16} />
          <input
            ref={box}
            class="input with-icon"
            type="search"
            value={now.text}
            placeholder={id ? t('search-here') : t('search-all')}
            dir="auto"
            aria-label={id ? t('search-here') : t('search-all')}
            onInput={(event) => change({ text: event.currentTarget.value })}
          />
        </div>
        <button
          type="button"
          class="link small"
          aria-expanded={filters}
          onClick={() => setFilters(!filters)}
        >
          {filters ? t('search-fewer') : t('search-filters')}
        </button>
        {filters && (
          <>
            <PersonFilter id={id} value={now.by} onValue={(by) => change({ by })} />
            <div class="two">
              <Field
                label={t('search-from')}
                type="date"
                value={now.from ?? ''}
                onValue={(from) => change({ from: from || undefined })}
                plain
              />
              <Field
                label={t('search-to')}
                type="date"
                value={now.to ?? ''}
                onValue={(to) => change({ to: to || undefined })}
                plain
              />
            </div>
          </>
        )}
      </form>
      {error && (
        <p class="error search-note" role="alert">
          <Icon name="alert" size={16} />
          {error}
        </p>
      )}
      <p class="hidden-text" role="status">
        {result && !busy ? t('search-count', { count: result.hits.length }) : ''}
      </p>
      {busy && !result && <Skeleton rows={4} />}
      {!busy && !error && result && result.hits.length === 0 && (
        <Empty icon="search">{t('search-nothing')}</Empty>
      )}
      {!result && !busy && !error && <Empty icon="search">{t('search-hint')}</Empty>}
      {result && result.hits.length > 0 && (
        <ul class={`panel-body scroll hits${busy ? ' stale' : ''}`}>
          {result.hits.map((hit) => (
            <Hit key={`${hit.conversation}/${hit.seq}`} hit={hit} everywhere={!id} />
          ))}
          {result.more && (
            <li>
              <button
                type="button"
                class="button small"
                disabled={busy}
                onClick={() => void run(result.next)}
              >
                {t('load-more')}
              </button>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

/** The marks of Markdown that stand between the words. */
const unmarked = (text: string) => text.replace(/\*\*|~~|```/g, '');

function Hit({ hit, everywhere }: { hit: SearchHit; everywhere: boolean }) {
  const parts: preact.ComponentChildren[] = [];
  let at = 0;
  for (const [start, end] of hit.marks ?? []) {
    parts.push(
      unmarked(hit.snippet.slice(at, start)),
      <mark key={start}>{hit.snippet.slice(start, end)}</mark>,
    );
    at = end;
  }
  parts.push(unmarked(hit.snippet.slice(at)));
  return (
    <li class="hit">
      <button type="button" class="hit-link" onClick={() => open(hit.conversation, hit.seq)}>
        <span class="hit-head">
          <UserAvatar user={hit.by} size={22} />
          <b class="truncate" dir="auto">
            {nameOf(hit.by)}
          </b>
          {everywhere && conversationOf(hit.conversation) && (
            <span class="small quiet truncate" dir="auto">
              {titleOf(hit.conversation)}
            </span>
          )}
          <time class="small quiet tabular" title={exact(hit.time)}>
            {brief(hit.time)}
          </time>
        </span>
        <span class="hit-text" dir="auto">
          {parts}
        </span>
      </button>
    </li>
  );
}

function PersonFilter({
  id,
  value,
  onValue,
}: {
  id: string;
  value?: string;
  onValue: (user?: string) => void;
}) {
  const [text, setText] = useState('');
  const { users } = usePeople(text);
  const item = id ? client.conversation(id).value : undefined;
  const members =
    id && item?.kind === 'group'
      ? read(client.members(id)).members.map((member) => userOf(member.user))
      : [];
  const offered = new Map(
    [...members, ...users].flatMap((user) => (user ? [[user.id, user] as const] : [])),
  );
  const wanted = text.trim().toLowerCase();
  const shown = [...offered.values()]
    .filter(
      (user) =>
        !wanted ||
        user.display_name.toLowerCase().includes(wanted) ||
        user.login.toLowerCase().startsWith(wanted),
    )
    .slice(0, 6);
  if (value) {
    return (
      <div class="field">
        <span class="label">{t('search-by')}</span>
        <div>
          <button
            type="button"
            class="chip"
            aria-label={t('remove-person', { name: nameOf(value) })}
            onClick={() => onValue(undefined)}
          >
            <bdi>{nameOf(value)}</bdi>
            <Icon name="close" size={13} />
          </button>
        </div>
      </div>
    );
  }
  return (
    <div class="field">
      <Field label={t('search-by')} value={text} onValue={setText} placeholder={t('find-people')} />
      {text && shown.length > 0 && (
        <ul class="plain-list">
          {shown.map((user) => (
            <li key={user.id}>
              <button
                type="button"
                class="person pick"
                onClick={() => {
                  onValue(user.id);
                  setText('');
                }}
              >
                <UserAvatar user={user.id} size={24} />
                <bdi class="truncate">{user.display_name}</bdi>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
