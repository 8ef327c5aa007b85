import { conversation, isSelf, nameOf, titleOf } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { date, day } from '../l10n/times.ts';
import { addPeople } from '../conversations/actions.tsx';
import { ConversationAvatar } from '../ui/Avatar.tsx';
import { Icon } from '../ui/Icon.tsx';

export const DayDivider = ({ time }: { time: number }) => (
  <div class="divider" role="separator" aria-label={day(time)}>
    <span title={date(time)}>{day(time)}</span>
  </div>
);

export const Divider = () => (
  <div class="divider new" role="separator" aria-label={t('new-messages')}>
    <span>{t('new')}</span>
  </div>
);

/** The beginning of a conversation: says what this is, and what one can do here. */
export function Start({ id }: { id: string }) {
  const item = conversation(id);
  if (!item) return null;
  const peer = item.kind === 'direct' ? item.peer : undefined;
  const alone = item.kind === 'group' && item.members_count === 1;
  return (
    <div class="start">
      <ConversationAvatar id={id} size={56} />
      <h2 dir="auto">{titleOf(id)}</h2>
      <p class="quiet">
        {item.kind === 'group'
          ? item.topic || t('start-group')
          : peer && !isSelf(peer)
            ? t('start-direct', { name: nameOf(peer) })
            : t('start-self')}
      </p>
      {alone && (
        <button type="button" class="button" onClick={() => addPeople(id)}>
          <Icon name="user-plus" size={16} />
          {t('add-people')}
        </button>
      )}
    </div>
  );
}
