import type { Policy } from '../../policies/policy.ts';
import { UpstreamFailure } from '../exchange.ts';
import { accountOf, onBehalfOf } from '../messages/context.ts';
import { soleResponse } from '../sole-response.ts';
import { firedRules } from './fired-rules.ts';
import { judgeTest, type Received } from './judge-test.ts';
import { type PolicyRule, ruleName, rulesOf } from './policy-rules.ts';
import type { Setting } from './setting.ts';
import type { PlacedTest } from './test-files.ts';
import { callOf, explainCall, type Way } from './way.ts';
import { callerOf, type Who } from './who.ts';

/** What came of one test. */
export interface TestOutcome {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly passed: boolean;
  /** How the call differs from what was expected, in plain words. */
  readonly differences: readonly string[];
}

export interface TestReport {
  readonly outcomes: readonly TestOutcome[];
  readonly rules: number;
  /** The rules that had no say in any test. */
  readonly neverFired: readonly string[];
}

/**
 * Runs policy tests one after the other. A call is made only where a test looks at its result, in front of a
 * real Odoo; all others are judged and go nowhere.
 */
export async function runTests(
  setting: Setting,
  tests: readonly PlacedTest[],
): Promise<TestReport> {
  const { policy } = setting.context;
  const rules = rulesOf(policy);
  const fired = new Set<PolicyRule>();
  const outcomes: TestOutcome[] = [];
  for (const test of tests) {
    const { differences, rules: said } = await runTest(setting, test, rules, policy);
    for (const rule of said) fired.add(rule);
    const { name, file, line } = test;
    outcomes.push({ name, file, line, passed: differences.length === 0, differences });
  }
  const neverFired = rules.filter((rule) => !fired.has(rule)).map(ruleName);
  return { outcomes, rules: rules.length, neverFired };
}

async function runTest(
  setting: Setting,
  test: PlacedTest,
  rules: readonly PolicyRule[],
  policy: Policy,
): Promise<{ readonly differences: readonly string[]; readonly rules: readonly PolicyRule[] }> {
  const caller = callerOf(whoIn(test), setting);
  const { tool, arguments: args } = test.call;
  const facts = setting.live ? {} : { facts: test.facts };
  const way = await explainCall(setting, caller, { tool, args, ...facts });
  const received =
    setting.live && test.expect.result !== undefined ? await make(setting, way) : undefined;
  const schemas = setting.context.schemas.view(accountOf(callOf(caller, tool, args)));
  return {
    differences: [...judgeTest(test.expect, way, received), ...undescribed(way, test)],
    rules: firedRules(way, rules, policy, schemas),
  };
}

function whoIn({ as }: PlacedTest): Who {
  const account = {
    ...(as.uid === undefined ? {} : { uid: as.uid }),
    ...(as.partner_id === undefined ? {} : { partnerId: as.partner_id }),
    ...(as.company_ids === undefined ? {} : { companyIds: as.company_ids }),
  };
  return 'token' in as
    ? { token: as.token, ...account }
    : { groups: as.groups, admin: as.admin, ...account };
}

/** A denial for lack of metadata says nothing of the policy, unless that is what was expected. */
function undescribed({ denial, unknown }: Way, { expect }: PlacedTest): readonly string[] {
  if (denial?.code !== 'schema_unavailable' || expect.code === denial.code) return [];
  return [
    `schema: the fields of ${unknown.join(', ')} are not described; save them with odoo-mcp-guard schema`,
  ];
}

/** Makes an allowed call, and filters what comes back as the guard does. */
async function make(setting: Setting, way: Way): Promise<Received | undefined> {
  const { prepared, caller, tool } = way;
  if (!prepared) return undefined;
  try {
    const behalf = onBehalfOf(callOf(caller, tool, {}), prepared.withCredential);
    const answer = await setting.context.door.request('tools/call', prepared.params, behalf);
    const response = await soleResponse(answer);
    if (!('result' in response))
      return { failure: `the upstream refused (${response.error.code})` };
    const filtered = await prepared.filter(response.result);
    return 'effect' in filtered
      ? { failure: `the answer was refused: ${filtered.reason}` }
      : { result: filtered.result };
  } catch (error) {
    if (!(error instanceof UpstreamFailure)) throw error;
    return { failure: `no answer: ${error.message}` };
  }
}
