import { useEffect, useRef } from 'preact/hooks';
import { VList, type VListHandle } from 'virtua';
import { account, client } from '../app/client.ts';
import { isMac, minute, mod, narrow } from '../app/layout.ts';
import { read } from '../app/live.ts';
import { conversationId, go, open, route } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { UserAvatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Empty, Skeleton } from '../ui/Empty.tsx';
import { Icon } from '../ui/Icon.tsx';
import { openMenu } from '../ui/Menu.tsx';
import { openHelp, openSwitcher, startNew } from './actions.tsx';
import { ConversationRow } from './ConversationRow.tsx';
import { archivedCount, filterKind, filterText, visibleOrder, type Kind } from './order.ts';
import { prefs, setPrefs, isQuiet } from '../app/prefs.ts';

function AccountMenu() {
  const me = account()?.user;
  if (!me) return null;
  void minute.value;
  const quiet = isQuiet();
  return (
    <button
      type="button"
      class="account-button"
      aria-label={t('account-menu', { name: me.display_name })}
      data-tip={me.display_name}
      aria-haspopup="menu"
      onClick={(event) =>
        openMenu(t('account'), event.currentTarget, [
          { label: t('settings'), icon: 'settings', keys: `${mod},`, run: () => go('/settings') },
          prefs.value.quietUntil > Date.now()
            ? { label: t('quiet-end'), icon: 'bell', run: () => setPrefs({ quietUntil: 0 }) }
            : {
                label: t('quiet-hour'),
                icon: 'moon',
                run: () => setPrefs({ quietUntil: Date.now() + 3_600_000 }),
              },
          { label: t('shortcuts'), icon: 'info', keys: '?', run: openHelp },
          me.administrator === true && {
            label: t('administration'),
            icon: 'shield',
            run: () => go('/admin'),
          },
        ])
      }
    >
      <UserAvatar user={me.id} size={32} />
      {quiet && (
        <span class="quiet-mark" role="img" aria-label={t('quiet-on')}>
          <Icon name="moon" size={10} />
        </span>
      )}
    </button>
  );
}

const kinds: readonly Kind[] = ['all', 'unread', 'mentions', 'archived'];

function Filter() {
  const box = useRef<HTMLInputElement>(null);
  const totals = read(client.totals);
  return (
    <div class="list-filter">
      <div class="input-box">
        <Icon name="search" size={16} />
        <input
          ref={box}
          class="input with-icon"
          type="search"
          value={filterText.value}
          placeholder={t('filter-list')}
          aria-label={t('filter-list')}
          dir="auto"
          onInput={(event) => (filterText.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.isComposing) return;
            if (event.key === 'Escape' && filterText.value) {
              event.stopPropagation();
              filterText.value = '';
            }
            if (event.key === 'Enter' && visibleOrder.value[0]) {
              open(visibleOrder.value[0].conversation);
              filterText.value = '';
            }
            if (event.key === 'ArrowDown') {
              event.preventDefault();
              document.querySelector<HTMLElement>('.list-rows a')?.focus();
            }
          }}
        />
      </div>
      {!filterText.value && (
        <div class="segments" role="group" aria-label={t('filter-kind')}>
          {kinds
            .filter(
              (kind) => kind !== 'archived' || archivedCount.value > 0 || filterKind.value === kind,
            )
            .map((kind) => (
              <button
                key={kind}
                type="button"
                aria-pressed={filterKind.value === kind}
                onClick={() => (filterKind.value = kind)}
              >
                {t(`filter-${kind}`)}
                {kind === 'unread' && totals.conversations > 0 && (
                  <span class="count tabular"> {totals.conversations}</span>
                )}
              </button>
            ))}
        </div>
      )}
    </div>
  );
}

function Doors() {
  const { threadUnread } = read(client.totals);
  const { page } = route.value;
  const known = client.supports('thread.list');
  return (
    <div class="list-doors">
      {known && (
        <a href="/threads" class="door" aria-current={page === 'threads' ? 'page' : undefined}>
          <Icon name="threads" size={16} />
          {t('threads')}
          {threadUnread > 0 && (
            <span class="badge strong">{threadUnread > 999 ? '999+' : threadUnread}</span>
          )}
        </a>
      )}
      {client.supports('conversation.discover') && (
        <a href="/discover" class="door" aria-current={page === 'discover' ? 'page' : undefined}>
          <Icon name="compass" size={16} />
          {t('discover')}
        </a>
      )}
    </div>
  );
}

function Rows() {
  const list = useRef<VListHandle>(null);
  const items = visibleOrder.value;
  const chosen = conversationId.value;
  useEffect(() => {
    const at = items.findIndex((item) => item.conversation === chosen);
    if (at >= 0) list.current?.scrollToIndex(at, { align: 'nearest' });
  }, [chosen]);

  if (!read(client.loaded)) return <Skeleton rows={8} />;
  if (items.length === 0) {
    const searching = filterText.value.trim() !== '';
    const none = !searching && filterKind.value === 'all';
    return (
      <Empty
        icon={searching ? 'search' : 'message'}
        action={
          none &&
          narrow.value && (
            <button type="button" class="button primary" onClick={() => startNew()}>
              {t('new-conversation')}
            </button>
          )
        }
      >
        {searching ? t('filter-nothing') : t(`empty-${filterKind.value}`)}
      </Empty>
    );
  }
  const move = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const focused = document.activeElement as HTMLElement | null;
    if (!by || !focused?.dataset.conversation) return;
    event.preventDefault();
    const at = items.findIndex((item) => item.conversation === focused.dataset.conversation) + by;
    const next = items[at];
    if (!next) {
      if (at < 0) document.querySelector<HTMLElement>('.list-filter input')?.focus();
      return;
    }
    list.current?.scrollToIndex(at, { align: 'nearest' });
    requestAnimationFrame(() =>
      document
        .querySelector<HTMLElement>(`.list-rows a[data-conversation="${next.conversation}"]`)
        ?.focus(),
    );
  };
  return (
    <div class="list-rows" role="list" aria-label={t('conversations')} onKeyDown={move}>
      <VList ref={list as never} data={items} itemSize={64} class="scroll" bufferSize={300}>
        {(item) => (
          <ConversationRow
            key={item.conversation}
            id={item.conversation}
            chosen={item.conversation === chosen}
          />
        )}
      </VList>
    </div>
  );
}

export function ConversationList() {
  return (
    <nav class="list" aria-label={t('conversations')}>
      <div class="list-head">
        <AccountMenu />
        <h1 class="list-title">{t('chats')}</h1>
        <span class="spring" />
        <IconButton
          icon="search"
          label={t('quick-switcher')}
          shortcut={`${mod}K`}
          onClick={openSwitcher}
          hasPopup="dialog"
        />
        <IconButton
          icon="compose"
          label={t('new-conversation')}
          shortcut={isMac ? '⌥N' : 'Alt+N'}
          onClick={() => startNew()}
          hasPopup="dialog"
        />
      </div>
      <Filter />
      <Doors />
      <Rows />
    </nav>
  );
}
