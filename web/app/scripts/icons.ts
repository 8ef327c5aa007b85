// Makes the PNG icons from public/icon.svg: node scripts/icons.ts. Run it after changing the SVG;
// the results are kept in git.
import { readFileSync } from 'node:fs';
import { launch } from '../tests/support/browser.ts';

const svg = readFileSync('public/icon.svg', 'utf8');
const full = svg
  .replace('rx="15"', 'rx="0"')
  .replace(/<path/, '<g transform="translate(32 32) scale(.78) translate(-32 -32)"><path')
  .replace('</svg>', '</g></svg>');
const browser = await launch();
for (const [name, size, source] of [
  ['icon-192', 192, svg],
  ['icon-512', 512, svg],
  ['icon-180', 180, full],
  ['icon-maskable', 512, full],
] as const) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${source}`,
  );
  await page.screenshot({ path: `public/${name}.png`, omitBackground: true });
  await page.close();
}
await browser.close();
