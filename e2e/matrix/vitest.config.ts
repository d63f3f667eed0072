import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Needs the npm registry, so it is no part of `npm test`. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..', '..'),
    include: ['e2e/matrix/**/*.matrix.ts'],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
