// When an account leaves, everything that the page remembers of it goes too: what was searched for,
// half-written answers, open dialogs. Loading the page anew forgets all of it at once.
import { signal } from '@preact/signals';
import { client, leftByChoice, storage } from './client.ts';

/** Nothing is drawn between the end of a session and the page without it. */
export const leaving = signal(false);

const note = 'parley-ended';
const tab = <T>(use: (store: Storage) => T): T | undefined => {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
};

/** The page before this one ended because its session did. */
export const wasEnded = tab((store) => store.getItem(note)) != null;
tab((store) => store.removeItem(note));

async function hideNotifications(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const shown of (await registration?.getNotifications()) ?? []) shown.close();
}

/** Loaded before its end is stored, the page would take up the same session again. */
async function isStored(session: string): Promise<boolean> {
  for (let tries = 0; tries < 60; tries++) {
    const { session: now } = await storage.load();
    if (now?.token === undefined || now.session !== session) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

export function startLeaving(): void {
  let session = client.account.value?.session ?? '';
  client.account.subscribe((account) => {
    if (account) ({ session } = account);
  });
  // What a restored tab still has of a session that ended elsewhere.
  if (!session) tab((store) => store.clear());
  client.on('signedOut', async () => {
    leaving.value = true;
    tab((store) => store.clear());
    await hideNotifications().catch(() => {});
    if (!(await isStored(session).catch(() => false))) {
      leaving.value = false;
    } else if (leftByChoice.value) {
      location.replace('/');
    } else {
      tab((store) => store.setItem(note, ''));
      location.reload();
    }
  });
}
