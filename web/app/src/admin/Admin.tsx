// Administration: tabs over what the daemon offers under /v1/admin/.
import type { ComponentType } from 'preact';
import { account } from '../app/client.ts';
import { narrow } from '../app/layout.ts';
import { back, route } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { IconButton } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Groups } from './Groups.tsx';
import { Invites } from './Invites.tsx';
import { Sessions } from './Sessions.tsx';
import { StatusPage } from './StatusPage.tsx';
import { Users } from './Users.tsx';
import '../styles/dialogs.css';
import '../styles/admin.css';

const tabs: readonly (readonly [string, ComponentType])[] = [
  ['status', StatusPage],
  ['users', Users],
  ['invites', Invites],
  ['sessions', Sessions],
  ['groups', Groups],
];

export default function Admin() {
  const wanted = route.value.section ?? 'status';
  const [name, Part] = tabs.find(([tab]) => tab === wanted) ?? tabs[0]!;
  if (!account()?.user.administrator) return <Empty icon="shield">{t('admin-only')}</Empty>;
  return (
    <div class="page">
      <header class="bar">
        {narrow.value && (
          <IconButton icon="back" label={t('back')} onClick={() => back({ page: 'home' })} />
        )}
        <h1>{t('administration')}</h1>
      </header>
      <nav class="tabs" aria-label={t('administration')}>
        {tabs.map(([tab]) => (
          <a key={tab} href={`/admin/${tab}`} aria-current={tab === name ? 'page' : undefined}>
            {t(`admin-${tab}`)}
          </a>
        ))}
      </nav>
      <div class="page-body scroll admin" tabIndex={-1}>
        <Part />
      </div>
    </div>
  );
}
