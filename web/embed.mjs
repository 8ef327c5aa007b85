// embed.mjs DIST OUT: writes OUT/assets.cpp, which holds every file of DIST for the daemon, and
// beside it their compressed forms. The bytes go in by the assembler's .incbin, so that no compiler
// reads megabytes of numbers.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, relative, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const contentTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.txt': 'text/plain; charset=utf-8',
  '.ftl': 'text/plain; charset=utf-8',
};

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

// The compressed form, if it is worth a header.
function smaller(compressed, bytes) {
  return compressed.length < bytes.length * 0.95 ? compressed : Buffer.alloc(0);
}

const [dist, out] = process.argv.slice(2).map((path) => resolve(path));
if (!dist || !out) throw new Error('usage: embed.mjs DIST OUT');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const assets = filesIn(dist)
  .filter((file) => statSync(file).size > 0)
  .map((file) => ({ file, path: '/' + relative(dist, file).replaceAll('\\', '/') }))
  .sort((a, b) => (a.path < b.path ? -1 : 1));

const assembly = [];
const symbols = [];

// Writes one form of a file and names it in the assembly; the view of it, as C++.
function view(index, form, content) {
  if (content.length === 0) return '{}';
  const file = join(out, `${index}.${form}`);
  writeFileSync(file, content);
  const symbol = `parley_web_${index}_${form}`;
  assembly.push(`    ".global ${symbol}\\n${symbol}:\\n.incbin \\"${file}\\"\\n"`);
  symbols.push(`extern "C" const char ${symbol}[];`);
  return `{${symbol}, ${content.length}}`;
}

const rows = assets.map(({ file, path }, index) => {
  const type = contentTypes[extname(file)];
  if (!type) throw new Error(`${path}: no content type for this kind of file in embed.mjs`);
  const bytes = readFileSync(file);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  const views = [
    view(index, 'bytes', bytes),
    view(index, 'gzip', smaller(gzipSync(bytes, { level: 9 }), bytes)),
    view(index, 'brotli', smaller(brotliCompressSync(bytes, quality), bytes)),
  ];
  const etag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  const immutable = path.startsWith('/assets/');
  return `        {"${path}", "${type}", "${etag}", ${views.join(', ')}, ${immutable}},`;
});

writeFileSync(
  join(out, 'assets.cpp'),
  `// Made by web/embed.mjs of the built web client.
#include "parley/webclient/assets.hpp"

asm(".section .rodata\\n"
${assembly.join('\n')}
    ".previous\\n");

${symbols.join('\n')}

namespace parley {

std::span<const WebAsset> web_assets() {
    static const WebAsset assets[] = {
${rows.join('\n')}
    };
    return assets;
}

}  // namespace parley
`,
);
console.log(`embedded ${assets.length} files`);
