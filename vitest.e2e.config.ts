import { defineConfig } from 'vitest/config';
import { SUITES } from './e2e/real-odoo/suites.fixture.ts';

/** The suites that can be in front of a real Odoo, in front of one: `npm run test:e2e`. */
export default defineConfig({
  test: {
    include: Object.values(SUITES).flat(),
    globalSetup: ['e2e/real-odoo/set-up.fixture.ts'],
    // One Odoo process serves them all.
    maxWorkers: 2,
    // A real Odoo on a busy machine takes seconds for what a demo does at once.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    teardownTimeout: 120_000,
  },
});
