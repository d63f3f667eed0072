import { describe, expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { allowed, ask, denied, search } from './asking.fixture.ts';
import { ACCESS, ADMIN, field, HR, id, model, policyOf, SALES } from './demo-policy.fixture.ts';
import { read } from './reads.fixture.ts';

describe('a read that names fields', () => {
  test('asks for the readable ones, id first, and nothing else may come back', () => {
    const plan = read('res.partner', ['name', 'email']);
    expect(plan.sent).toEqual(['id', 'name', 'email']);
    expect(plan.visible).toEqual({ id: 'value', name: 'value', email: 'value' });
    expect(plan).toMatchObject({ masked: [], notes: [] });
  });

  test('does not ask for hidden ones, masks them and says so', () => {
    const plan = read('hr.employee', ['name', 'ssnid']);
    expect(plan.sent).toEqual(['id', 'name']);
    expect(plan.masked).toEqual(['ssnid']);
    expect(plan.visible).not.toHaveProperty('ssnid');
    expect(plan.notes).toEqual([
      { kind: 'fields_hidden', model: 'hr.employee', fields: ['ssnid'] },
    ]);
  });

  test('still names a field when all of them are hidden, because none would mean all', () => {
    expect(read('hr.employee', ['ssnid', 'pin']).sent).toEqual(['id']);
  });

  test('hides secrets from administrators', () => {
    expect(read('res.partner', ['access_token'], ADMIN).masked).toEqual(['access_token']);
  });

  test('is refused when a field does not exist', () => {
    expect(denied(ask(search('res.partner', { fields: ['nmae'] })))).toMatchObject({
      code: 'field_not_readable',
      reason: 'res.partner has no field "nmae".',
      allowed: 'did you mean "name"?',
    });
  });

  test.each<Json>([
    'name',
    'ssnid',
    '',
    { name: 1 },
    {},
    false,
    0,
    [1],
    [null],
    [['name']],
    ['name', 'name'],
    ['NAME'],
    ['name '],
    ['name\n'],
    ['user_id.login'],
    Array.from({ length: 201 }, (_, index) => `f${index}`),
  ])('%j is refused', (fields) => {
    expect(denied(ask(search('res.partner', { fields }))).code).toBe('arguments_invalid');
  });

  test('says what to do instead of a dotted name, and of no other', () => {
    const refused = (name: Json) => denied(ask(search('res.partner', { fields: [name] }))).allowed;
    expect(refused('parent_id.name')).toBe('Read the related records by their ids.');
    for (const name of ['Name', 'na me', '', 5, ['a.b']]) expect(refused(name)).toBeUndefined();
  });

  test('masks a hidden field that Odoo does not tell of, and says of no other that it is unknown', () => {
    const policy = policyOf({
      access: { ...ACCESS, sensitive_fields: { 'crm.tag': ['cost'] } },
    });
    const read = (name: string) =>
      ask(search('crm.tag', { fields: ['name', name] }), SALES, policy);
    expect(allowed(read('cost')).obligation).toMatchObject({ masked: ['cost'] });
    expect(denied(read('price')).rule).toBe('built-in:unknown-field');
  });

  test('says what to do instead of a dotted name', () => {
    expect(denied(ask(search('res.partner', { fields: ['user_id.login'] }))).allowed).toContain(
      'ids',
    );
  });
});

describe('a read that names no fields', () => {
  test.each<Json | undefined>([undefined, null, []])(
    '%j becomes a list of the usual fields',
    (fields) => {
      const plan = read('res.partner', fields);
      expect(plan.sent.slice(0, 3)).toEqual(['id', 'display_name', 'name']);
      expect(plan.notes).toEqual([
        { kind: 'fields_defaulted', model: 'res.partner', fields: plan.sent },
      ]);
      expect(plan.masked).toEqual([]);
    },
  );

  test('has at most 25 fields, none of them hidden, heavy or a file', () => {
    const { sent } = read('res.partner', []);
    expect(sent).toHaveLength(25);
    for (const name of [
      'credit_limit',
      'access_token',
      'image_1920',
      'image_128',
      'child_ids',
      'iban',
    ]) {
      expect(sent).not.toContain(name);
    }
  });

  test('begins with what says most, and leaves out what Odoo keeps about a record', () => {
    const { sent } = read('sale.order', undefined);
    expect(sent.slice(0, 6)).toEqual([
      'id',
      'display_name',
      'name',
      'state',
      'stage_id',
      'partner_id',
    ]);
    expect(read('crm.stage', undefined).sent).toEqual(['id', 'display_name', 'name', 'sequence']);
  });

  test('names only what a grant lists', () => {
    expect(read('hr.employee', undefined).sent).toEqual([
      'id',
      'display_name',
      'name',
      'department_id',
      'job_title',
      'work_email',
    ]);
    expect(read('hr.employee', undefined, HR).sent).toContain('ssnid');
  });
});

describe('how hidden fields are shown', () => {
  test('is the policy’s redaction', () => {
    const omit = policyOf({ access: { ...ACCESS, redaction: 'omit' } });
    expect(read('hr.employee', ['ssnid'], SALES, omit).obligation.redaction).toBe('omit');
    expect(read('hr.employee', ['ssnid']).obligation.redaction).toBe('mask');
  });
});

describe('reading by id', () => {
  const byId = (ids: readonly number[], fields: Json = ['name']) =>
    ask({ kind: 'read', model: model('res.partner'), ids: ids.map(id), fields });

  test('asks for those records and no more come back', () => {
    expect(allowed(byId([3, 1]))).toMatchObject({
      operation: { kind: 'read', ids: [3, 1], fields: ['id', 'name'] },
      obligation: { kind: 'records', maxRecords: 2 },
    });
  });

  test.each([[[]], [[0]], [[-1]], [[1.5]], [Array.from({ length: 101 }, (_, at) => at + 1)]])(
    'not of %j',
    (ids) => {
      expect(denied(byId(ids)).code).toBe('ids_invalid');
    },
  );

  test('of a record once, however often it is named', () => {
    expect(byId([1, 1])).toMatchObject({ effect: 'allow', operation: { ids: [1] } });
  });

  test('of a hundred at once', () => {
    expect(byId(Array.from({ length: 100 }, (_, at) => at + 1)).effect).toBe('allow');
  });
});

describe('the window of a search', () => {
  const limited = (limit: Json | undefined, max = 500) =>
    ask(
      search('crm.lead', { fields: ['name'], ...(limit === undefined ? {} : { limit }) }),
      SALES,
      policyOf({ access: { ...ACCESS, max_records: max } }),
    );

  test('always has a limit', () => {
    expect(allowed(limited(undefined))).toMatchObject({
      operation: { limit: 80 },
      obligation: { maxRecords: 80 },
      notes: [{ kind: 'limit_capped', asked: undefined, limit: 80 }],
    });
    expect(allowed(limited(null))).toMatchObject({ operation: { limit: 80 } });
    expect(allowed(limited(undefined, 10))).toMatchObject({ operation: { limit: 10 } });
  });

  test('is what was asked for, up to the policy’s most', () => {
    expect(allowed(limited(1))).toMatchObject({ operation: { limit: 1 } });
    expect(allowed(limited(500))).toMatchObject({ operation: { limit: 500 }, notes: [] });
    expect(allowed(limited(501))).toMatchObject({
      operation: { limit: 500 },
      obligation: { maxRecords: 500 },
      notes: [{ kind: 'limit_capped', asked: 501, limit: 500 }],
    });
    expect(allowed(limited(10_000))).toMatchObject({ operation: { limit: 500 } });
  });

  test.each<Json>([0, -1, 1.5, true, false, '5', [], {}, 10_001, 1e9])(
    'refuses the limit %j',
    (limit) => {
      expect(denied(limited(limit)).code).toBe('limit_invalid');
    },
  );

  test.each<Json>([-1, 100_001, 1.5, '5', true, false])('refuses the offset %j', (offset) => {
    expect(denied(ask(search('crm.lead', { offset }))).code).toBe('limit_invalid');
  });

  test('starts where it was asked to', () => {
    expect(allowed(ask(search('crm.lead', { offset: 100_000 })))).toMatchObject({
      operation: { offset: 100_000 },
    });
    expect(allowed(ask(search('crm.lead', { offset: 0 })))).toMatchObject({
      operation: { offset: 0 },
    });
    expect(allowed(ask(search('crm.lead', { offset: null }))).operation).not.toHaveProperty(
      'offset',
    );
  });
});

describe('related records', () => {
  test('keep their order only where the records they are may be read', () => {
    const asked = ask(search('res.partner', { fields: ['child_ids', 'bank_ids'] }));
    const { obligation } = allowed(asked);
    if (obligation.kind !== 'records') throw new Error('no records');
    expect(obligation.visible.get(field('child_ids'))).toBe('value');
    expect(obligation.visible.get(field('bank_ids'))).toBe('unordered');
  });
});
