import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{proxy,policies,upstream,demo,releases,e2e,docs,docker}/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    benchmark: { include: ['bench/**/*.bench.ts'] },
  },
});
