// Ends a build that has grown too big: the JavaScript of the first load, and all files together, as
// gzip.
import { gzipSync } from "node:zlib";
import { readFileSync, readdirSync } from "node:fs";

const first = 90 * 1024;
const dist = new URL("../dist/", import.meta.url);
const size = (path) => gzipSync(readFileSync(new URL(path, dist)), { level: 9 }).length;
const html = readFileSync(new URL("index.html", dist), "utf8");
const entry = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((m) => m[1]);

let js = 0;
for (const file of entry) {
  const bytes = size(file);
  if (file.endsWith(".js")) js += bytes;
  console.log(`${(bytes / 1024).toFixed(1).padStart(7)} KiB  ${file}`);
}
// English is loaded on each first load besides, if it is not a part of the entry.
const language = readdirSync(new URL("assets/", dist)).filter((f) => /^(en|zh-CN)-.*\.js$/.test(f));
const largest = Math.max(0, ...language.map((f) => size(`assets/${f}`)));
js += largest;
const all = readdirSync(new URL("assets/", dist)).map((f) => [f, size(`assets/${f}`)]);
for (const [file, bytes] of all.filter(([f]) => !entry.includes(`assets/${f}`))) {
  console.log(`${(bytes / 1024).toFixed(1).padStart(7)} KiB  later: ${file}`);
}
const total = all.reduce((sum, [, bytes]) => sum + bytes, 0);
console.log(`first load ${(js / 1024).toFixed(1)} KiB of JavaScript (at most 90), everything ${(total / 1024).toFixed(1)} KiB`);
if (js > first) {
  console.error("The first load is over its budget.");
  process.exit(1);
}
