import assert from 'node:assert/strict';
import { test } from 'node:test';

(globalThis as { location?: unknown }).location = { origin: 'https://chat.example' };
const { hasMarkup, isLargeEmoji, safeLink, tokensOf } =
  await import('../../src/timeline/markdown.ts');

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
  for (const large of ['👍', '🎉🎉', '👩‍👩‍👧', '🇨🇳 🇩🇪', '👋🏽', '❤️'])
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
