import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { policyTestsFile } from '../../policies/schema/policy-tests.ts';
import { FIELDS } from '../memory-upstream.fixture.ts';
import { runTests, type TestReport } from './run-tests.ts';
import { offline } from './setting.fixture.ts';

const FILES = {
  restrictions: `
always_blocked: [hr.payslip*, mail.message]
blocked_write_fields: [visibility]
`,
  model_access: `
stock_models: {full_crud: [res.partner], read_only: [crm.lead, crm.tag]}
allowed_methods: {res.partner: [action_a, action_b]}
sensitive_fields: {res.partner: [vat]}
group_access: {sales: {sale.*: {operations: [read, write]}}}
`,
  rbac: `
tool_group_requirements: {search_count: [counters]}
operation_group_requirements: {unlink: [cleaners]}
record_rules: {sale.order: [{domain: [[name, "=", "mine"]], groups: [sales]}]}
`,
};
const MODELS = { 'res.partner': FIELDS, 'crm.lead': FIELDS, 'sale.order': FIELDS };

interface Written {
  readonly as?: JsonObject;
  readonly tool: string;
  readonly args: JsonObject;
  readonly facts?: boolean;
  readonly expect: JsonObject;
}

async function run(tests: readonly Written[], files: object = FILES): Promise<TestReport> {
  const setting = offline({ ...files }, MODELS);
  const parsed = policyTestsFile.parse({
    tests: tests.map(({ as = {}, tool, args, facts = false, expect: expected }) => ({
      name: tool,
      as,
      call: { tool, arguments: args },
      facts,
      expect: expected,
    })),
  });
  try {
    const placed = parsed.tests.map((test) => ({ ...test, file: 'a.yaml', line: 1 }));
    return await runTests(setting, placed);
  } finally {
    await setting.close();
  }
}

const READ = { tool: 'search_read', args: { model: 'res.partner', fields: ['name', 'vat'] } };

describe('a test', () => {
  it('passes where the call comes to what was expected', async () => {
    const { outcomes } = await run([
      { ...READ, expect: { effect: 'allow', masked: ['vat'], rule: 'model_access.yaml:*' } },
      { tool: 'search_read', args: { model: 'res.users' }, expect: { effect: 'deny', rule: 'G1' } },
    ]);
    expect(outcomes.map(({ differences }) => differences)).toEqual([[], []]);
  });

  it.each<[JsonObject, RegExp]>([
    [{ effect: 'deny' }, /^effect: expected deny, found allow \(model_access\.yaml:full_crud\)$/],
    [{ effect: 'confirm' }, /^effect: expected confirm, found allow/],
    [{ effect: 'allow', rule: 'rbac.yaml:*' }, /^rule: expected rbac\.yaml:\*, found model_access/],
    [{ effect: 'allow', rule: 'model_access.yaml:full' }, /^rule: expected/],
    [{ effect: 'allow', rule: '*full*full_crud' }, /^rule: expected/],
    [{ effect: 'allow', sends: { limit: 1 } }, /^sends\.limit: expected 1, found /],
    [{ effect: 'allow', masked: [] }, /^masked: vat would come back hidden too$/],
    [{ effect: 'allow', masked: ['vat', 'name'] }, /^masked: name would not come back hidden$/],
    [
      { effect: 'allow', result: {} },
      /^result: nothing was sent: results are compared with --live$/,
    ],
  ])('fails where %j is expected, in plain words', async (expected, difference) => {
    const { outcomes } = await run([{ ...READ, expect: expected }]);
    expect(outcomes).toMatchObject([
      { passed: false, differences: [expect.stringMatching(difference)] },
    ]);
  });

  it('says why a call it expected to be allowed is not', async () => {
    const { outcomes } = await run([
      { tool: 'search_read', args: { model: 'res.users' }, expect: { effect: 'allow' } },
    ]);
    expect(outcomes[0]?.differences[0]).toMatch(
      /^effect: expected allow, found deny \(model_blocked, G1: res\.users is out of reach/,
    );
  });

  it('does not take missing metadata for a denial of the policy', async () => {
    const { outcomes } = await run([
      { tool: 'search_read', args: { model: 'crm.tag' }, expect: { effect: 'deny' } },
    ]);
    expect(outcomes[0]?.differences).toEqual([
      'schema: the fields of crm.tag are not described; save them with odoo-mcp-guard schema',
    ]);
  });
});

describe('coverage', () => {
  it('has every rule of the files, and none fires by itself', async () => {
    const { rules, neverFired } = await run([]);
    expect(rules).toBe(neverFired.length);
    expect(neverFired).toEqual([
      'restrictions.yaml:always_blocked hr.payslip*',
      'restrictions.yaml:always_blocked mail.message',
      'restrictions.yaml:blocked_write_fields visibility',
      'model_access.yaml:full_crud res.partner',
      'model_access.yaml:read_only crm.lead',
      'model_access.yaml:read_only crm.tag',
      'model_access.yaml:allowed_methods.res.partner action_a',
      'model_access.yaml:allowed_methods.res.partner action_b',
      'model_access.yaml:sensitive_fields.res.partner.vat',
      'model_access.yaml:group_access.sales.sale.*',
      'rbac.yaml:tool_group_requirements.search_count',
      'rbac.yaml:operation_group_requirements.unlink',
      'rbac.yaml:record_rules.sale.order[0]',
    ]);
  });

  const sales = { groups: ['sales'] };
  it.each<[string, Omit<Written, 'expect'>, readonly string[]]>([
    [
      'a read that masks a field',
      READ,
      [
        'model_access.yaml:full_crud res.partner',
        'model_access.yaml:sensitive_fields.res.partner.vat',
      ],
    ],
    [
      'a blocked model',
      { tool: 'search_read', args: { model: 'hr.payslip.line' } },
      ['restrictions.yaml:always_blocked hr.payslip*'],
    ],
    [
      'a method',
      {
        tool: 'execute_method',
        args: { model: 'res.partner', method: 'action_b', record_ids: [1] },
      },
      ['model_access.yaml:allowed_methods.res.partner action_b'],
    ],
    [
      'a search that a record rule narrows',
      { as: sales, tool: 'search_read', args: { model: 'sale.order' } },
      ['model_access.yaml:group_access.sales.sale.*', 'rbac.yaml:record_rules.sale.order[0]'],
    ],
    [
      'a write that a record rule denies',
      {
        as: sales,
        tool: 'update_record',
        args: { model: 'sale.order', record_id: 1, values: { name: 'mine' } },
      },
      ['rbac.yaml:record_rules.sale.order[0]'],
    ],
    [
      'a tool that needs a group',
      { tool: 'search_count', args: { model: 'crm.lead' } },
      ['rbac.yaml:tool_group_requirements.search_count'],
    ],
    [
      'an operation that needs a group',
      { tool: 'delete_record', args: { model: 'res.partner', record_id: 1 } },
      ['rbac.yaml:operation_group_requirements.unlink'],
    ],
  ])('%s fires what had a say in it', async (_what, call, expected) => {
    const every = (await run([])).neverFired;
    const { neverFired } = await run([{ ...call, expect: { effect: 'allow' } }]);
    expect(every.filter((rule) => !neverFired.includes(rule))).toEqual(expected);
  });

  it('is of the rules that the operator wrote, not of the built-in ones', async () => {
    const { restrictions } = FILES;
    const setting = offline({ restrictions });
    const { neverFired } = await runTests(setting, []);
    await setting.close();
    expect(neverFired.every((rule) => rule.startsWith('restrictions.yaml:'))).toBe(true);
  });
});
