import { useEffect, useRef, useState } from 'preact/hooks';
import { wordsFor } from '../ui/problem.ts';

interface Loaded<T> {
  items: readonly T[] | undefined;
  more: boolean;
  error: string;
  busy: boolean;
  reload: () => void;
  loadMore: () => void;
  replace: (change: (items: readonly T[]) => readonly T[]) => void;
}

/** A list that comes in pages. `key` says what is asked for: a new one starts anew. */
export function useList<T>(
  key: string,
  get: (after?: string) => Promise<{ items: readonly T[]; next?: string }>,
): Loaded<T> {
  const [items, setItems] = useState<readonly T[]>();
  const [next, setNext] = useState<string>();
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const turn = useRef(0);
  const changes = useRef(0);
  const load = (after?: string) => {
    const mine = ++turn.current;
    const known = changes.current;
    setBusy(true);
    get(after).then(
      (page) => {
        if (mine !== turn.current) return;
        // It may have been read before what was changed here meanwhile.
        if (known !== changes.current) return load(after);
        setItems((before) => (after && before ? [...before, ...page.items] : page.items));
        setNext(page.next);
        setError('');
        setBusy(false);
      },
      (reason) => {
        if (mine !== turn.current) return;
        setError(wordsFor(reason));
        setBusy(false);
      },
    );
  };
  useEffect(() => {
    const timer = setTimeout(() => load(), items ? 200 : 0);
    return () => clearTimeout(timer);
  }, [key]);
  return {
    items,
    error,
    busy,
    more: next !== undefined,
    reload: () => load(),
    loadMore: () => next && load(next),
    replace: (change) => {
      changes.current++;
      setItems((now) => now && change(now));
    },
  };
}
