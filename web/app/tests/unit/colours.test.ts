// Text at least 4.5 : 1, what one has to find at least 3 : 1, in both themes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = readFileSync(new URL('../../src/styles/tokens.css', import.meta.url), 'utf8');

function tokens(selector: RegExp): Map<string, string> {
  const block = selector.exec(css)![1]!;
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1]!, match[2]!]),
  );
}
const themes = {
  light: tokens(/:root \{([^}]*)\}/),
  dark: tokens(/data-theme='dark'\] \{([^}]*)\}/),
};

const channel = (value: number) =>
  value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => channel(parseInt(hex.slice(at, at + 2), 16) / 255)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const surfaces = [
  'surface',
  'surface-sunken',
  'surface-raised',
  'surface-hover',
  'surface-selected',
];
const pairs: [string, string[], number][] = [
  [
    'text',
    [...surfaces, 'surface-strong', 'mention-soft', 'danger-soft', 'accent-soft', 'code'],
    4.5,
  ],
  ['text-quiet', [...surfaces, 'mention-soft', 'code'], 4.5],
  ['accent', [...surfaces, 'accent-soft'], 4.5],
  ['danger', ['surface', 'surface-raised', 'surface-hover', 'danger-soft'], 4.5],
  ['ok', ['surface'], 4.5],
  ['on-accent', ['accent', 'accent-hover'], 4.5],
  ['on-mention', ['mention'], 4.5],
  ['on-danger', ['danger'], 4.5],
  ['line-strong', ['surface', 'surface-sunken', 'surface-raised'], 3],
  ['away', ['surface', 'surface-sunken'], 3],
];
for (const [theme, values] of Object.entries(themes)) {
  test(`the ${theme} theme can be read`, () => {
    for (const [front, backs, least] of pairs) {
      for (const back of backs) {
        const found = contrast(values.get(front)!, values.get(back)!);
        assert.ok(found >= least, `${front} on ${back}: ${found.toFixed(2)}, wanted ${least}`);
      }
    }
  });
}
