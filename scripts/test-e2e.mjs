// `npm run test:e2e`: the suites in front of a real Odoo 17, 18 and 19, as far as there is one (docs/ci.md).
import { ensureBuilt, ensureInstalled, tool } from './steps.mjs';

ensureInstalled();
ensureBuilt();
tool('end-to-end tests', 'vitest/vitest.mjs', [
  'run',
  '--config',
  'vitest.e2e.config.ts',
  ...process.argv.slice(2),
]);
