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

/** Of what was written in this tab only what is this account's stays. */
function keepOnly(user: string | undefined): void {
  tab((store) => {
    for (const key of Object.keys(store))
      if (!user || !key.includes(`/${user}/`)) store.removeItem(key);
  });
}

/**
 * What is stored once a session is over. Loaded before that, the page would take up the same session
 * again. It names the account if that may come back for what it left behind.
 */
async function storedEnd(session: string): Promise<{ user?: { id: string } } | undefined> {
  for (let tries = 0; tries < 60; tries++) {
    const { session: now } = await storage.load();
    if (now?.token === undefined || (now.session ?? '') !== session) return now ?? {};
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return undefined;
}

export function startLeaving(): void {
  let session = '';
  const entered = (account = client.account.value) => {
    if (!account) return;
    ({ session } = account);
    keepOnly(account.user.id);
  };
  entered();
  client.account.subscribe(entered);
  client.on('signedOut', async () => {
    leaving.value = true;
    await hideNotifications().catch(() => {});
    const end = await storedEnd(session).catch(() => undefined);
    keepOnly(end?.user?.id);
    if (!end) {
      leaving.value = false;
    } else if (leftByChoice.value) {
      location.replace('/');
    } else {
      tab((store) => store.setItem(note, ''));
      location.reload();
    }
  });
}
