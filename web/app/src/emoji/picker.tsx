// The door to the picker: what is behind it (and its data) is fetched when it is first opened.
import { signal } from '@preact/signals';
import { prefs, setPrefs } from '../app/prefs.ts';
import { Later } from '../shell/Later.tsx';

export interface Picking {
  anchor: HTMLElement;
  pick: (emoji: string) => void;
}
const picking = signal<Picking | undefined>(undefined);

export function openEmoji(anchor: HTMLElement, pick: (emoji: string) => void): void {
  picking.value = { anchor, pick };
}
export function closeEmoji(focus = true): void {
  const last = picking.peek();
  picking.value = undefined;
  if (focus && last?.anchor.isConnected) last.anchor.focus({ preventScroll: true });
}

export function remember(emoji: string): void {
  setPrefs({
    recentEmoji: [emoji, ...prefs.peek().recentEmoji.filter((one) => one !== emoji)].slice(0, 24),
  });
}

const load = () => import('./EmojiPicker.tsx');
export function EmojiLayer() {
  const now = picking.value;
  return now ? <Later quiet key={String(now.anchor)} load={load} props={{ picking: now }} /> : null;
}
