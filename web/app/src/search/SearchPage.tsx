import { narrow } from '../app/layout.ts';
import { back } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { IconButton } from '../ui/Button.tsx';
import SearchPanel from './SearchPanel.tsx';

export default function SearchPage() {
  return (
    <div class="page search-page">
      <header class="bar">
        {narrow.value && (
          <IconButton icon="back" label={t('back')} onClick={() => back({ page: 'home' })} />
        )}
        <h1>{t('search-everywhere')}</h1>
      </header>
      <SearchPanel />
    </div>
  );
}
