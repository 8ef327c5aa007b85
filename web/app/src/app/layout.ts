import { computed, signal } from '@preact/signals';

const width = signal(innerWidth);
addEventListener('resize', () => (width.value = innerWidth));

/** One pane at a time. */
export const narrow = computed(() => width.value < 700);
/** The side panel has a place of its own. */
export const roomy = computed(() => width.value >= 1100);

export const tabVisible = signal(document.visibilityState === 'visible' && document.hasFocus());
const look = () =>
  (tabVisible.value = document.visibilityState === 'visible' && document.hasFocus());
for (const event of ['focus', 'blur']) addEventListener(event, look);
document.addEventListener('visibilitychange', look);

/** Ticks each half minute, for what is said of times. */
export const minute = signal(Date.now());
setInterval(() => (minute.value = Date.now()), 30_000);

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
export const mod = isMac ? '⌘' : 'Ctrl+';
