// The emoji with their names, fetched when they are first needed, in the language of the app.
import { language } from '../l10n/l10n.ts';

export interface Emoji {
  emoji: string;
  name: string;
  /** Short codes, without colons. */
  codes: readonly string[];
  /** What else it is found by. */
  words: readonly string[];
  group: number;
  tones?: readonly string[];
}

type Raw = [string, string, string, string, number, string[]?];
const loaded = new Map<string, Promise<readonly Emoji[]>>();

export function allEmoji(): Promise<readonly Emoji[]> {
  const name = language.peek();
  let list = loaded.get(name);
  if (!list) {
    const source: Promise<{ default: Raw[] }> =
      name === 'zh-CN' ? import('virtual:emoji/emoji-zh') : import('virtual:emoji/emoji-en');
    list = source.then((module) =>
      module.default.map(([emoji, title, codes, words, group, tones]) => ({
        emoji,
        name: title,
        codes: codes.split('|'),
        words: words.split('|'),
        group,
        tones,
      })),
    );
    list.catch(() => loaded.delete(name));
    loaded.set(name, list);
  }
  return list;
}

export async function findEmoji(query: string, limit: number): Promise<readonly Emoji[]> {
  const wanted = query.toLowerCase();
  const rank = (emoji: Emoji): number => {
    if (emoji.codes.includes(wanted)) return 0;
    if (emoji.codes.some((code) => code.startsWith(wanted))) return 1;
    if (emoji.name.toLowerCase().startsWith(wanted)) return 2;
    if (emoji.words.some((word) => word.startsWith(wanted))) return 3;
    if (
      emoji.name.toLowerCase().includes(wanted) ||
      emoji.codes.some((code) => code.includes(wanted))
    )
      return 4;
    return 9;
  };
  const list = await allEmoji().catch(() => []);
  return list
    .map((emoji) => [rank(emoji), emoji] as const)
    .filter(([r]) => r < 9)
    .sort((a, b) => a[0] - b[0])
    .slice(0, limit)
    .map(([, emoji]) => emoji);
}
