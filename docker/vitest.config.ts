import { defineConfig } from 'vitest/config';

/** What needs a Docker engine: `npm run test:image`. */
export default defineConfig({
  test: {
    include: ['docker/**/*.check.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 900_000,
  },
});
