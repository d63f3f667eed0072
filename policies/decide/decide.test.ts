import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import type { SchemaView } from '../model-schema.ts';
import type { FieldName } from '../names.ts';
import type { Operation } from '../operation.ts';
import { allowed, ask, create, denied, search } from './asking.fixture.ts';
import { decide } from './decide.ts';
import {
  ACCESS,
  ADMIN,
  field,
  id,
  model,
  POLICY,
  policyOf,
  SALES,
  schemaNamed,
  subject,
} from './demo-policy.fixture.ts';

const unlink = (name: string): Operation => ({
  kind: 'unlink',
  model: model(name),
  ids: [id(1)],
  dryRun: false,
});

describe('what each operation comes to', () => {
  test('a search is rewritten, with the grant that allowed it', () => {
    const asked = search('sale.order', {
      domain: [
        ['state', '=', 'sale'],
        ['partner_id', '=', 3],
      ],
      fields: ['name', 'margin'],
      order: 'date_order DESC',
      limit: 10,
      offset: 20,
    });
    expect(allowed(ask(asked))).toMatchObject({
      effect: 'allow',
      rule: 'model_access.yaml:group_access.sales.sale.order',
      operation: {
        kind: 'search_read',
        model: 'sale.order',
        domain: ['&', ['state', '=', 'sale'], ['partner_id', '=', 3]],
        fields: ['id', 'name'],
        order: 'date_order desc',
        limit: 10,
        offset: 20,
      },
      obligation: {
        kind: 'records',
        model: 'sale.order',
        visible: new Map([
          ['id', 'value'],
          ['name', 'value'],
        ]),
        masked: ['margin'],
        redaction: 'mask',
        maxRecords: 10,
      },
      notes: [{ kind: 'fields_hidden', model: 'sale.order', fields: ['margin'] }],
    });
  });

  test('a count is a search', () => {
    const count = (domain: Json) =>
      ask({ kind: 'search_count', model: model('hr.employee'), domain });
    expect(allowed(count([['name', 'ilike', 'a']]))).toMatchObject({
      operation: { domain: [['name', 'ilike', 'a']] },
      obligation: { kind: 'nothing' },
    });
    expect(denied(count([['pin', '=like', '86%']])).code).toBe('field_not_searchable');
    expect(allowed(ask({ kind: 'search_count', model: model('crm.lead') }))).toMatchObject({
      operation: { kind: 'search_count', domain: [] },
    });
  });

  test('a delete needs its own grant', () => {
    expect(denied(ask(unlink('sale.order'))).code).toBe('operation_not_allowed');
    expect(allowed(ask(unlink('crm.lead')))).toMatchObject({ obligation: { kind: 'nothing' } });
    expect(denied(ask({ ...unlink('crm.lead'), ids: [] } as Operation)).code).toBe('ids_invalid');
  });

  test.each([
    ...['search_read', 'search_count', 'read', 'read_group', 'name_search', 'default_get'],
    ...['fields_get', 'create', 'write', 'unlink'],
  ])('%s on a model that is not granted is denied by its rule', (kind) => {
    const parts = { ids: [id(1)], values: kind === 'create' ? [{ name: 'x' }] : { name: 'x' } };
    for (const name of ['res.users', 'ir.config_parameter', 'account.move', 'hr.payslip']) {
      const operation = { kind, model: model(name), dryRun: false, ...parts } as Operation;
      expect(denied(ask(operation)).code).toMatch(/^model_(blocked|not_allowed)$/);
    }
  });

  test('fields are described where something may be done with them', () => {
    const decision = allowed(ask({ kind: 'fields_get', model: model('hr.employee') }));
    if (decision.obligation.kind !== 'fields') throw new Error();
    const { mayDescribe, mayName } = decision.obligation;
    const described = [...schemaNamed('hr.employee').fields.keys()].filter(mayDescribe);
    expect(described).toEqual([
      'id',
      'display_name',
      'name',
      'department_id',
      'job_title',
      'work_email',
    ]);
    expect(mayDescribe(field('nonsense'))).toBe(false);
    expect(
      ['crm.lead', 'res.users', 'res.partner.bank', 'account.move'].map((name) =>
        mayName(model(name)),
      ),
    ).toEqual([true, true, false, false]);
  });

  test('a field that may only be written is described', () => {
    const policy = policyOf({
      access: ACCESS,
      rbac: {
        field_group_overrides: {
          'crm.lead': { name: { read: 'x' }, partner_id: { read: 'x', write: 'x' } },
        },
      },
    });
    const decision = allowed(ask({ kind: 'fields_get', model: model('crm.lead') }, SALES, policy));
    if (decision.obligation.kind !== 'fields') throw new Error();
    expect(decision.obligation.mayDescribe(field('name'))).toBe(true);
    expect(decision.obligation.mayDescribe(field('partner_id'))).toBe(false);
  });

  test('models are listed with the level of each', () => {
    const decision = allowed(ask({ kind: 'list_models' }));
    if (decision.obligation.kind !== 'models') throw new Error();
    expect(decision.obligation.accessLevel(model('sale.order'))).toBe('read_write');
    expect(decision.obligation.accessLevel(model('res.users'))).toBeUndefined();
    const policy = policyOf({
      access: ACCESS,
      rbac: { operation_group_requirements: { read: 'x' } },
    });
    expect(denied(ask({ kind: 'list_models' }, SALES, policy)).code).toBe('operation_not_allowed');
  });
});

