import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelSchema, SchemaView } from '../model-schema.ts';
import type { ModelName } from '../names.ts';
import type { Operation } from '../operation.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import { allowed, ask, create, search, where, write } from './asking.fixture.ts';
import { decide } from './decide.ts';
import {
  ADMIN,
  ALL_SCHEMAS,
  id,
  MODEL_NAMES,
  model,
  POLICY,
  SALES,
} from './demo-policy.fixture.ts';

describe('field metadata', () => {
  /** Decides as the guard does: fetching what is asked for until there is an answer. */
  function resolve(operation: Operation, who: Subject, policy: Policy) {
    const known = new Map<ModelName, ModelSchema | 'absent'>();
    const rounds: ModelName[][] = [];
    for (;;) {
      const decision = decide(operation, who, policy, { get: (name) => known.get(name) });
      if (decision.effect !== 'need_schema') return { decision, rounds };
      rounds.push([...decision.models]);
      if (rounds.length > 20) throw new Error('never settles');
      for (const name of decision.models) {
        expect(known.has(name)).toBe(false);
        known.set(name, ALL_SCHEMAS.get(name) ?? 'absent');
      }
    }
  }

  test('that is missing is asked for, all of a round at once', () => {
    const { decision, rounds } = resolve(
      search('sale.order', {
        domain: [
          ['partner_id.email', '=', 'x'],
          ['lead_id.name', '=', 'x'],
        ],
        order: 'partner_id',
        fields: ['name'],
      }),
      SALES,
      POLICY,
    );
    expect(decision.effect).toBe('allow');
    expect(rounds).toEqual([['sale.order'], ['res.partner', 'crm.lead']]);
  });

  test('is not asked for where no metadata could change the denial', () => {
    for (const operation of [
      search('res.users'),
      search('sale.order', { limit: 0 }),
      search('sale.order', { domain: 'x' }),
      write('sale.order', { name: 'x' }, []),
    ]) {
      expect(resolve(operation, SALES, POLICY)).toMatchObject({
        decision: { effect: 'deny' },
        rounds: [],
      });
    }
  });

  test('of models the subject may not enter is not asked for', () => {
    const { rounds } = resolve(
      where('res.partner', 'bank_ids.acc_number', '=', 'x'),
      SALES,
      POLICY,
    );
    expect(rounds).toEqual([['res.partner']]);
  });

  test('that is not to be had is a denial', () => {
    const nothing: SchemaView = { get: () => 'absent' };
    for (const operation of [
      search('crm.lead'),
      search('crm.lead', { fields: ['name'] }),
      where('crm.lead', 'name', '=', 'x'),
      create('crm.lead', { name: 'x' }),
      write('crm.lead', { name: 'x' }),
      { kind: 'fields_get', model: model('crm.lead') } as const,
      { kind: 'read', model: model('crm.lead'), ids: [id(1)] } as const,
    ]) {
      expect(decide(operation, SALES, POLICY, nothing)).toMatchObject({
        effect: 'deny',
        code: 'schema_unavailable',
        reason: expect.stringContaining('crm.lead'),
      });
    }
  });

  test('of a commands’ comodel is asked for too', () => {
    const { decision, rounds } = resolve(
      create('sale.order', { partner_id: 1, order_line: [[0, 0, { product_id: 2 }]] }),
      SALES,
      POLICY,
    );
    expect(decision.effect).toBe('allow');
    expect(rounds).toEqual([['sale.order'], ['sale.order.line']]);
  });

  test('settles on the same answer however much is known at first, within eight rounds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...MODEL_NAMES), fc.constantFrom(SALES, ADMIN), (name, who) => {
        for (const operation of [
          search(name),
          { kind: 'fields_get', model: model(name) } as const,
        ]) {
          const { decision, rounds } = resolve(operation, who, POLICY);
          expect(rounds.length).toBeLessThanOrEqual(8);
          const answer = ask(operation, who);
          expect(decision.effect).toBe(answer.effect);
          if (decision.effect === 'allow') {
            expect(decision.operation).toEqual(allowed(answer).operation);
          }
        }
      }),
    );
  });
});
