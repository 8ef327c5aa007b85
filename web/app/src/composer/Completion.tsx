import { UserAvatar } from '../ui/Avatar.tsx';
import { Icon } from '../ui/Icon.tsx';
import { t } from '../l10n/l10n.ts';
import type { useCompletion } from './completion.ts';

interface Props {
  completion: ReturnType<typeof useCompletion>;
  onChoose: (index: number) => void;
}

export function Completion({ completion, onChoose }: Props) {
  const { choices, at, listId } = completion;
  if (choices.length === 0) return null;
  return (
    <ul class="completion" id={listId} role="listbox" aria-label={t('suggestions')}>
      {choices.map((choice, index) => (
        <li
          key={choice.key}
          id={`${listId}-${index}`}
          role="option"
          aria-selected={index === at}
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(index);
          }}
        >
          {choice.emoji ? (
            <span class="completion-emoji">{choice.emoji}</span>
          ) : choice.user ? (
            <UserAvatar user={choice.user} size={24} />
          ) : (
            <Icon name="users" size={20} />
          )}
          <bdi class="truncate">{choice.label}</bdi>
          {choice.detail && <span class="quiet small truncate">{choice.detail}</span>}
        </li>
      ))}
    </ul>
  );
}
