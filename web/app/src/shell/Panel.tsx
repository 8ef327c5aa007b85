import type { ComponentChildren } from 'preact';
import { narrow } from '../app/layout.ts';
import { back, route, showPanel } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { IconButton } from '../ui/Button.tsx';

export const closePanel = () =>
  narrow.peek()
    ? back({ page: 'chat', conversation: route.peek().conversation })
    : showPanel(undefined);

export function Panel({
  title,
  children,
  tools,
}: {
  title: string;
  children: ComponentChildren;
  tools?: ComponentChildren;
}) {
  return (
    <aside class="panel" aria-label={title}>
      <header class="bar">
        {narrow.value && <IconButton icon="back" label={t('back')} onClick={closePanel} />}
        <h2>{title}</h2>
        <span class="spring" />
        {tools}
        {!narrow.value && (
          <IconButton icon="close" label={t('close')} shortcut="Esc" onClick={closePanel} />
        )}
      </header>
      {children}
    </aside>
  );
}
