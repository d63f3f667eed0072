import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { SchemaView } from '../../model-schema.ts';
import type { NameSearch } from '../../operation.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { allowed, ask, denied, sent } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import {
  ACCESS,
  ADMIN,
  HR,
  model,
  POLICY,
  policyOf,
  SALES,
  schemaNamed,
} from '../demo-policy.fixture.ts';

const find = (
  name: string,
  parts: Omit<NameSearch, 'kind' | 'model'> = {},
  who: Subject = SALES,
  policy: Policy = POLICY,
) => ask({ kind: 'name_search', model: model(name), ...parts }, who, policy);

describe('a search by name', () => {
  test('is rewritten, and only ids and labels may come back', () => {
    const asked = { name: 'az', domain: [['is_company', '=', true]], limit: 5 };
    expect(allowed(find('res.partner', asked))).toMatchObject({
      operation: { kind: 'name_search', model: 'res.partner', ...asked },
      obligation: { kind: 'labels', model: 'res.partner', maxRecords: 5 },
      notes: [],
    });
  });

  test('has a limit of its own', () => {
    expect(sent(find('crm.tag'))).toMatchObject({ limit: 80 });
    expect(allowed(find('crm.tag', { limit: 400 }))).toMatchObject({
      operation: { limit: 100 },
      obligation: { maxRecords: 100 },
      notes: [{ kind: 'limit_capped', asked: 400, limit: 100 }],
    });
    expect(denied(find('crm.tag', { limit: 0 })).code).toBe('limit_invalid');
  });

  test('looks for a text of up to 256 characters, or for none', () => {
    const long = 'x'.repeat(256);
    expect(sent(find('crm.tag', { name: long }))).toMatchObject({ name: long });
    expect(sent(find('crm.tag', { name: null }))).not.toHaveProperty('name');
  });

  test('asks for all metadata that it needs at once', () => {
    const operation: NameSearch = {
      kind: 'name_search',
      model: model('crm.lead'),
      name: 'a',
      domain: [
        ['partner_id.name', '=', 'x'],
        ['tag_ids.name', '=', 'x'],
      ],
    };
    const lead = schemaNamed('crm.lead');
    const view: SchemaView = { get: (name) => (name === 'crm.lead' ? lead : undefined) };
    expect(decide(operation, SALES, POLICY, view)).toEqual({
      effect: 'need_schema',
      models: ['res.partner', 'crm.tag'],
    });
  });

  test.each<Json>([5, true, ['a'], { ilike: 'a' }, 'x'.repeat(257)])(
    'for %j is refused',
    (name) => {
      expect(denied(find('crm.tag', { name })).code).toBe('arguments_invalid');
    },
  );

  test.each(['res.users', 'ir.config_parameter', 'hr.payslip', 'res.company', 'hr.department'])(
    'of %s needs the model',
    (name) => {
      expect(denied(find(name, { name: 'a' })).code).toMatch(/^model_(blocked|not_allowed)$/);
    },
  );

  test('of a blocked model is for no administrator either', () => {
    for (const name of ['res.users', 'ir.attachment'])
      expect(denied(find(name, { name: 'admin' }, ADMIN)).code).toBe('model_blocked');
  });

  test('needs every field it looks in', () => {
    const policy = policyOf({
      access: { ...ACCESS, sensitive_fields: { 'res.partner': ['vat'] } },
    });
    const asked = find('res.partner', { name: 'BE0477' }, SALES, policy);
    expect(denied(asked)).toMatchObject({
      code: 'field_not_searchable',
      rule: 'model_access.yaml:sensitive_fields.res.partner.vat',
      reason: expect.stringMatching(/^name_search searches res\.partner by name, and .*vat/),
    });
    expect(find('res.partner', {}, SALES, policy).effect).toBe('allow');
    expect(find('res.partner', { name: '' }, SALES, policy).effect).toBe('allow');
  });

  test('does not look in a field that this release of Odoo lacks', () => {
    const policy = policyOf({
      access: { ...ACCESS, sensitive_fields: { 'res.partner': ['vat'] } },
    });
    const { fields, ...schema } = schemaNamed('res.partner');
    const without = (gone: string): SchemaView => ({
      get: () => ({ ...schema, fields: new Map([...fields].filter(([name]) => name !== gone)) }),
    });
    const asked: NameSearch = { kind: 'name_search', model: model('res.partner'), name: 'a' };
    expect(decide(asked, SALES, policy, without('vat')).effect).toBe('allow');
    expect(denied(decide(asked, SALES, policy, without('ref'))).reason).toContain('vat');
  });

  test('of a model whose searched fields nobody knows is refused, a list of its records is not', () => {
    expect(denied(find('hr.employee', { name: 'a' }))).toMatchObject({
      code: 'field_not_searchable',
      rule: 'built-in:name-search',
      allowed: 'Search with a domain on a field that may be searched.',
    });
    expect(sent(find('hr.employee'))).not.toHaveProperty('name');
  });

  test('needs the fields of its domain', () => {
    const by = (...leaf: Json[]) => find('hr.employee', { domain: [leaf] });
    expect(denied(by('pin', '=like', '8%')).code).toBe('field_not_searchable');
    expect(denied(by('user_id.login', '=', 'admin')).effect).toBe('deny');
    expect(denied(find('hr.employee', { domain: 'x' })).code).toBe('domain_invalid');
    expect(find('hr.employee', { domain: [['pin', '=like', '8%']] }, HR).effect).toBe('allow');
  });

  test('shows no labels that are hidden', () => {
    const labels = policyOf({ access: { ...ACCESS, hidden_labels: ['crm.*'] } });
    expect(denied(find('crm.tag', {}, SALES, labels))).toMatchObject({
      code: 'field_not_readable',
      rule: 'model_access.yaml:hidden_labels',
    });
    const names = policyOf({ access: { ...ACCESS, sensitive_fields: { 'crm.tag': ['name'] } } });
    expect(denied(find('crm.tag', {}, SALES, names)).code).toBe('field_not_readable');
    const unlisted = policyOf({
      access: {
        group_access: {
          sales: { 'crm.tag': { operations: ['read'], fields: { read: ['color'] } } },
        },
      },
    });
    expect(denied(find('crm.tag', {}, SALES, unlisted))).toMatchObject({
      code: 'field_not_readable',
      rule: 'built-in:labels',
    });
  });

  test('asks for metadata before it decides', () => {
    const operation: NameSearch = { kind: 'name_search', model: model('crm.tag'), name: 'a' };
    expect(decide(operation, SALES, POLICY, { get: () => undefined })).toEqual({
      effect: 'need_schema',
      models: ['crm.tag'],
    });
    expect(denied(decide(operation, SALES, POLICY, { get: () => 'absent' })).effect).toBe('deny');
  });

  test('takes no context that writes', () => {
    expect(denied(find('crm.tag', { context: { default_name: 'x' } })).code).toBe(
      'context_invalid',
    );
  });
});
