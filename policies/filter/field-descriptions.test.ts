import { describe, expect, it } from 'vitest';
import type { Obligation } from '../decision.ts';
import type { JsonObject } from '../json.ts';
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
