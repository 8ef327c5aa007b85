// Markdown is read by marked's lexer into tokens; what is drawn from them are elements, never
// strings of HTML. HTML in a message is
// text like any other.
import { Lexer, type Token } from 'marked';

export function tokensOf(text: string): Token[] {
  return new Lexer({ gfm: true, breaks: true }).lex(text);
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
  /[*_`~[\]<>#|\\]|^\s*([-+]|\d+[.)])\s|^ {4}|^\s*=+\s*$|https?:|www\.|@/m.test(text);

const emojiOnly =
  /^(?:\s*(?:\p{Regional_Indicator}{2}|\p{Emoji_Presentation}|\p{Emoji}\ufe0f|\p{Emoji_Modifier}|\u200d\p{Emoji}\ufe0f?|[0-9#*]\ufe0f?\u20e3))+\s*$/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Up to six emoji and nothing else are shown large. */
export function isLargeEmoji(text: string): boolean {
  return (
    text.length < 80 &&
    emojiOnly.test(text) &&
    [...graphemes.segment(text.replace(/\s/g, ''))].length <= 6
  );
}
