import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FluentBundle, FluentResource } from '@fluent/bundle';

const source = new URL('../../src/', import.meta.url);

const filesOf = (language: string) =>
  readdirSync(new URL(`l10n/${language}/`, source), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ftl'),
  );

function messages(language: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of filesOf(language)) {
    let key = '';
    for (const line of readFileSync(new URL(`l10n/${language}/${file}`, source), 'utf8').split(
      '\n',
    )) {
      const match = /^([a-z][\w-]*) =(.*)$/.exec(line);
      if (match) {
        key = match[1]!;
        assert.ok(!found.has(key), `${key} is there twice in ${language}`);
        found.set(key, match[2]!);
      } else if (line.startsWith(' ') && key) found.set(key, `${found.get(key)}\n${line}`);
    }
  }
  return found;
}
const english = messages('en');
const chinese = messages('zh-CN');
const variables = (text: string) =>
  [...new Set([...text.matchAll(/\$(\w+)/g)].map((match) => match[1]!))].sort();

test('both languages have the same messages with the same variables', () => {
  assert.deepEqual([...chinese.keys()].sort(), [...english.keys()].sort());
  for (const [key, text] of english)
    assert.deepEqual(variables(chinese.get(key)!), variables(text), key);
});

test('what the code asks for is there, and nothing is there that no code asks for', () => {
  const asked = new Set<string>();
  const prefixes: string[] = [];
  const words = new Set<string>();
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  )) {
    const code = readFileSync(new URL(file, source), 'utf8');
    for (const match of code.matchAll(/\bt\(\s*'([\w-]+)'/g)) asked.add(match[1]!);
    for (const match of code.matchAll(/\bt\(\s*`([\w-]+)\$\{/g)) prefixes.push(match[1]!);
    for (const match of code.matchAll(/[?:] t\('([\w-]+)'/g)) asked.add(match[1]!);
    for (const match of code.matchAll(/['"]([a-z][\w-]+)['"]/g)) words.add(match[1]!);
  }
  assert.ok(asked.size > 100);
  for (const key of asked) assert.ok(english.has(key), `${key} is missing`);
  for (const key of english.keys()) {
    assert.ok(
      asked.has(key) || words.has(key) || prefixes.some((prefix) => key.startsWith(prefix)),
      `${key} is not used`,
    );
  }
});

test('every message can be read and formatted', () => {
  for (const language of ['en', 'zh-CN']) {
    const all = filesOf(language)
      .map((file) => readFileSync(new URL(`l10n/${language}/${file}`, source), 'utf8'))
      .join('\n');
    const bundle = new FluentBundle(language, { useIsolating: false });
    assert.deepEqual(bundle.addResource(new FluentResource(all)), []);
    for (const [key, text] of messages(language)) {
      const errors: Error[] = [];
      const args = Object.fromEntries(
        variables(text).map((name) => [
          name,
          /count|seconds|bytes|waiting|more|minutes|tone/.test(name) ? 3 : 'x',
        ]),
      );
      const out = bundle.formatPattern(bundle.getMessage(key)!.value!, args, errors);
      assert.deepEqual(errors, [], key);
      assert.ok(out.trim() || key === 'list-comma', key);
    }
  }
});

test('Chinese has no English left over', () => {
  const allowed = /Parley|Enter|Shift|Esc|Ctrl|Caps Lock|KiB|parleyctl|mod|ms|@all/g;
  for (const [key, text] of chinese) {
    const plain = text
      .replace(/\{[^}]*\}/g, '')
      .replace(/\$\w+|->|\[\w+\]|\*\[\w+\]/g, '')
      .replace(allowed, '');
    assert.doesNotMatch(plain, /[A-Za-z]{3,}/, `${key}: ${text}`);
  }
});
