import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { prefs, setPrefs } from '../app/prefs.ts';
import { t } from '../l10n/l10n.ts';
import { Icon } from '../ui/Icon.tsx';
import { place } from '../ui/Menu.tsx';
import { allEmoji, findEmoji, type Emoji } from './data.ts';
import { closeEmoji, type Picking } from './picker.tsx';
import '../styles/emoji.css';

const groups = [
  'smileys',
  'people',
  '',
  'animals',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
];
const columns = 8;

export default function EmojiPicker({ picking }: { picking: Picking }) {
  const box = useRef<HTMLDivElement>(null);
  const [list, setList] = useState<readonly Emoji[]>();
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<readonly Emoji[]>();
  const { skinTone, recentEmoji } = prefs.value;

  useEffect(() => void allEmoji().then(setList, () => setList([])), []);
  useEffect(() => {
    if (!query.trim()) return setFound(undefined);
    void findEmoji(query.trim(), 64).then(setFound);
  }, [query]);
  useLayoutEffect(() => {
    box.current!.showPopover();
    place(box.current!, picking.anchor);
    box.current!.querySelector('input')!.focus();
  }, []);

  const toned = (emoji: Emoji) => (skinTone > 0 && emoji.tones?.[skinTone - 1]) || emoji.emoji;
  const pick = (emoji: string) => {
    closeEmoji(false);
    picking.pick(emoji);
  };
  const cell = (emoji: string, name: string) => (
    <button
      key={emoji}
      type="button"
      class="emoji-cell"
      title={name}
      aria-label={name}
      tabIndex={-1}
      onClick={() => pick(emoji)}
    >
      {emoji}
    </button>
  );
  const section = (title: string, cells: preact.ComponentChildren) => (
    <section key={title} class="emoji-group">
      <h3 class="small quiet">{title}</h3>
      <div class="emoji-grid" role="group" aria-label={title}>
        {cells}
      </div>
    </section>
  );
  const move = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      event.preventDefault();
      return closeEmoji();
    }
    const cells = [...box.current!.querySelectorAll<HTMLElement>('.emoji-cell')];
    const at = cells.indexOf(document.activeElement as HTMLElement);
    if (at < 0 && event.key === 'Enter' && cells[0] && !event.isComposing) {
      event.preventDefault();
      return cells[0].click();
    }
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (!by || (at < 0 && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    if (at >= 0 && at + by < 0) return box.current!.querySelector('input')!.focus();
    cells[Math.min(cells.length - 1, at < 0 ? 0 : at + by)]?.focus();
  };
  return (
    <div
      ref={box}
      class="menu emoji-picker"
      popover="auto"
      role="dialog"
      aria-label={t('emoji')}
      onKeyDown={move}
      onToggle={(event) => event.newState === 'closed' && closeEmoji(false)}
    >
      <div class="input-box">
        <Icon name="search" size={16} />
        <input
          class="input with-icon"
          type="search"
          value={query}
          placeholder={t('emoji-search')}
          aria-label={t('emoji-search')}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      <div class="emoji-body scroll" tabIndex={-1}>
        {found ? (
          found.length > 0 ? (
            section(
              t('emoji-found'),
              found.map((emoji) => cell(toned(emoji), emoji.name)),
            )
          ) : (
            <p class="quiet">{t('emoji-nothing')}</p>
          )
        ) : (
          <>
            {recentEmoji.length > 0 &&
              section(
                t('emoji-recent'),
                recentEmoji.map((emoji) =>
                  cell(emoji, list?.find((one) => one.emoji === emoji)?.name ?? emoji),
                ),
              )}
            {list &&
              groups.map(
                (group, index) =>
                  group &&
                  section(
                    t(`emoji-${group}`),
                    list
                      .filter((emoji) => emoji.group === index)
                      .map((emoji) => cell(toned(emoji), emoji.name)),
                  ),
              )}
            {!list && <p class="quiet">{t('loading')}</p>}
          </>
        )}
      </div>
      <div class="emoji-tones" role="radiogroup" aria-label={t('skin-tone')}>
        {['✋', '✋🏻', '✋🏼', '✋🏽', '✋🏾', '✋🏿'].map((hand, tone) => (
          <button
            key={hand}
            type="button"
            role="radio"
            aria-checked={skinTone === tone}
            aria-label={t('skin-tone-number', { tone })}
            onClick={() => setPrefs({ skinTone: tone })}
          >
            {hand}
          </button>
        ))}
      </div>
    </div>
  );
}
