// A test runner for Stryker that loads the tests once and calls, for each mutant, those that reach it.
// Vitest's own starts every test file anew for every mutant, which costs seconds; this costs milliseconds.
import { globSync } from 'node:fs';
import { basename, sep } from 'node:path';
import { Passed, passProperties } from './bounded-fast-check.mjs';
import { collect, startOver } from './collected-tests.mjs';
import { forget, hookModules } from './module-hooks.mjs';

/** What Stryker's instrumented code reads and writes. */
const instruments = () => {
  globalThis.__stryker__ ??= {};
  return globalThis.__stryker__;
};

/** How many letters two names begin with alike. */
function alike(one, other) {
  let count = 0;
  while (count < one.length && one[count] === other[count]) count += 1;
  return count;
}

class InProcessRunner {
  static inject = ['options'];
  #patterns;
  #files = [];
  #modules;
  #tests;
  #slowness = new Map();

  constructor(options) {
    this.#patterns = options.inProcess.testFiles;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    this.#modules = hookModules(process.cwd());
    const files = this.#patterns.flatMap((pattern) => globSync(pattern).sort());
    this.#files = files.map((file) => file.replaceAll(sep, '/'));
  }

  #renew() {
    this.#modules.renew();
    startOver();
    this.#tests = undefined;
  }

  /** The tests of all files, loaded once for all mutants that matter only when tests run. */
  async #all() {
    if (this.#tests !== undefined) return this.#tests;
    this.#renew();
    const tests = new Map();
    for (const file of this.#files) {
      for (const [id, test] of await collect(file, this.#modules.load)) tests.set(id, test);
    }
    this.#tests = tests;
    return tests;
  }

  async #run(test) {
    forget();
    const started = performance.now();
    try {
      await test.run();
      return { status: 0, timeSpentMs: performance.now() - started };
    } catch (error) {
      if (error instanceof Passed) return { status: 2, timeSpentMs: performance.now() - started };
      const failureMessage = error instanceof Error ? error.message : String(error);
      return { status: 1, failureMessage, timeSpentMs: performance.now() - started };
    }
  }

  async dryRun() {
    const stryker = instruments();
    const tests = [];
    for (const test of (await this.#all()).values()) {
      stryker.currentTestId = test.id;
      const { id, name, fileName } = test;
      tests.push({ id, name, fileName, ...(await this.#run(test)) });
    }
    stryker.currentTestId = undefined;
    return { status: 'complete', tests, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun(options) {
    const stryker = instruments();
    stryker.activeMutant = undefined;
    stryker.hitCount = options.hitLimit === undefined ? undefined : 0;
    stryker.hitLimit = options.hitLimit;
    const verdict =
      options.mutantActivation === 'static'
        ? await this.#whileLoading(options)
        : await this.#whileRunning(options);
    stryker.activeMutant = undefined;
    return verdict;
  }

  async #whileRunning({ activeMutant, testFilter, sandboxFileName }) {
    passProperties(false);
    const all = await this.#all();
    const tests =
      testFilter === undefined ? [...all.values()] : testFilter.map((id) => all.get(id));
    const stryker = instruments();
    stryker.activeMutant = activeMutant.id;
    const killed = await this.#face(tests, sandboxFileName);
    if (killed === undefined) return { status: 'survived', nrOfTests: tests.length };
    stryker.activeMutant = undefined;
    const [killer] = killed.killedBy ?? [];
    if (killer === undefined || (await this.#run(all.get(killer))).status === 0) return killed;
    // An earlier mutant left something behind that fails this test: nobody can tell who killed whom.
    this.#tests = undefined;
    return { status: 'error', errorMessage: `${killer} fails without the mutant as well` };
  }

  /**
   * A mutant of what is worked out when modules load needs them loaded anew: a test file at a time, since most
   * mutants die in the first. Where every test has to be faced the properties are passed by: they take longer
   * than all else together.
   */
  async #whileLoading({ activeMutant, testFilter, sandboxFileName }) {
    passProperties(testFilter === undefined);
    const wanted = testFilter && new Set(testFilter);
    const near = (file) => alike(basename(file), basename(sandboxFileName));
    const files = this.#files
      .filter((file) => !testFilter || testFilter.some((id) => id.startsWith(`${file} > `)))
      .sort((one, other) => near(other) - near(one));
    this.#renew();
    instruments().activeMutant = activeMutant.id;
    let nrOfTests = 0;
    for (const file of files) {
      let found;
      try {
        found = await collect(file, this.#modules.load);
      } catch (error) {
        const killedBy = testFilter?.slice(0, 1) ?? [];
        return { status: 'killed', killedBy, failureMessage: String(error), nrOfTests };
      }
      const tests = [...found.values()].filter(({ id }) => wanted?.has(id) ?? true);
      const verdict = await this.#face(tests, sandboxFileName);
      nrOfTests += tests.length;
      if (verdict !== undefined) return verdict;
    }
    return { status: 'survived', nrOfTests };
  }

  /** Runs tests until one fails; undefined where none does. */
  async #face(tests, mutatedFile) {
    const stryker = instruments();
    this.#likelyFirst(tests, basename(mutatedFile));
    let nrOfTests = 0;
    for (const test of tests) {
      const { status, failureMessage, timeSpentMs } = await this.#run(test);
      nrOfTests += 1;
      // Code that catches everything may have caught what Stryker throws at the limit.
      if (stryker.hitCount > stryker.hitLimit) return { status: 'timeout', reason: 'hit limit' };
      if (status === 1) return { status: 'killed', killedBy: [test.id], failureMessage, nrOfTests };
      this.#slowness.set(test.id, timeSpentMs);
    }
    return undefined;
  }

  /** Quick tests before slow ones, and first of all those whose file is named like the mutated one. */
  #likelyFirst(tests, mutated) {
    const rank = ({ id, fileName }) =>
      (this.#slowness.get(id) ?? 0) - 10 * alike(basename(fileName), mutated);
    const ranks = new Map(tests.map((test) => [test, rank(test)]));
    tests.sort((one, other) => ranks.get(one) - ranks.get(other));
  }
}

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'in-process', injectableClass: InProcessRunner },
];

export const strykerValidationSchema = {
  properties: {
    inProcess: {
      description: 'What the in-process test runner loads.',
      type: 'object',
      required: ['testFiles'],
      properties: { testFiles: { type: 'array', items: { type: 'string' } } },
    },
  },
};
