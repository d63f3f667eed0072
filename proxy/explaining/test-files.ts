import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PolicyError, type Problem } from '../../policies/load-error.ts';
import { type PolicyTest, policyTestsFile } from '../../policies/schema/policy-tests.ts';
import { shapeProblems } from '../../policies/schema/shape-problems.ts';
import { readYaml } from '../../policies/yaml-document.ts';

/** One test, and where it stands. */
export interface PlacedTest extends PolicyTest {
  readonly file: string;
  readonly line: number;
}

const LARGEST_FILE = 1_048_576;

/**
 * Reads every YAML file of a folder. Throws `PolicyError` with every problem of all of them, and where there is
 * nothing to run: a run that tests nothing must not look like one that passed.
 */
export function readTests(folder: string): readonly PlacedTest[] {
  const problems: Problem[] = [];
  const tests: PlacedTest[] = [];
  for (const file of yamlFiles(folder)) {
    const read = readTestFile(file);
    if ('problems' in read) problems.push(...read.problems);
    else tests.push(...read.tests);
  }
  if (problems.length > 0) throw new PolicyError(problems);
  if (tests.length > 0) return tests;
  throw new PolicyError([
    { file: folder, message: 'holds no tests', hint: 'write them into tests/*.yaml' },
  ]);
}

function yamlFiles(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder).filter((entry) => /\.ya?ml$/.test(entry));
    return entries.sort().map((entry) => join(folder, entry));
  } catch {
    const hint = 'name the folder of the test files, or make it';
    throw new PolicyError([{ file: folder, message: 'is no folder that can be read', hint }]);
  }
}

function readTestFile(
  file: string,
): { readonly tests: readonly PlacedTest[] } | { readonly problems: readonly Problem[] } {
  const bytes = readFileSync(file);
  if (bytes.length > LARGEST_FILE) {
    return { problems: [{ file, message: 'is larger than 1 MiB' }] };
  }
  // A test says the same on every machine: a variable is text here.
  const read = readYaml(file, bytes.toString('utf8'), (text) => ({ value: text }));
  if ('problems' in read) return read;
  const { document } = read;
  const parsed = policyTestsFile.safeParse(document.data);
  if (!parsed.success) {
    const shape = shapeProblems(basename(file), policyTestsFile, document.data, parsed.error);
    return {
      problems: shape.map(({ path, onKey, ...words }) => ({
        file,
        ...document.position(path, onKey ? 'key' : undefined),
        ...words,
      })),
    };
  }
  const tests = parsed.data.tests.map((test, index) => ({
    ...test,
    file,
    line: document.position(['tests', index]).line,
  }));
  return { tests };
}
