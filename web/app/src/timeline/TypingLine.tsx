import { client, nameOf } from '../app/client.ts';
import { read } from '../app/live.ts';
import { t } from '../l10n/l10n.ts';

/** Keeps its line whether somebody types or not, so that nothing moves. */
export function TypingLine({ id }: { id: string }) {
  const users = read(client.typing(id));
  const text =
    users.length === 0
      ? ''
      : users.length === 1
        ? t('typing-one', { name: nameOf(users[0]!) })
        : users.length === 2
          ? t('typing-two', { name: nameOf(users[0]!), other: nameOf(users[1]!) })
          : t('typing-many');
  return (
    <p class="typing-line truncate">
      {text && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {text}
        </>
      )}
    </p>
  );
}
