import type { Message, UserId } from '@parley/client';
import type { Token, Tokens } from 'marked';
import { Fragment, type ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { isSelf, userOf } from '../app/client.ts';
import { copy } from '../conversations/actions.tsx';
import { openProfile } from '../conversations/profile.tsx';
import { t } from '../l10n/l10n.ts';
import { IconButton } from '../ui/Button.tsx';
import { hasMarkup, isLargeEmoji, safeLink, tokensOf } from './markdown.ts';

/** Who is meant by "@login" in this message. */
type Names = ReadonlyMap<string, UserId | 'all'>;

function namesOf(mentions: Message['mentions']): Names {
  const names = new Map<string, UserId | 'all'>();
  if (mentions === 'all') names.set('all', 'all');
  else
    for (const id of mentions ?? []) {
      const login = userOf(id)?.login;
      if (login) names.set(login.toLowerCase(), id);
    }
  return names;
}

function Mention({ who, raw }: { who: UserId | 'all'; raw: string }) {
  if (who === 'all') return <span class="mention self">{raw}</span>;
  return (
    <button
      type="button"
      class={`mention${isSelf(who) ? ' self' : ''}`}
      tabIndex={-1}
      onClick={() => openProfile(who)}
    >
      @<bdi>{userOf(who)?.display_name ?? raw.slice(1)}</bdi>
    </button>
  );
}

function Plain({ text, names }: { text: string; names: Names }) {
  if (names.size === 0 || !text.includes('@')) return <>{text}</>;
  return (
    <>
      {text.split(/(@[\w.-]+)/).map((part, index) => {
        if (index % 2 === 0) return part;
        const trimmed = /^.*[^.-]/.exec(part)![0];
        const who =
          names.get(part.slice(1).toLowerCase()) ?? names.get(trimmed.slice(1).toLowerCase());
        if (!who) return part;
        const exactly = names.has(part.slice(1).toLowerCase());
        return (
          <Fragment key={index}>
            <Mention who={who} raw={exactly ? part : trimmed} />
            {exactly ? '' : part.slice(trimmed.length)}
          </Fragment>
        );
      })}
    </>
  );
}

function Anchor({ href, children }: { href: string; children: ComponentChildren }) {
  const url = safeLink(href);
  if (!url) return <>{children}</>;
  const inside = url.startsWith(`${location.origin}/`);
  return (
    <a
      href={url}
      title={url}
      {...(inside ? {} : { target: '_blank', rel: 'noopener noreferrer nofollow' })}
    >
      {children}
    </a>
  );
}

function CodeBlock({ text, lang }: { text: string; lang?: string }) {
  return (
    <figure class="code" dir="ltr">
      {lang && <figcaption>{lang}</figcaption>}
      <pre tabIndex={0} aria-label={t('code')}>
        <code>{text}</code>
      </pre>
      <IconButton compact icon="copy" label={t('copy-code')} onClick={() => void copy(text)} />
    </figure>
  );
}

function Inline({ tokens, names }: { tokens: readonly Token[] | undefined; names: Names }) {
  return (
    <>
      {tokens?.map((token, index) => (
        <InlineToken key={index} token={token} names={names} />
      ))}
    </>
  );
}

function InlineToken({ token, names }: { token: Token; names: Names }) {
  const inner = () => <Inline tokens={(token as Tokens.Generic).tokens} names={names} />;
  switch (token.type) {
    case 'strong':
      return <strong>{inner()}</strong>;
    case 'em':
      return <em>{inner()}</em>;
    case 'del':
      return <del>{inner()}</del>;
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>;
    case 'br':
      return <br />;
    case 'link':
      return <Anchor href={(token as Tokens.Link).href}>{inner()}</Anchor>;
    // Pictures of other servers would tell them who reads: a link instead.
    case 'image':
      return (
        <Anchor href={(token as Tokens.Image).href}>
          {(token as Tokens.Image).text || (token as Tokens.Image).href}
        </Anchor>
      );
    case 'text':
      return (token as Tokens.Text).tokens ? (
        inner()
      ) : (
        <Plain text={(token as Tokens.Text).text} names={names} />
      );
    case 'escape':
      return <>{(token as Tokens.Escape).text}</>;
    case 'checkbox':
      return null;
    case 'plain':
      return (
        <span class="as-typed">
          <Plain text={token.raw} names={names} />
        </span>
      );
    default:
      return <Plain text={token.raw} names={names} />;
  }
}

function Blocks({ tokens, names }: { tokens: readonly Token[]; names: Names }) {
  return (
    <>
      {tokens.map((token, index) => (
        <Block key={index} token={token} names={names} />
      ))}
    </>
  );
}

function Block({ token, names }: { token: Token; names: Names }) {
  switch (token.type) {
    case 'space':
    case 'checkbox':
      return null;
    case 'paragraph':
      return (
        <p dir="auto">
          <Inline tokens={(token as Tokens.Paragraph).tokens} names={names} />
        </p>
      );
    case 'heading':
      return (
        <p dir="auto" class="heading">
          <Inline tokens={(token as Tokens.Heading).tokens} names={names} />
        </p>
      );
    case 'code':
      return <CodeBlock text={(token as Tokens.Code).text} lang={(token as Tokens.Code).lang} />;
    case 'blockquote':
      return (
        <blockquote dir="auto">
          <Blocks tokens={(token as Tokens.Blockquote).tokens} names={names} />
        </blockquote>
      );
    case 'hr':
      return <hr />;
    case 'list': {
      const { ordered, start, items } = token as Tokens.List;
      const rows = items.map((item, index) => (
        <li key={index} dir="auto" class={item.task ? 'task' : undefined}>
          {item.task && (
            <input
              type="checkbox"
              disabled
              checked={item.checked}
              aria-label={item.checked ? t('done') : t('not-done')}
            />
          )}
          <Blocks tokens={item.tokens} names={names} />
        </li>
      ));
      return ordered ? <ol start={Number(start) || 1}>{rows}</ol> : <ul>{rows}</ul>;
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return (
        <div class="table" tabIndex={0} role="group" aria-label={t('table')}>
          <table>
            <thead>
              <tr>
                {header.map((cell, index) => (
                  <th key={index} dir="auto">
                    <Inline tokens={cell.tokens} names={names} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                <tr key={at}>
                  {row.map((cell, index) => (
                    <td key={index} dir="auto">
                      <Inline tokens={cell.tokens} names={names} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    }
    case 'text': {
      const { tokens, text } = token as Tokens.Text;
      return tokens ? (
        <Inline tokens={tokens} names={names} />
      ) : (
        <Plain text={text} names={names} />
      );
    }
    default:
      return (
        <p dir="auto" class="as-typed">
          <Plain text={token.raw.trimEnd()} names={names} />
        </p>
      );
  }
}

const cache = new WeakMap<Message, Token[]>();

function lexed(message: Message): Token[] {
  let tokens = cache.get(message);
  if (!tokens) cache.set(message, (tokens = tokensOf(message.text ?? '')));
  return tokens;
}

/** For what cannot be drawn otherwise. */
export const AsTyped = ({ text }: { text: string | undefined }) => (
  <div class="text">
    <p dir="auto" class="as-typed">
      {text}
    </p>
  </div>
);

const isLong = (text: string) => text.length > 3500 || (text.match(/\n/g)?.length ?? 0) > 30;

export function MessageText({ message, edited }: { message: Message; edited?: ComponentChildren }) {
  const text = message.text ?? '';
  const [whole, setWhole] = useState(false);
  const long = isLong(text);
  const names = namesOf(message.mentions);
  const markup = message.format === 'markdown' && hasMarkup(text);
  return (
    <div class={`text${isLargeEmoji(text) ? ' large' : ''}${long && !whole ? ' folded' : ''}`}>
      {markup ? (
        <Blocks tokens={lexed(message)} names={names} />
      ) : (
        <p dir="auto" class="as-typed">
          <Linked text={text} names={names} />
        </p>
      )}
      {edited}
      {long && (
        <button
          type="button"
          class="link unfold"
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
        >
          {whole ? t('show-less') : t('show-all')}
        </button>
      )}
    </div>
  );
}

function Linked({ text, names }: { text: string; names: Names }) {
  return (
    <>
      {text
        .split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}，。；：！？）」])/)
        .map((part, index) =>
          index % 2 ? (
            <Anchor key={index} href={part}>
              {part}
            </Anchor>
          ) : (
            <Plain key={index} text={part} names={names} />
          ),
        )}
    </>
  );
}
