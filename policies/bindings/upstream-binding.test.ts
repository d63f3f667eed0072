import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { ModelName, RecordId } from '../names.ts';
import type { Operation } from '../operation.ts';
import { loadBundledBindings } from './bundled.ts';
import { calls } from './understood-calls.fixture.ts';

const binding = loadBundledBindings().find(({ id }) => id === 'odoo-mcp-upstream');

function toolOf(name: string) {
  const tool = binding?.tools.get(name);
  if (tool === undefined) throw new Error(`the bundled binding has no ${name}`);
  return tool;
}

function bound(name: string, args: JsonObject) {
  const call = toolOf(name).bind(args);
  if ('effect' in call) throw new Error(call.reason);
  return call;
}

const partner = 'res.partner' as ModelName;
const order = 'sale.order' as ModelName;
const id = (value: number) => value as RecordId;

describe('the binding of the bundled server', () => {
  it.each(calls)('understands %s and writes it back', (name, args, operation) => {
    const call = bound(name, args);
    expect(call.operations).toEqual([operation]);
    expect(call.emit(call.operations)).toEqual(args);
  });

  it('understands login without taking the credential into the operation', () => {
    const args = { method: 'password', credential: 'open sesame', username: 'demo' };
    const call = bound('login', args);
    expect(call.operations).toEqual([{ kind: 'login', login: 'demo', method: 'password' }]);
    expect(JSON.stringify(call.operations)).not.toContain('sesame');
    expect(call.emit(call.operations)).toEqual(args);
  });

  it.each([
    ['list_models', {}],
    ['get_model_fields', { model: 'res.partner' }],
    ['get_model_fields', { model: 'res.partner', field_filter: ['name', 'email'] }],
    ['search_read', { model: 'res.partner' }],
    ['get_record', { model: 'res.partner', record_id: 1 }],
    ['search_count', { model: 'res.partner' }],
    ['read_group', { model: 'res.partner' }],
    ['name_search', { model: 'res.partner' }],
    ['get_defaults', { model: 'res.partner' }],
    ['create_record', { model: 'res.partner', values: {} }],
    ['execute_method', { model: 'sale.order', method: 'action_confirm' }],
    ['login', { method: 'session', credential: 'cookie' }],
  ])('forwards %s with nothing but what was given', (name, args: JsonObject) => {
    const call = bound(name, args);
    expect(call.emit(call.operations)).toEqual(args);
  });

  it('takes an explicit null for an argument that was left out', () => {
    const call = bound('search_read', { model: 'res.partner', domain: null, order: null });
    expect(call.operations).toEqual([{ kind: 'search_read', model: 'res.partner' }]);
    expect(call.emit(call.operations)).toEqual({ model: 'res.partner' });
  });

  it('forwards what was decided, not what was asked', () => {
    const read = bound('search_read', { model: 'res.partner', limit: 9_000 });
    const decided: Operation = {
      kind: 'search_read',
      model: partner,
      domain: [['id', 'in', []]],
      fields: ['id', 'name'],
      limit: 80,
    };
    expect(read.emit([decided])).toEqual({
      model: 'res.partner',
      domain: [['id', 'in', []]],
      fields: ['id', 'name'],
      limit: 80,
    });
    const write = bound('update_record', { model: 'res.partner', record_id: 7, values: { a: 1 } });
    expect(
      write.emit([{ kind: 'write', model: partner, ids: [id(7)], values: { b: 2 }, dryRun: true }]),
    ).toEqual({ model: 'res.partner', record_id: 7, values: { b: 2 }, dry_run: true });
  });

  it('refuses to forward a decision that is not of this call', () => {
    const call = bound('get_record', { model: 'res.partner', record_id: 7 });
    expect(() => call.emit([])).toThrow(/not those of the call/);
    expect(() => call.emit([{ kind: 'search_count', model: partner }])).toThrow(/not those/);
    expect(() => call.emit([{ kind: 'read', model: partner, ids: [id(1), id(2)] }])).toThrow(
      /cannot be written/,
    );
  });

  it('refuses to forward a decision that the tool has no argument for', () => {
    const call = bound('search_count', { model: 'res.partner' });
    const count: Operation = { kind: 'search_count', model: partner };
    expect(call.emit([{ ...count, context: { lang: 'fr_FR' } }])).toEqual({
      model: 'res.partner',
      lang: 'fr_FR',
    });
    expect(() => call.emit([{ ...count, context: { tz: 'UTC' } }])).toThrow(/cannot be written/);
    const described = bound('get_model_fields', { model: 'res.partner' });
    expect(() => described.emit([{ kind: 'fields_get', model: partner, context: {} }])).toThrow(
      /no argument/,
    );
  });

  it.each([
    ['search_read', {}, 'arguments_invalid', /'model' is missing/],
    [
      'search_read',
      { model: 'Res.Partner' },
      'arguments_invalid',
      /'model' must be the exact name/,
    ],
    [
      'search_read',
      { model: 'res.partner', limit: '5' },
      'arguments_invalid',
      /'limit' must be an/,
    ],
    [
      'search_read',
      { model: 'res.partner', limit: 2.5 },
      'arguments_invalid',
      /'limit' must be an/,
    ],
    ['search_read', { model: 'res.partner', domain: '[]' }, 'arguments_invalid', /'domain' must/],
    ['search_read', { model: 'res.partner', fields: [1] }, 'arguments_invalid', /'fields' must be/],
    ['search_read', { model: 'res.partner', context: {} }, 'arguments_invalid', /'context' is not/],
    [
      'read_group',
      { model: 'res.partner', groupby: 'state' },
      'arguments_invalid',
      /'groupby' must be a list/,
    ],
    ['read_group', { model: 'res.partner', having: 'x' }, 'arguments_invalid', /'having' must be/],
    ['read_group', { model: 'res.partner', lazy: true }, 'arguments_invalid', /'lazy' is not/],
    ['name_search', { model: 'res.partner', name: 5 }, 'arguments_invalid', /'name' must be/],
    ['name_search', { model: 'res.partner', operator: '=' }, 'arguments_invalid', /'operator' is/],
    ['get_record', { model: 'res.partner', record_id: '7' }, 'ids_invalid', /'record_id' must be/],
    ['get_record', { model: 'res.partner', record_id: true }, 'ids_invalid', /'record_id' must be/],
    ['get_record', { model: 'res.partner', record_id: 0 }, 'ids_invalid', /'record_id' must be/],
    ['get_record', { model: 'res.partner', record_id: [7] }, 'ids_invalid', /'record_id' must be/],
    [
      'get_record',
      { model: 'res.partner' },
      'ids_invalid',
      /'record_id' or 'external_id' is missing/,
    ],
    [
      'get_record',
      { model: 'res.partner', record_id: 7, external_id: 'base.main_partner' },
      'ids_invalid',
      /not both/,
    ],
    ['get_record', { model: 'res.partner', external_id: 'main' }, 'ids_invalid', /an external id/],
    ['create_record', { model: 'res.partner', values: [{}] }, 'arguments_invalid', /'values' must/],
    [
      'execute_method',
      { model: 'sale.order', method: 'x', record_ids: [] },
      'ids_invalid',
      /'record_ids' must be/,
    ],
    [
      'login',
      { method: 'password', credential: { a: 1 } },
      'arguments_invalid',
      /'credential' must/,
    ],
    ['login', { credential: 'x' }, 'arguments_invalid', /'method' is missing/],
    ['list_models', { limit: 'all' }, 'arguments_invalid', /'limit' must be an integer/],
  ])('refuses %s %j', (name, args: JsonObject, code, reason) => {
    const refused = toolOf(name).bind(args);
    expect(refused).toMatchObject({
      effect: 'deny',
      code,
      rule: `binding:odoo-mcp-upstream:${name}`,
    });
    expect('effect' in refused && refused.reason).toMatch(reason);
  });

  it('names what is not known and what would be', () => {
    const refused = toolOf('search_count').bind({ model: 'res.partner', filter: 1, sudo: true });
    expect(refused).toMatchObject({
      reason: "search_count: argument 'filter', 'sudo' are not known.",
      allowed: 'Arguments of search_count: model, domain, lang, company_ids.',
    });
  });

  it('never repeats a credential in a refusal', () => {
    const refused = toolOf('login').bind({
      method: 'password',
      credential: 'sesame',
      otp: 'sesame',
    });
    expect(refused).toMatchObject({ effect: 'deny' });
    expect(JSON.stringify(refused)).not.toContain('sesame');
  });

  it('says what each tool of the core can do', () => {
    const effects = [...(binding?.tools.values() ?? [])]
      .slice(0, 14)
      .map((tool) => [tool.name, [...tool.effects].join(), [...tool.kinds].join()]);
    expect(effects).toEqual([
      ['login', 'login', 'login'],
      ['list_models', 'read', 'list_models'],
      ['get_model_fields', 'read', 'fields_get'],
      ['search_read', 'read', 'search_read'],
      ['get_record', 'read', 'read'],
      ['search_count', 'read', 'search_count'],
      ['read_group', 'read', 'read_group'],
      ['name_search', 'read', 'name_search'],
      ['get_defaults', 'read', 'default_get'],
      ['get_onchange', 'read', 'onchange'],
      ['create_record', 'create', 'create'],
      ['update_record', 'write', 'write'],
      ['delete_record', 'unlink', 'unlink'],
      ['execute_method', 'call', 'call'],
    ]);
  });

  it('asks for field metadata through get_model_fields', () => {
    expect(binding?.schemaSource?.tool).toBe('get_model_fields');
    expect(binding?.schemaSource?.argumentsFor(order)).toMatchObject({
      model: 'sale.order',
      include_readonly: true,
      attributes: expect.arrayContaining(['related', 'store', 'searchable', 'relation_field']),
    });
    expect(binding?.schemaSource?.fields).toEqual(['fields']);
    const call = bound('get_model_fields', binding?.schemaSource?.argumentsFor(order) ?? {});
    expect(call.operations).toEqual([{ kind: 'fields_get', model: 'sale.order' }]);
  });

  it('finds who signed in', () => {
    expect(binding?.identity).toEqual({
      tool: 'login',
      whoami: 'whoami',
      told: ['version', 'edition', 'lang', 'tz', 'tools_off'],
      arguments: {
        method: 'method',
        login: 'username',
        credential: 'credential',
        database: 'database',
      },
      result: {
        uid: 'uid',
        login: 'login',
        name: 'user',
        groups: 'groups',
        admin: 'is_admin',
        database: 'database',
        partnerId: 'partner_id',
        companyIds: 'company_ids',
      },
    });
  });
});

describe("a tool that shows an administrator's account more than its own", () => {
  it.each<[string, JsonObject, readonly string[]]>([
    ['get_order_details', { order_id: 5 }, ['order']],
    ['get_project_summary', { project_id: 5 }, ['project', 'stages', 'overdue']],
  ])('is decided on as reading any record: %s', (name, args, steps) => {
    const { operations } = bound(name, args);
    const within = toolOf(name).steps.flatMap((step, index) =>
      steps.includes(step.name) ? [operations[index]] : [],
    );
    expect(within).toHaveLength(steps.length);
    for (const operation of within) expect(operation).toHaveProperty('domain.1', '|');
  });
});
