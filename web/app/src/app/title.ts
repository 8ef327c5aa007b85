// The number in the title and the dot on the icon.
import { effect } from '@preact/signals';
import { client, conversation, titleOf } from './client.ts';
import { read } from './live.ts';
import { route } from './route.ts';

export function startTitle(): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  let told = -1;
  effect(() => {
    const { conversations, mentions } = read(client.totals);
    const signedIn = read(client.account) !== undefined;
    const { page, conversation: id } = route.value;
    const name = page === 'chat' && id && conversation(id) ? titleOf(id) : '';
    const count = signedIn ? Math.max(conversations, mentions) : 0;
    document.title = `${count ? `(${count}) ` : ''}${name ? `${name} · ` : ''}Parley`;
    const href = count ? '/icon-unread.svg' : '/icon.svg';
    if (icon && icon.getAttribute('href') !== href) icon.href = href;
    if (count === told) return;
    told = count;
    void (count ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.())?.catch(() => {});
  });
}
