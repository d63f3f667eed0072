import { describe, expect, it } from 'vitest';
import type { Obligation } from '../decision.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Operation } from '../operation.ts';
import { answer, partner, passed } from './filtering.fixture.ts';

describe('field descriptions', () => {
  const operation: Operation = { kind: 'fields_get', model: partner };
  const obligation: Obligation = {
    kind: 'fields',
    model: partner,
    mayDescribe: (name) => name !== 'vat',
    mayName: (model) => model !== 'res.users',
  };
  const shown = (fields: JsonObject) => {
    const result = answer({ fields, model: 'res.partner', count: Object.keys(fields).length });
    return passed('get_model_fields', result, operation, obligation).result.structuredContent;
  };

  it('describes the fields that may be described, and counts only those', () => {
    const fields = {
      name: { type: 'char', string: 'Name', required: true, readonly: false, help: 'Of whom' },
      vat: { type: 'char', string: 'Tax ID' },
    };
    expect(shown(fields)).toEqual({
      fields: { name: fields.name },
      model: 'res.partner',
      count: 1,
    });
  });

  it('drops groups, domains, related paths and models that may not be named', () => {
    const fields = {
      user_id: {
        ...{ type: 'many2one', string: 'Salesperson', relation: 'res.users', store: true },
        ...{ groups: 'base.group_user', domain: "[('share','=',False)]", related: 'parent_id.vat' },
        ...{ depends: ['vat'], relation_field: 'x' },
      },
      country_id: { type: 'many2one', relation: 'res.country' },
    };
    expect(shown(fields)).toMatchObject({
      fields: {
        user_id: { type: 'many2one', string: 'Salesperson', store: true },
        country_id: { type: 'many2one', relation: 'res.country' },
      },
    });
    expect(JSON.stringify(shown(fields))).not.toMatch(/res\.users|group_user|share|vat/);
  });

  function flag(name: string): [string, readonly Json[], readonly Json[]] {
    return [name, [true, false], ['yes', 1, null]];
  }

  it.each<[string, readonly Json[], readonly Json[]]>([
    ['string', ['Name'], [7, true, { a: 1 }]],
    ['help', ['Of whom'], [7, ['x']]],
    ...['required', 'readonly', 'store', 'searchable', 'sortable', 'company_dependent'].map(flag),
    ...['default_read', 'important', 'translate'].map(flag),
    ['size', [64], ['64', 1.5, true]],
    ['digits', [[16, 2], []], [['16', 2], [16, '2'], 16, '16', [1.5]]],
    ['selection', [[['a', 'A']], [[1, 'A']], [[true, 'A']], []], ['x', [['a']], [['a', 'A', 'x']]]],
    ['options', [[['a', 'A']]], [[['a', 7]], [[{ a: 1 }, 'A']], [[null, 'A']], ['a'], { a: 'A' }]],
  ])('gives %s the form it has, or leaves it out', (attribute, forms, others) => {
    const described = (value: Json) => shown({ name: { type: 'char', [attribute]: value } });
    for (const form of forms)
      expect(described(form)).toMatchObject({
        fields: { name: { type: 'char', [attribute]: form } },
      });
    for (const other of others)
      expect(described(other)).toMatchObject({ fields: { name: { type: 'char' } } });
    for (const other of others)
      expect(described(other)).not.toHaveProperty(`fields.name.${attribute}`);
  });

  it('describes nothing that is no field, and says that it left something out', () => {
    const fields = { 'No field': { type: 'char' }, name: 'x', vat: { type: 'char' } };
    const result = answer({ fields: { ...fields, email: { type: 'char', groups: 'x', rank: 1 } } });
    const described = passed('get_model_fields', result, operation, obligation);
    expect(described.result.structuredContent).toEqual({ fields: { email: { type: 'char' } } });
    expect(described.notes).toEqual([
      { kind: 'keys_dropped', keys: ['groups', 'rank'] },
      { kind: 'result_withheld', reason: 'fields that may not be described are left out' },
    ]);
    const anything: Obligation = {
      ...{ kind: 'fields', model: partner },
      ...{ mayDescribe: () => true, mayName: () => true },
    };
    const odd = answer({ fields: { 'No field': {}, origin: { relation: 'No model' } } });
    expect(passed('get_model_fields', odd, operation, anything).result.structuredContent).toEqual({
      fields: { origin: {} },
    });
  });

  it('knows the same under the names a schema gives them', () => {
    const origin = { type: 'reference', label: 'Source', important: true };
    const options = [
      ['res.users', 'User'],
      ['sale.order', 'Sales Order'],
    ];
    expect(shown({ origin: { ...origin, options, rank: 3 } })).toMatchObject({
      fields: { origin: { ...origin, options: [['sale.order', 'Sales Order']] } },
    });
  });

  it('shows the choices of a selection, and of a reference only models that may be named', () => {
    const kinds = [
      ['person', 'Individual'],
      ['company', 'Company'],
    ];
    const models = [
      ['res.users', 'User'],
      ['sale.order', 'Sales Order'],
    ];
    expect(
      shown({
        kind: { type: 'selection', selection: kinds },
        origin: { type: 'reference', selection: models },
        odd: { type: 'selection', selection: [{ vat: 'x' }] },
      }),
    ).toMatchObject({
      fields: {
        kind: { type: 'selection', selection: kinds },
        origin: { type: 'reference', selection: [['sale.order', 'Sales Order']] },
        odd: { type: 'selection' },
      },
    });
  });
});
