import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowed, ask, denied } from '../asking.fixture.ts';
import { id, model } from '../demo-policy.fixture.ts';

const read = (name: string, externalId: string, ids: readonly number[] = []) =>
  ask({ kind: 'read', model: model(name), ids: ids.map(id), externalId, fields: ['name', 'vat'] });

describe('an external id', () => {
  test.each(['base.main_partner', '__export__.res_partner_5_ab12', 'base.res-partner', 'a1.B_2'])(
    'such as %s names one record of the model, whose fields are judged as ever',
    (externalId) => {
      expect(allowed(read('res.partner', externalId))).toMatchObject({
        operation: { kind: 'read', model: 'res.partner', ids: [], externalId },
        obligation: { kind: 'records', model: 'res.partner', maxRecords: 1 },
      });
    },
  );

  test('hides what is hidden', () => {
    const decision = ask({
      kind: 'read',
      model: model('res.partner'),
      ids: [],
      externalId: 'base.main_partner',
      fields: ['name', 'credit_limit'],
    });
    expect(allowed(decision).operation).toMatchObject({ fields: ['id', 'name'] });
    expect(allowed(decision).obligation).toMatchObject({ masked: ['credit_limit'] });
  });

  test('of a blocked model is refused, whatever it names', () => {
    expect(denied(read('res.users', 'base.user_admin')).rule).toBe('G1');
    expect(denied(read('ir.config_parameter', 'base.secret')).code).toBe('model_blocked');
    expect(denied(read('account.move', 'account.invoice_1')).code).toBe('model_not_allowed');
  });

  test.each([
    ...['', 'base', 'base.', '.x', 'base.a.b', 'base..x', 'Base.x', 'base.a b', 'base.x\n'],
    ...['base.%', 'base.x;', 'base.é', `base.${'x'.repeat(129)}`, 'base.*', '7'],
  ])('written %j is refused', (externalId) => {
    expect(denied(read('res.partner', externalId)).code).toBe('ids_invalid');
  });

  test('beside an id is refused', () => {
    expect(denied(read('res.partner', 'base.main_partner', [3])).code).toBe('ids_invalid');
  });

  test('has one dot and no other mark that could mean something', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (read('res.partner', text).effect !== 'allow') return;
        expect(text.split('.')).toHaveLength(2);
        expect(text).toMatch(/^[\w.-]+$/);
      }),
    );
  });
});
