// `npm run test:soak` and `npm run test:fuzz`: the long versions of what `npm test` plays for a few seconds.
//   SOAK_CALLS        calls that each guard relays while its memory is measured (50000)
//   SOAK_DISCONNECTS  clients of each guard that leave without a word (1000)
//   SOAK_PROCESSES    sessions with a process of a stdio upstream each, all at once (200)
//   FUZZ_SECONDS      seconds of the wire fuzzer, all its suites together (600)
//   FUZZ_SEED         the seed of its cases
import { ensureBuilt, ensureInstalled, tool } from './steps.mjs';

const SUITES = {
  soak: {
    files: ['e2e/robustness/memory', 'e2e/robustness/disconnects', 'e2e/robustness/same-ids'],
    lengths: { SOAK_CALLS: '50000', SOAK_DISCONNECTS: '1000', SOAK_PROCESSES: '200' },
  },
  fuzz: { files: ['e2e/robustness/wire-fuzz'], lengths: { FUZZ_SECONDS: '600' } },
};

const name = process.argv[2];
const suite = name === 'soak' || name === 'fuzz' ? SUITES[name] : undefined;
if (suite === undefined) throw new Error('name one of: soak, fuzz');
ensureInstalled();
ensureBuilt();
for (const [variable, length] of Object.entries(suite.lengths)) process.env[variable] ??= length;
tool(`a long run: ${name}`, 'vitest/vitest.mjs', ['run', '--maxWorkers=1', ...suite.files]);
