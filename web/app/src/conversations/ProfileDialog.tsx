import { isSelf, nameOf } from '../app/client.ts';
import { go } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { UserAvatar } from '../ui/Avatar.tsx';
import { Dialog, hide } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { openWith } from './actions.tsx';
import { ProfileFacts } from './ProfileFacts.tsx';
import '../styles/dialogs.css';

export default function ProfileDialog({ user }: { user: string }) {
  const self = isSelf(user);
  return (
    <Dialog title={t('profile')} onClose={hide} width={380}>
      <div class="info-head">
        <UserAvatar user={user} size={72} presence={!self} />
        <h3 dir="auto">{nameOf(user)}</h3>
      </div>
      <ProfileFacts user={user} />
      <div class="dialog-foot">
        {self ? (
          <button
            type="button"
            class="button"
            onClick={() => {
              hide();
              go('/settings/profile');
            }}
          >
            <Icon name="edit" size={16} />
            {t('edit-profile')}
          </button>
        ) : (
          <button type="button" class="button primary" onClick={() => void openWith(user)}>
            <Icon name="message" size={16} />
            {t('write-message')}
          </button>
        )}
      </div>
    </Dialog>
  );
}
