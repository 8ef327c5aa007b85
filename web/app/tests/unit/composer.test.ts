import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordBefore } from '../../src/composer/word.ts';

test('the word before the caret is offered completions for', () => {
  assert.deepEqual(wordBefore('hello @me', 9), { kind: '@', query: 'me', from: 6, closed: false });
  assert.deepEqual(wordBefore('@', 1), { kind: '@', query: '', from: 0, closed: false });
  assert.deepEqual(wordBefore('ok :smi', 7), { kind: ':', query: 'smi', from: 3, closed: false });
  assert.deepEqual(wordBefore('ok :smile:', 10), {
    kind: ':',
    query: 'smile',
    from: 3,
    closed: true,
  });
  assert.deepEqual(wordBefore('你好，@林', 5), { kind: '@', query: '林', from: 3, closed: false });
});

test('times, addresses and mail are not', () => {
  for (const text of ['at 10:30', 'http://x', 'a@b.example', 'std::vec', ': a', ':a'])
    assert.equal(wordBefore(text, text.length), undefined, text);
});
