import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Token, Tokens } from 'marked';

(globalThis as { location?: unknown }).location = { origin: 'https://chat.example' };
const { hasMarkup, isLargeEmoji, safeLink, tokensOf } =
  await import('../../src/timeline/markdown.ts');
const { stripMarkdown } = await import('../../src/timeline/strip.ts');

test('only addresses that lead to pages and mail are links', () => {
  for (const bad of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    ' javascript:alert(1)',
  ]) {
    assert.equal(safeLink(bad), undefined, bad);
  }
  assert.equal(safeLink('https://example.org/a'), 'https://example.org/a');
  assert.equal(safeLink('mailto:a@example.org'), 'mailto:a@example.org');
});

test('a message of a few emoji is large, others are not', () => {
  for (const large of ['👍', '🎉🎉', '👩‍👩‍👧', '🇨🇳 🇩🇪', '👋🏽', '❤️', ' 1️⃣\n', '#⃣', '🏴󠁧󠁢󠁷󠁬󠁳󠁿'])
    assert.ok(isLargeEmoji(large), large);
  for (const plain of ['a👍', '1', '#', '👍👍👍👍👍👍👍', '', 'hello'])
    assert.ok(!isLargeEmoji(plain), plain);
});

test('plain sentences need no lexer, marks do', () => {
  assert.ok(!hasMarkup('Hello, how are you? See you at 10:30 - fine.'));
  for (const text of [
    '**bold**',
    '- item',
    '1. first',
    '`code`',
    '> quote',
    'see https://x.org',
    '@mei',
  ])
    assert.ok(hasMarkup(text), text);
});

test('HTML stays a token of text', () => {
  const types = (text: string) => tokensOf(text).map((token) => token.type);
  assert.deepEqual(types('<img src=x onerror=alert(1)>'), ['html']);
  assert.deepEqual(types('# title'), ['heading']);
});

test('text that nests without end is read in bounded depth, and nothing of it is lost', () => {
  const depth = (tokens: Token[]): number =>
    tokens.reduce((most, token) => {
      const { tokens: inner = [], items = [] } = token as { tokens?: Token[]; items?: Token[] };
      return Math.max(most, 1 + depth([...inner, ...items]));
    }, 0);
  const hostile = ['>'.repeat(16384), '- '.repeat(8192), `${'*'.repeat(8000)}a${'*'.repeat(8000)}`];
  for (const text of [...hostile, '1. '.repeat(5461), '> - '.repeat(4096)]) {
    const tokens = tokensOf(text);
    const raw = tokens.map((token) => token.raw).join('');
    assert.ok(raw.trim() === text.trim(), text.slice(0, 8));
    assert.ok(depth(tokens) <= 50, `${text.slice(0, 8)} is ${depth(tokens)} deep`);
  }
  // Nor are a thousand marks in one paragraph for people; a block of code has no marks.
  const marks = 'snake_case_name '.repeat(900);
  assert.deepEqual((tokensOf(marks)[0] as Tokens.Paragraph).tokens, [
    { type: 'plain', raw: marks },
  ]);
  assert.equal(tokensOf(`\`\`\`\n${marks}\n\`\`\``)[0]!.type, 'code');
  const usual = JSON.stringify(tokensOf('> > - one\n> >   - **two *three***'));
  assert.doesNotMatch(usual, /"plain"/, 'what people nest is drawn as ever');
});

test('a hostile text is not work without end', () => {
  const spent = (run: () => unknown) => {
    const start = performance.now();
    run();
    return performance.now() - start;
  };
  // Each took hundreds of milliseconds where it now takes one or two: the bound is generous.
  for (const sign of ['[', '\n', '\r', ' ', '**a', '`', '1'])
    for (const run of [hasMarkup, stripMarkdown])
      assert.ok(spent(() => run(sign.repeat(16384 / sign.length))) < 100, JSON.stringify(sign));
  // A second for 24 of the first, and twice as long for each one more.
  for (const sign of ['🏽', '🇦', '⌚️', '👩\u200d'])
    assert.ok(spent(() => isLargeEmoji(`${sign.repeat(24).slice(0, 76)}x`)) < 100, sign);
});
