// What holds for this browser only: kept in localStorage, so that it is known before the first
// picture and other tabs hear of it.
import { effect, signal } from '@preact/signals';

export interface Prefs {
  theme: 'system' | 'light' | 'dark';
  language: 'auto' | 'en' | 'zh-CN';
  enterSends: boolean;
  enterExplained: boolean;
  sound: boolean;
  desktop: boolean;
  typing: boolean;
  /** No notifications until then. */
  quietUntil: number;
  /** Every day, in minutes of the day; equal: never. */
  quietFrom: number;
  quietTo: number;
  recentEmoji: string[];
  skinTone: number;
}

const initial: Prefs = {
  theme: 'system',
  language: 'auto',
  enterSends: true,
  enterExplained: false,
  sound: true,
  desktop: false,
  typing: true,
  quietUntil: 0,
  quietFrom: 0,
  quietTo: 0,
  recentEmoji: [],
  skinTone: 0,
};
const name = 'parley-prefs';

function load(): Prefs {
  try {
    return { ...initial, ...(JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<Prefs>) };
  } catch {
    return initial;
  }
}

export const prefs = signal<Prefs>(load());

export function setPrefs(change: Partial<Prefs>): void {
  prefs.value = { ...prefs.value, ...change };
  try {
    localStorage.setItem(name, JSON.stringify(prefs.value));
  } catch {
    // Private windows may have no room: it then holds until the tab is closed.
  }
}

addEventListener('storage', (event) => {
  if (event.key === name) prefs.value = load();
});

const dark = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(dark.matches);
dark.addEventListener('change', () => (systemDark.value = dark.matches));

effect(() => {
  const { theme } = prefs.value;
  document.documentElement.dataset.theme =
    theme === 'system' ? (systemDark.value ? 'dark' : 'light') : theme;
});

export function isQuiet(now = new Date()): boolean {
  const { quietUntil, quietFrom, quietTo } = prefs.value;
  if (quietUntil > now.getTime()) return true;
  const minute = now.getHours() * 60 + now.getMinutes();
  if (quietFrom === quietTo) return false;
  return quietFrom < quietTo
    ? minute >= quietFrom && minute < quietTo
    : minute >= quietFrom || minute < quietTo;
}
