import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseModelSchema } from '../../policies/bindings/field-schema.ts';
import { directoryOf } from '../../policies/config-directory.fixture.ts';
import { type ModelName, parseModelName } from '../../policies/names.ts';
import { savedSchemaText } from '../explaining/saved-schema.ts';
import { sha256 } from '../guarded.fixture.ts';
import { FIELDS } from '../memory-upstream.fixture.ts';
import { capturedOutput } from './command-output.fixture.ts';
import { type ExplainOptions, explain } from './explain.ts';

const FILES = {
  model_access: 'stock_models: {full_crud: [res.partner]}',
  rbac: `
record_rules: {res.partner: [{domain: [[name, "=", "mine"]], groups: [sales]}]}
confirm: [{operations: [unlink]}]
`,
  gateway: `identity: {tokens: [{name: sales-agent, sha256: ${sha256('s')}, groups: [sales]}]}`,
};

async function run(options: Partial<ExplainOptions>, files: Partial<typeof FILES> = {}) {
  const config = directoryOf({ ...FILES, ...files });
  const schema = join(config, 'schema.json');
  const model: ModelName | undefined = parseModelName('res.partner');
  const fields = model && parseModelSchema(model, FIELDS);
  writeFileSync(schema, savedSchemaText(new Map(fields ? [[fields.model, fields]] : [])));
  const { out, err } = capturedOutput();
  const code = await explain({ tool: 'search_read', args: '{}', config, schema, ...options }, {});
  return { code, out: out(), err: err() };
}

const DELETE = { tool: 'delete_record', args: '{"model": "res.partner", "record_id": 3}' };

describe('explain', () => {
  it('ends with 0 for what waits for a person, and says what would then be sent', async () => {
    const ran = await run({ ...DELETE, as: 'sales-agent', facts: true, json: true });
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({
      effect: 'confirm',
      rule: 'rbac.yaml:confirm[0]',
      asked: [{ model: 'res.partner', ids: [3], answer: true }],
      sends: { model: 'res.partner', record_id: 3 },
    });
  });

  it('takes every question about records for answered with no, unless told otherwise', async () => {
    const ran = await run({ ...DELETE, as: 'sales-agent' });
    expect(ran.code).toBe(5);
    expect(ran.out).toContain('do all of res.partner 3 fit [["name","=","mine"]]? no');
    expect(ran.out).toMatch(
      /result {5}DENIED: denied by rbac\.yaml:record_rules\.res\.partner\[0\]/,
    );
  });

  it('says which models the file lacks', async () => {
    const rbac = { groups: 'sales', tool: 'create_record' };
    const args = '{"model": "res.partner", "values": {"nothing_like_it": 1}}';
    expect(await run({ ...rbac, args })).toMatchObject({ code: 5 });
    const { out } = await run({ admin: true, args: '{"model": "crm.lead"}' });
    expect(out).toContain('the fields of crm.lead are not described');
  });

  it('explains the policy also where the guard only shadows it', async () => {
    const read = { groups: 'sales', args: '{"model": "crm.lead"}' };
    const ran = await run(read, { gateway: 'mode: shadow' });
    expect(ran.code).toBe(5);
    expect(ran.out).toContain('shadow: the guard records this, and enforces guardrails only');
    expect((await run(read)).out).not.toContain('shadow');
  });

  it.each<[string, Partial<ExplainOptions>, RegExp]>([
    ['no caller', {}, /^Say who calls: --as NAME/],
    ['two callers', { as: 'sales-agent', admin: true }, /^Say who calls in one way/],
    ['a caller nobody is', { as: 'sales-agnt' }, /did you mean "sales-agent"\?/],
    ['no JSON', { admin: true, args: '{' }, /^--args is not JSON/],
    ['a key twice', { admin: true, args: '{"a":1,"a":2}' }, /same key twice/],
    ['no object', { admin: true, args: '[]' }, /^--args takes a JSON object/],
    ['a sign-in', { admin: true, tool: 'login' }, /^login tells who calls/],
    ['no such file', { admin: true, schema: 'none.json' }, /^none\.json: there is no such file/],
  ])('ends with 2 for %s', async (_what, options, message) => {
    const ran = await run(options);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toMatch(message);
  });
});
