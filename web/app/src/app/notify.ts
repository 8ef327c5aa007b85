// Notifications while a tab is open: one tab speaks for all (it holds a lock), and only if nobody
// has read the message meanwhile. What came in a short break of the connection is told of as well:
// nobody else has.
import type { ClientEvents } from '@parley/client';
import { client, nameOf, serverNow, titleOf } from './client.ts';
import { tabVisible } from './layout.ts';
import { isQuiet, prefs } from './prefs.ts';
import { conversationId, go } from './route.ts';
import { plainText } from '../timeline/plain.ts';
import { t } from '../l10n/l10n.ts';
import { say } from '../ui/Toast.tsx';

let speaker = !('locks' in navigator);
let audio: AudioContext | undefined;

export function chime(): void {
  audio ??= new AudioContext();
  const start = audio.currentTime;
  for (const [index, pitch] of [659.3, 880].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = start + index * 0.11;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.09, at + 0.012);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.28);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.3);
  }
}

function wanted({ conversation, mentioned }: ClientEvents['message']): boolean {
  const item = client.conversation(conversation).value;
  if (!item) return false;
  const muted = item.muted === true || (typeof item.muted === 'number' && item.muted > Date.now());
  const notify = item.notify ?? 'all';
  if (notify === 'none') return false;
  return mentioned || (!muted && notify === 'all');
}

/** Older ones are no news: they show in the list. */
const recent = 120_000;
/** For so long another device may say that it was read there; what comes meanwhile is one chime. */
const patience = 400;

/** The newest of each conversation that waits to be told of. */
let waiting = new Map<string, ClientEvents['message']>();

async function tellAll(): Promise<void> {
  // Whether it was read elsewhere is known at the end of a catch-up.
  await client.waitFor('online').catch(() => {});
  const events = [...waiting.values()].filter(({ conversation, message }) => {
    const item = client.conversation(conversation).value;
    return item && item.read_seq < message.seq;
  });
  waiting = new Map();
  if (events.length === 0 || isQuiet()) return;
  if (prefs.value.sound) chime();
  if (!prefs.value.desktop || Notification.permission !== 'granted') return;
  for (const event of events) await show(event);
}

async function show({ conversation, message }: ClientEvents['message']): Promise<void> {
  const name = nameOf(message.by);
  const title =
    client.conversation(conversation).value?.kind === 'group'
      ? t('notification-in', { name, title: titleOf(conversation) })
      : name;
  const options = {
    body: plainText(message).slice(0, 200),
    tag: conversation,
    icon: '/icon-192.png',
    silent: true,
    data: { path: `/c/${conversation}` },
  };
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration?.active) {
    await registration.showNotification(title, options);
  } else {
    const shown = new Notification(title, options);
    shown.onclick = () => {
      window.focus();
      go(options.data.path);
      shown.close();
    };
  }
}

export function startNotifications(): void {
  void navigator.locks?.request('parley-notifier', () => {
    speaker = true;
    return new Promise<void>(() => {});
  });
  client.on('message', (event) => {
    const { conversation, message, live } = event;
    if (!live && message.time < serverNow() - recent) return;
    const here = tabVisible.value && conversationId.value === conversation;
    if (here) say(`${nameOf(message.by)}: ${plainText(message)}`);
    if (!speaker || here || !wanted(event)) return;
    if (waiting.size === 0) setTimeout(() => void tellAll().catch(() => {}), patience);
    waiting.set(conversation, event);
  });
}
