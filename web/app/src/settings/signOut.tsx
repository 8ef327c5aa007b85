import { client, leftByChoice } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { confirm } from '../ui/Dialog.tsx';

/** Without network the session cannot be ended at the server: then one is asked whether to forget it here all the same. */
export async function signOut(): Promise<void> {
  const waiting = client.outbox.value.filter(
    (entry) => entry.request.type === 'message.send',
  ).length;
  const leave = async (force: boolean) => {
    leftByChoice.value = true;
    try {
      await client.signOut(force ? { force } : {});
    } catch (error) {
      leftByChoice.value = false;
      throw error;
    }
  };
  const tryIt = async () => {
    try {
      await leave(false);
    } catch {
      confirm({
        title: t('sign-out-offline-title'),
        text: t('sign-out-offline-text'),
        action: t('sign-out'),
        run: () => leave(true),
      });
    }
  };
  if (waiting === 0) return tryIt();
  confirm({
    title: t('sign-out-title'),
    text: t('sign-out-waiting', { count: waiting }),
    action: t('sign-out'),
    run: tryIt,
  });
}
