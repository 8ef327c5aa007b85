/** What is being typed before the caret, if it begins with "@" or ":". */
export function wordBefore(
  text: string,
  caret: number,
): { kind: '@' | ':'; query: string; from: number; closed: boolean } | undefined {
  const match = /(?:^|[\s(（，。：、])([@:])([^\s@:()]{0,40})(:?)$/u.exec(text.slice(0, caret));
  if (!match) return undefined;
  const [, kind, query, closing] = match as unknown as [string, '@' | ':', string, string];
  if (kind === ':' && query.length < 2) return undefined;
  if (kind === '@' && closing) return undefined;
  return { kind, query, from: caret - query.length - 1 - closing.length, closed: closing !== '' };
}
