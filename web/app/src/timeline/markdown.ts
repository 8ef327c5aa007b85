// Markdown is read by marked's lexer into tokens; what is drawn from them are elements, never
// strings of HTML. HTML in a message is
// text like any other.
import { Lexer, type Token } from 'marked';

/** So deep blocks may lie in blocks, and marks in marks: the stack ends, and people stop long before. */
const deepest = 16;

/** So many marks a paragraph may have: the lexer looks from each of them to the end. */
const most = 500;

/** What goes beyond that becomes one token of a type that is drawn as it was typed. */
class BoundedLexer extends Lexer {
  #depth = 0;
  override blockTokens(source: string, tokens: any = [], clipped?: boolean): any {
    return this.#within(source, tokens, () => super.blockTokens(source, tokens, clipped));
  }
  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    const marks = source.match(/[*_~]+/g)?.length ?? 0;
    if (marks > most) return this.#asTyped(source, tokens);
    return this.#within(source, tokens, () => super.inlineTokens(source, tokens));
  }
  #asTyped(raw: string, tokens: Token[]): Token[] {
    tokens.push({ type: 'plain', raw });
    return tokens;
  }
  #within(raw: string, tokens: Token[], read: () => Token[]): Token[] {
    if (this.#depth >= deepest) return this.#asTyped(raw, tokens);
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }
}

/** Whatever the lexer cannot read, others wrote and everybody must be able to see: it is shown as it is. */
export function tokensOf(text: string): Token[] {
  try {
    return new BoundedLexer({ gfm: true, breaks: true }).lex(text);
  } catch {
    return [{ type: 'plain', raw: text }];
  }
}

/** Which addresses a link may have. Everything else stays text. */
export function safeLink(href: string): string | undefined {
  try {
    const url = new URL(href, location.origin);
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a text needs the lexer at all: most messages do not. */
export const hasMarkup = (text: string) =>
  /[*_`~[\]<>#|\\]|^[ \t]*([-+]|\d+[.)])\s|^ {4}|^[ \t]*=+[ \t]*$|https?:|www\.|@/m.test(text);

const emoji = /^(?:\p{Emoji_Presentation}|\p{Emoji}\ufe0f|[0-9#*]\u20e3)/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Up to six emoji and nothing else are shown large. What belongs to an emoji is in its grapheme: an
 * expression over the whole text would try each way to take it apart, and never end.
 */
export function isLargeEmoji(text: string): boolean {
  if (text.length >= 80 || !emoji.test(text.trimStart())) return false;
  const parts = [...graphemes.segment(text.replace(/\s/g, ''))];
  return parts.length <= 6 && parts.every(({ segment }) => emoji.test(segment));
}
