import { configDefaults, defineConfig } from 'vitest/config';

/** What decides is pure: its tests can share what they import, which is most of what they would cost. */
const PURE = ['policies/{bindings,decide,filter,guardrails}/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'decisions', include: PURE, isolate: false, benchmark: { include: [] } },
      },
      {
        extends: true,
        test: {
          name: 'all else',
          include: ['{proxy,policies,upstream,demo,releases,e2e,docs,docker}/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...PURE],
          benchmark: { include: ['bench/**/*.bench.ts'] },
        },
      },
    ],
  },
});
