import { defineConfig } from 'vite';
import { emojiData } from './scripts/emoji-data.ts';
import { markedLexer } from './scripts/marked-lexer.ts';
import { serviceWorker } from './scripts/service-worker.ts';

// The daemon that the development and preview servers pass /v1 on to.
const daemon = process.env.PARLEY_URL ?? 'http://127.0.0.1:7400';
const proxy = {
  '/v1': { target: daemon, ws: true, changeOrigin: true, headers: { origin: daemon } },
};
const source = (path: string) => new URL(path, import.meta.url).pathname;

// What the first screen needs, in one file: many small ones compress worse.
const first =
  /node_modules\/(preact|@preact|virtua|marked|@fluent|lucide)\/|web\/sdk\/|app\/src\/(app\/|ui\/(?!ShareLink)|conversations\/(order|actions|profile|Conversation)|timeline\/(?!Versions|Readers|PinsPanel)|composer\/|threads\/ThreadPanel|emoji\/(picker|data)|search\/query|shell\/(?!Help|Welcome|App))/;

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: {
    alias: [
      { find: /^react(-dom)?$/, replacement: 'preact/compat' },
      { find: 'react/jsx-runtime', replacement: 'preact/jsx-runtime' },
      { find: /^@parley\/client\/idb$/, replacement: source('../sdk/src/idb.ts') },
      { find: /^@parley\/client$/, replacement: source('../sdk/src/index.ts') },
    ],
    dedupe: ['preact', '@preact/signals'],
  },
  plugins: [emojiData(), markedLexer(), serviceWorker()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    cssCodeSplit: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'core', test: first }] } },
    },
  },
  server: { proxy },
  preview: { proxy },
});