describe('who has not signed in', () => {
  const stranger = subject([], { source: 'anonymous' });

  test('may sign in and ask who that is, and nothing else', () => {
    expect(ask({ kind: 'login', login: 'x', method: 'password' }, stranger).effect).toBe('allow');
    expect(ask({ kind: 'whoami' }, stranger)).toMatchObject({ obligation: { kind: 'nothing' } });
    for (const operation of [
      search('crm.lead'),
      unlink('crm.lead'),
      { kind: 'list_models' } as const,
    ]) {
      expect(denied(ask(operation, stranger))).toMatchObject({ code: 'not_signed_in' });
    }
  });

  test('has the rights the operator gives to callers without credentials', () => {
    const policy = policyOf({
      access: ACCESS,
      gateway: { identity: { anonymous: { name: 'kiosk', groups: [] } } },
    });
    expect(ask(search('crm.lead', { fields: ['name'] }), stranger, policy).effect).toBe('allow');
    expect(ask(search('sale.order'), stranger, policy).effect).toBe('deny');
  });
});

describe('fails closed', () => {
  test('on an operation of no known kind', () => {
    for (const kind of ['search', 'READ', '', 'constructor', '__proto__']) {
      const operation = { kind, model: model('crm.lead') } as unknown as Operation;
      expect(ask(operation, ADMIN)).toMatchObject({ effect: 'deny' });
    }
  });

  test('when something throws', () => {
    const broken: SchemaView = {
      get: () => {
        throw new Error('secret detail');
      },
    };
    const decision = decide(search('crm.lead'), SALES, POLICY, broken);
    expect(decision).toMatchObject({ effect: 'deny', rule: 'built-in:fail-closed' });
    expect(JSON.stringify(decision)).not.toContain('secret');
    expect(ask({ ...search('crm.lead'), model: undefined } as unknown as Operation).effect).toBe(
      'deny',
    );
  });

  test('on any JSON in any slot, without throwing', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            domain: fc.jsonValue(),
            fields: fc.jsonValue(),
            order: fc.jsonValue(),
            limit: fc.jsonValue(),
            offset: fc.jsonValue(),
            context: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
        (parts) => {
          const operation = search('res.partner', parts as JsonObject);
          expect(['allow', 'deny']).toContain(ask(operation).effect);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a hidden field', () => {
  /** Every text in what would be sent. */
  function words(value: unknown): string[] {
    if (typeof value === 'string') return value.split(/[., ]/);
    if (Array.isArray(value)) return value.flatMap(words);
    if (typeof value === 'object' && value !== null) {
      return Object.entries(value).flatMap(([key, inner]) => [key, ...words(inner)]);
    }
    return [];
  }

  const schema = schemaNamed('res.partner');
  const names: readonly string[] = [...schema.fields.keys()];
  const name = fc.constantFrom(...names);
  const hiddenOf = (hidden: readonly string[]) =>
    policyOf({ access: { ...ACCESS, sensitive_fields: { 'res.partner': hidden } } });
  const leaf = name.map((left) => [left, '=', false] as Json);
  const parts = fc.record({
    domain: fc.array(leaf, { maxLength: 3 }),
    order: fc.array(name, { maxLength: 2 }).map((keys) => keys.join(', ')),
    fields: fc.uniqueArray(name, { maxLength: 4 }),
  });

  test('is in no part of what is sent, whichever it is', () => {
    let tried = 0;
    let allowances = 0;
    fc.assert(
      fc.property(
        fc.subarray([...names].filter((text) => text !== 'id')),
        parts,
        (hidden, asked) => {
          tried += 1;
          const decision = ask(search('res.partner', asked), SALES, hiddenOf(hidden));
          if (decision.effect !== 'allow') return;
          allowances += 1;
          const sent = words({ ...decision.operation, model: '' });
          for (const text of hidden) expect(sent).not.toContain(text);
          if (decision.obligation.kind !== 'records') throw new Error();
          for (const text of hidden)
            expect(decision.obligation.visible.has(text as FieldName)).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
    expect(allowances).toBeGreaterThan(tried / 10);
  });

  test('is in no values that are sent, whichever it is', () => {
    const values = fc.dictionary(name, fc.constantFrom<Json>(false, 'x', 1, []), { maxKeys: 3 });
    fc.assert(
      fc.property(fc.subarray([...names]), values, fc.boolean(), (hidden, written, nested) => {
        const asked = nested ? { child_ids: [[0, 0, written]] } : written;
        const decision = ask(create('res.partner', asked), SALES, hiddenOf(hidden));
        if (decision.effect !== 'allow') return;
        const sent = words({ ...decision.operation, model: '' });
        for (const text of hidden) expect(sent).not.toContain(text);
      }),
      { numRuns: 1_000 },
    );
  });
});
