import { useEffect } from 'preact/hooks';
import { client } from '../app/client.ts';
import { read } from '../app/live.ts';
import { leaving } from '../app/leave.ts';
import { narrow, roomy } from '../app/layout.ts';
import { route, takeFragment } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { ConversationList } from '../conversations/ConversationList.tsx';
import { ChatView } from '../timeline/ChatView.tsx';
import { DialogLayer } from '../ui/Dialog.tsx';
import { Guard } from '../ui/Guard.tsx';
import { EmojiLayer } from '../emoji/picker.tsx';
import { MenuLayer } from '../ui/Menu.tsx';
import { ToastLayer } from '../ui/Toast.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { ConnectionStrip, UpdateStrip } from './Strips.tsx';
import { Gate } from './Gate.tsx';
import { Later } from './Later.tsx';
import { NothingOpen } from './NothingOpen.tsx';
import { SidePanel } from './SidePanel.tsx';
import { installShortcuts } from './shortcuts.ts';
import { offerToJoin } from './join.tsx';

const links = takeFragment();
let join = links.join;

export function App() {
  const signedIn = read(client.account) !== undefined;
  if (leaving.value) return null;
  return (
    <>
      {signedIn ? <Shell /> : <Gate invite={links.invite} join={join} />}
      <DialogLayer />
      <MenuLayer />
      <EmojiLayer />
      <ToastLayer />
      <Tooltip />
    </>
  );
}

const pages = {
  threads: () => import('../threads/ThreadList.tsx'),
  discover: () => import('../conversations/Discover.tsx'),
  search: () => import('../search/SearchPage.tsx'),
  settings: () => import('../settings/Settings.tsx'),
  admin: () => import('../admin/Admin.tsx'),
  welcome: () => import('./Welcome.tsx'),
};

function Main() {
  const { page, conversation } = route.value;
  if (page === 'chat' && conversation) return <ChatView key={conversation} id={conversation} />;
  if (page === 'home' || page === 'chat') return <NothingOpen />;
  return <Later key={page} load={pages[page]} />;
}

function Shell() {
  useEffect(installShortcuts, []);
  useEffect(() => {
    if (join) offerToJoin(join);
    join = undefined;
  }, []);
  const { page, panel } = route.value;
  const home = page === 'home';
  const wide = page === 'settings' || page === 'admin';
  const showList = narrow.value ? home : true;
  const showMain = narrow.value ? !home && !panel : true;
  return (
    <div
      class={`shell${roomy.value ? ' roomy' : ''}${narrow.value ? ' narrow' : ''}${wide ? ' wide' : ''}`}
    >
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        {t('skip-to-main')}
      </a>
      <div class="strips">
        <ConnectionStrip />
        <UpdateStrip />
      </div>
      <div class="panes">
        {showList && <ConversationList />}
        {showMain && (
          <main id="main" class="main" tabIndex={-1}>
            <Guard of={route.value}>
              <Main />
            </Guard>
          </main>
        )}
        {page === 'chat' && panel && (
          <Guard of={route.value}>
            <SidePanel />
          </Guard>
        )}
      </div>
    </div>
  );
}
