// Writes /sw.js at the end of a build: src/sw.js with the list of files that make up this version,
// and a name for it.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import type { Plugin } from 'vite';

export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const hash = createHash('sha256');
      const files: string[] = [];
      for (const [name, file] of Object.entries(bundle).sort(([a], [b]) => a.localeCompare(b))) {
        hash.update(name).update(file.type === 'chunk' ? file.code : file.source);
        if (name.startsWith('assets/')) files.push(`/${name}`);
      }
      for (const name of readdirSync('public').sort()) {
        hash.update(readFileSync(`public/${name}`));
        if (/\.(svg|webmanifest)$/.test(name)) files.push(`/${name}`);
      }
      const source = readFileSync('src/sw.js', 'utf8')
        .replace('__VERSION__', hash.digest('hex').slice(0, 12))
        .replace('["__FILES__"]', JSON.stringify(files));
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}
