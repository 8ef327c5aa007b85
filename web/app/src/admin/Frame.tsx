import type { ComponentChildren } from 'preact';
import { t } from '../l10n/l10n.ts';
import { Empty, Problem, Skeleton } from '../ui/Empty.tsx';
import type { IconName } from '../ui/Icon.tsx';

interface Props {
  list: {
    items: readonly unknown[] | undefined;
    error: string;
    busy: boolean;
    more: boolean;
    reload: () => void;
    loadMore: () => void;
  };
  icon: IconName;
  empty: string;
  children: ComponentChildren;
}

/** The five states of a list. */
export function Frame({ list, icon, empty, children }: Props) {
  if (list.error && !list.items)
    return <Problem text={list.error} retry={t('try-again')} onRetry={list.reload} />;
  if (!list.items) return <Skeleton rows={5} />;
  if (list.items.length === 0) return <Empty icon={icon}>{empty}</Empty>;
  return (
    <>
      {list.error && (
        <p class="error" role="alert">
          {list.error}
        </p>
      )}
      {children}
      {list.more && (
        <button
          type="button"
          class="button small more"
          disabled={list.busy}
          onClick={list.loadMore}
        >
          {t('load-more')}
        </button>
      )}
    </>
  );
}

export function Table({
  label,
  heads,
  children,
}: {
  label: string;
  heads: readonly string[];
  children: ComponentChildren;
}) {
  return (
    <div class="admin-table" tabIndex={0} role="group" aria-label={label}>
      <table aria-label={label}>
        <thead>
          <tr>
            {heads.map((head, index) => (
              <th key={index} scope="col">
                {head || <span class="hidden-text">{t('actions')}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export function Find({
  value,
  onValue,
  label,
}: {
  value: string;
  onValue: (value: string) => void;
  label: string;
}) {
  return (
    <input
      class="input find"
      type="search"
      dir="auto"
      value={value}
      placeholder={label}
      aria-label={label}
      onInput={(event) => onValue(event.currentTarget.value)}
    />
  );
}
