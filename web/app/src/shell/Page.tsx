import type { ComponentChildren } from 'preact';
import { narrow } from '../app/layout.ts';
import { back } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { IconButton } from '../ui/Button.tsx';

/** A page beside the list. */
export function Page({
  title,
  children,
  tools,
}: {
  title: string;
  children: ComponentChildren;
  tools?: ComponentChildren;
}) {
  return (
    <div class="page">
      <header class="bar">
        {narrow.value && (
          <IconButton icon="back" label={t('back')} onClick={() => back({ page: 'home' })} />
        )}
        <h1>{title}</h1>
        <span class="spring" />
        {tools}
      </header>
      <div class="page-body scroll" tabIndex={-1}>
        <div class="page-column">{children}</div>
      </div>
    </div>
  );
}
