// A part that is fetched when it is first opened.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { needMore, t } from '../l10n/l10n.ts';
import { Problem, Skeleton } from '../ui/Empty.tsx';

type Loader = () => Promise<{ default: ComponentType<any> }>;
const loaded = new Map<Loader, ComponentType<any>>();

export function Later({ load, props, quiet }: { load: Loader; props?: object; quiet?: boolean }) {
  const [, drawAgain] = useState(0);
  const [failed, setFailed] = useState(false);
  const Part = loaded.get(load);
  useEffect(() => {
    if (Part || failed) return;
    let gone = false;
    Promise.all([load(), needMore()]).then(
      ([module]) => {
        loaded.set(load, module.default);
        if (!gone) drawAgain((n) => n + 1);
      },
      () => !gone && setFailed(true),
    );
    return () => {
      gone = true;
    };
  }, [failed, load]);
  if (Part) return <Part {...props} />;
  if (failed)
    return (
      <Problem text={t('part-failed')} retry={t('try-again')} onRetry={() => setFailed(false)} />
    );
  return quiet ? null : <Skeleton />;
}
