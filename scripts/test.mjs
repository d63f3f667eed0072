// `npm test`: everything a change must pass, in the order that fails fastest.
import { ensureBuilt, ensureInstalled, say, tool } from './steps.mjs';

const started = Date.now();
ensureInstalled();
tool('types', 'typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']);
tool('lint', '@biomejs/biome/bin/biome', ['check', '.']);
tool('import directions', '../scripts/import-direction.mjs', []);
ensureBuilt();
tool('tests', 'vitest/vitest.mjs', ['run', ...process.argv.slice(2)]);
say(`all passed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
