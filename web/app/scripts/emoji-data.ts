// virtual:emoji/emoji-en and virtual:emoji/emoji-zh: what the picker and the completion need of
// emojibase-data, and no more. Rows of
// [emoji, name, short codes, words to search for, group, skin tones?]; the English short codes are
// in both, for they are what people type.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

interface Source {
  emoji?: string;
  unicode?: string;
  hexcode: string;
  label: string;
  tags?: string[];
  group?: number;
  order?: number;
  skins?: Source[];
}

const require = createRequire(import.meta.url);
const read = (path: string) =>
  JSON.parse(readFileSync(require.resolve(`emojibase-data/${path}`), 'utf8'));

function rows(language: string): unknown[] {
  const codes: Record<string, string | string[]> = read('en/shortcodes/github.json');
  const extra: Record<string, string | string[]> = read('en/shortcodes/emojibase.json');
  const english = new Map((read('en/compact.json') as Source[]).map((e) => [e.hexcode, e]));
  const list = read(`${language}/compact.json`) as Source[];
  return list
    .filter((e) => e.group !== undefined && e.group !== 2)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map((e) => {
      const short = [codes[e.hexcode], extra[e.hexcode]]
        .flat()
        .filter((c): c is string => c !== undefined);
      const words = new Set([
        ...(e.tags ?? []),
        ...(language === 'en' ? [] : [english.get(e.hexcode)?.label ?? '']),
      ]);
      words.delete('');
      const tones = e.skins?.slice(0, 5).map((s) => s.unicode);
      return [
        e.unicode,
        e.label,
        [...new Set(short)].join('|'),
        [...words].join('|'),
        e.group,
        ...(tones?.length === 5 ? [tones] : []),
      ];
    });
}

export function emojiData(): Plugin {
  const prefix = '\0virtual:emoji/emoji-';
  return {
    name: 'emoji-data',
    resolveId: (id) => (id.startsWith('virtual:emoji/') ? `\0${id}` : undefined),
    load: (id) =>
      id.startsWith(prefix)
        ? `export default JSON.parse(${JSON.stringify(JSON.stringify(rows(id.slice(prefix.length))))})`
        : undefined,
  };
}
