// Details of a conversation: who, what, and what one may change.
import type { Conversation } from '@parley/client';
import { client, conversation, isSelf, titleOf } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { can } from '../timeline/messageActions.tsx';
import { ConversationAvatar } from '../ui/Avatar.tsx';
import { Choice } from '../ui/Field.tsx';
import { Icon } from '../ui/Icon.tsx';
import { block, leave, muteFor, setPreference, toggleArchive } from './actions.tsx';
import { GroupLinks } from './GroupLinks.tsx';
import { GroupName, GroupRules } from './GroupSettings.tsx';
import { JoinRequests, Bans } from './Moderation.tsx';
import { MemberList } from './MemberList.tsx';
import { isMuted } from './order.ts';
import { ProfileFacts } from './ProfileFacts.tsx';
import '../styles/dialogs.css';

export default function InfoPanel({ id }: { id: string }) {
  const item = conversation(id);
  if (!item) return null;
  return (
    <div class="panel-body scroll info">
      <div class="info-head">
        <ConversationAvatar id={id} size={64} />
        <h3 dir="auto">{titleOf(id)}</h3>
        {item.kind === 'group' && item.topic && (
          <p class="quiet" dir="auto">
            {item.topic}
          </p>
        )}
        {item.kind === 'group' && (
          <p class="small quiet">
            {item.join === 'open' || item.join === 'request' ? t('kind-public') : t('kind-private')}
          </p>
        )}
      </div>
      {item.kind === 'direct' && item.peer && <ProfileFacts user={item.peer} />}
      <Personal item={item} />
      {item.kind === 'group' && (
        <>
          <MemberList id={id} />
          {can.invite(item) && <JoinRequests id={id} />}
          {can.invite(item) && client.supports('invite.create') && <GroupLinks id={id} />}
          {can.changeSettings(item) && (
            <details class="fold">
              <summary>{t('group-settings')}</summary>
              <GroupName id={id} />
              <GroupRules id={id} />
            </details>
          )}
          {can.manage(item) && <Bans id={id} />}
          <div>
            <button type="button" class="button danger-quiet" onClick={() => leave(id)}>
              <Icon name="log-out" size={16} />
              {t('leave-group')}
            </button>
          </div>
        </>
      )}
      {item.kind === 'direct' &&
        item.peer &&
        !isSelf(item.peer) &&
        client.supports('user.block') && (
          <div>
            <button
              type="button"
              class={`button${item.blocked ? '' : ' danger-quiet'}`}
              onClick={() => block(item.peer!, !item.blocked)}
            >
              <Icon name="ban" size={16} />
              {item.blocked ? t('unblock') : t('block')}
            </button>
          </div>
        )}
    </div>
  );
}

function Personal({ item }: { item: Conversation }) {
  const id = item.conversation;
  const muted = isMuted(item);
  return (
    <section class="section">
      <Choice
        label={t('notify')}
        value={item.notify ?? 'all'}
        onValue={(notify) => setPreference(id, { notify })}
        options={[
          ['all', t('notify-all')],
          ['mentions', t('notify-mentions')],
          ['none', t('notify-none')],
        ]}
      />
      <div class="button-row">
        <button
          type="button"
          class="button small"
          onClick={() => (muted ? setPreference(id, { muted: false }) : muteFor(id))}
        >
          <Icon name={muted ? 'bell' : 'bell-off'} size={15} />
          {muted ? t('unmute') : t('mute')}
        </button>
        <button
          type="button"
          class="button small"
          onClick={() => setPreference(id, { pinned: !item.pinned })}
        >
          <Icon name={item.pinned ? 'unpin' : 'pin'} size={15} />
          {item.pinned ? t('unpin') : t('pin')}
        </button>
        <button type="button" class="button small" onClick={() => toggleArchive(item)}>
          <Icon name="archive" size={15} />
          {item.archived ? t('unarchive') : t('archive')}
        </button>
      </div>
    </section>
  );
}
