import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runTests, type TestOutcome, type TestReport } from '../explaining/run-tests.ts';
import { readTests } from '../explaining/test-files.ts';
import { schemaBeside, withSchema, withUpstream } from './asked-setting.ts';
import { type Environment, policyFor } from './policy-source.ts';
import { UsageError } from './usage-error.ts';

export interface PolicyTestOptions {
  readonly schema?: string;
  readonly live?: boolean;
  readonly config?: string;
  readonly json?: boolean;
}

/**
 * Runs the policy tests of a folder, `tests` beside the policy files unless named, and answers the exit code:
 * 0 when all pass, 1 when one fails. Throws `PolicyError` with every problem of the files.
 */
export async function policyTest(
  folder: string | undefined,
  options: PolicyTestOptions,
  env: Environment,
): Promise<number> {
  const { schema, live, json } = options;
  if (live && schema !== undefined) {
    throw new UsageError(
      'Say what is known of the fields in one way: either --schema FILE or --live.',
    );
  }
  const policy = policyFor(options.config, env);
  const beside = existsSync(policy.source) ? join(policy.source, 'tests') : 'tests';
  const tests = readTests(folder ?? beside);
  const report = await (live
    ? withUpstream(policy, (setting) => runTests(setting, tests))
    : withSchema(policy, schema ?? schemaBeside(policy), (setting) => runTests(setting, tests)));
  process.stdout.write(json ? `${JSON.stringify(asJson(report))}\n` : inWords(report));
  return report.outcomes.every(({ passed }) => passed) ? 0 : 1;
}

function inWords({ outcomes, rules, neverFired }: TestReport): string {
  const failed = outcomes.filter(({ passed }) => !passed);
  const lines = [
    ...outcomes.flatMap(outcomeLines),
    '',
    `${outcomes.length - failed.length} passed, ${failed.length} failed`,
    `${rules - neverFired.length} of ${rules} rules of the policy had a say`,
    ...(neverFired.length === 0 ? [] : ['never fired:', ...neverFired.map((rule) => `  ${rule}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

function outcomeLines({ name, file, line, passed, differences }: TestOutcome): readonly string[] {
  if (passed) return [`✓ ${name}`];
  return [`✗ ${name} (${file}:${line})`, ...differences.map((difference) => `    ${difference}`)];
}

function asJson({ outcomes, rules, neverFired }: TestReport): object {
  return {
    passed: outcomes.filter(({ passed }) => passed).length,
    failed: outcomes.filter(({ passed }) => !passed).length,
    tests: outcomes,
    rules,
    never_fired: neverFired,
  };
}
