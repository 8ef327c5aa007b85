import type { Message } from '@parley/client';
import { useState } from 'preact/hooks';
import { client, conversation, isSelf, nameOf } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { number } from '../l10n/times.ts';
import { IconButton } from '../ui/Button.tsx';
import { attempt } from '../ui/problem.ts';
import { can, reactWith } from './messageActions.tsx';

const few = 18;

export function Reactions({ id, message }: { id: string; message: Message }) {
  const [all, setAll] = useState(false);
  const entries = Object.entries(message.reactions ?? {}).filter(([, users]) => users.length > 0);
  if (entries.length === 0) return null;
  const shown = all ? entries : entries.slice(0, few);
  const item = conversation(id);
  return (
    <div class="reactions" role="group" aria-label={t('reactions')}>
      {shown.map(([emoji, users]) => {
        const count = message.reaction_counts?.[emoji] ?? users.length;
        const own = users.some(isSelf);
        const names = users.slice(0, 12).map(nameOf);
        const more = count - names.length;
        const who =
          more > 0
            ? t('names-and-more', { names: names.join(t('list-comma')), more })
            : names.join(t('list-comma'));
        return (
          <button
            key={emoji}
            type="button"
            class="reaction"
            aria-pressed={own}
            data-tip={who}
            aria-label={t('reaction-label', { emoji, count, names: who })}
            onClick={() => attempt(client.react(id, message.seq, emoji, !own))}
          >
            <span>{emoji}</span>
            <span class="tabular">{number(count)}</span>
          </button>
        );
      })}
      {entries.length > few && (
        <button type="button" class="reaction" onClick={() => setAll(!all)}>
          {all ? t('show-less') : t('plus-more', { count: entries.length - few })}
        </button>
      )}
      {item && can.react(item) && (
        <IconButton
          compact
          icon="react"
          label={t('react')}
          class="reaction-add"
          hasPopup="dialog"
          onClick={(event) => reactWith(id, message, event.currentTarget as HTMLElement)}
        />
      )}
    </div>
  );
}
