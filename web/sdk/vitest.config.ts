import { defineConfig } from 'vitest/config';

// The tests against a real daemon run if PARLEYD names its executable.
const daemon = process.env['PARLEYD'] ? ['test/daemon/*.test.ts'] : [];

export default defineConfig({
  test: {
    include: ['test/*.test.ts', ...daemon],
    watch: false,
    maxWorkers: 1,
    testTimeout: 20_000,
  },
});
