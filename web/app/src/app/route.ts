// Where one is: the address is the only state of it, so that links, back and reload do what they
// should.
//   /                        the list
//   /c/ID[/SEQ][?panel=info|members|pins|search|invites&thread=SEQ]
//   /threads, /discover, /search, /settings/PAGE, /admin/PAGE
//   /#invite=TOKEN, /#join=TOKEN
import { batch, computed, signal } from '@preact/signals';

export type Panel = 'info' | 'pins' | 'search' | 'thread';

export interface Route {
  page: 'home' | 'chat' | 'threads' | 'discover' | 'search' | 'settings' | 'admin' | 'welcome';
  conversation?: string;
  seq?: number;
  panel?: Panel;
  thread?: number;
  /** Of settings and admin. */
  section?: string;
}

function parse(url: Location | URL): Route {
  const [first = '', second, third] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const query = new URLSearchParams(url.search);
  const panel = query.get('panel');
  const thread = Number(query.get('thread')) || undefined;
  if (first === 'c' && second) {
    return {
      page: 'chat',
      conversation: second,
      seq: Number(third) || undefined,
      thread,
      panel: thread
        ? 'thread'
        : panel === 'info' || panel === 'pins' || panel === 'search'
          ? panel
          : undefined,
    };
  }
  if (first === 'settings' || first === 'admin') return { page: first, section: second };
  if (first === 'threads' || first === 'discover' || first === 'search' || first === 'welcome')
    return { page: first };
  return { page: 'home' };
}

export function pathOf(route: Route): string {
  const { page } = route;
  if (page === 'home') return '/';
  if (page === 'settings' || page === 'admin')
    return route.section ? `/${page}/${route.section}` : `/${page}`;
  if (page !== 'chat' || !route.conversation) return `/${page}`;
  const query = route.thread
    ? `?thread=${route.thread}`
    : route.panel
      ? `?panel=${route.panel}`
      : '';
  return `/c/${encodeURIComponent(route.conversation)}${route.seq ? `/${route.seq}` : ''}${query}`;
}

/** Counts the ways into a message, so that the same link leads there again. */
export const arrivals = signal(0);
export const route = signal<Route>(parse(location));
export const conversationId = computed(() =>
  route.value.page === 'chat' ? route.value.conversation : undefined,
);

let depth = (history.state as { depth?: number } | null)?.depth ?? 0;

function arrive(next: Route): void {
  batch(() => {
    route.value = next;
    arrivals.value++;
  });
}

export function go(to: Route | string, replace = false): void {
  const path = typeof to === 'string' ? to : pathOf(to);
  if (!replace) depth++;
  history[replace ? 'replaceState' : 'pushState']({ depth }, '', path);
  arrive(parse(location));
}

/** Back within the app; straight to `fallback` if one came from outside. */
export function back(fallback: Route): void {
  if (depth > 0) history.back();
  else go(fallback, true);
}

/** Remembers where one was before a jump within a conversation, so that "back" leads there. */
export function leaveMark(seq: number): void {
  const now = route.peek();
  if (now.page === 'chat') history.replaceState({ depth }, '', pathOf({ ...now, seq }));
}

export const open = (conversation: string, seq?: number) => go({ page: 'chat', conversation, seq });
export function showPanel(panel: Panel | undefined, thread?: number): void {
  const now = route.value;
  if (now.page !== 'chat') return;
  go({ page: 'chat', conversation: now.conversation, panel, thread }, now.panel !== undefined);
}

addEventListener('popstate', (event) => {
  depth = (event.state as { depth?: number } | null)?.depth ?? 0;
  arrive(parse(location));
});

// Plain links inside the app do not load the page anew.
document.addEventListener('click', (event) => {
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return;
  const link = (event.target as Element).closest?.('a');
  if (
    !link ||
    link.target ||
    link.origin !== location.origin ||
    link.hash ||
    link.hasAttribute('download')
  )
    return;
  event.preventDefault();
  if (link.href !== location.href) go(link.pathname + link.search);
  else arrive(parse(location));
});

/** A link that somebody was given: taken out of the address as soon as it was read. */
export function takeFragment(): { invite?: string; join?: string } {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const invite = fragment.get('invite') ?? undefined;
  const join = fragment.get('join') ?? undefined;
  if (invite || join) history.replaceState({ depth }, '', location.pathname + location.search);
  return { invite, join };
}
