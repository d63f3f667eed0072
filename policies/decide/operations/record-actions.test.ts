import { describe, expect, test } from 'vitest';
import type { ActionsObligation } from '../../decision.ts';
import type { MethodName, RecordId } from '../../names.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { allowed, ask, denied } from '../asking.fixture.ts';
import { field, HR, model, POLICY, policyOf, READER, SALES } from '../demo-policy.fixture.ts';

const actions = (name: string, who: Subject = SALES, policy: Policy = POLICY, ids = [5]) =>
  ask(
    { kind: 'record_actions', model: model(name), ids: ids as readonly number[] as RecordId[] },
    who,
    policy,
  );

function owed(decision: ReturnType<typeof ask>): ActionsObligation {
  const { obligation } = allowed(decision);
  if (obligation.kind !== 'actions') throw new Error(`no actions: ${obligation.kind}`);
  return obligation;
}
const method = (name: string) => name as MethodName;

describe('what can be done with a record', () => {
  test('is what the subject could then do itself', () => {
    const decision = actions('sale.order');
    expect(allowed(decision).operation).toEqual({
      kind: 'record_actions',
      model: 'sale.order',
      ids: [5],
    });
    const { stateVisible, mayCall, mayWrite } = owed(decision);
    expect(stateVisible).toBe(true);
    expect(mayCall(method('action_confirm'))).toBe(true);
    for (const name of ['action_cancel', 'unlink', 'write', '_action_confirm', 'action_dangerous'])
      expect(mayCall(method(name))).toBe(false);
    expect(mayWrite(field('stage_id'))).toBe(true);
    for (const name of ['margin', 'client_order_ref', 'amount_total', 'no_such', 'active'])
      expect(mayWrite(field(name))).toBe(false);
  });

  test('is nothing where it has no state that could be told', () => {
    const { stateVisible, mayCall, mayWrite } = owed(actions('res.country', SALES));
    expect(stateVisible).toBe(false);
    expect(mayCall(method('action_refresh'))).toBe(false);
    expect(mayWrite(field('name'))).toBe(false);
  });

  test('is nothing that changes it for who may only read', () => {
    const { mayCall, mayWrite } = owed(actions('sale.order', READER));
    expect(mayCall(method('action_quotation_send'))).toBe(true);
    expect(mayCall(method('action_confirm'))).toBe(false);
    expect(mayWrite(field('stage_id'))).toBe(false);
  });

  test('is not told where the state is hidden, because the offer would tell it', () => {
    const policy = policyOf({
      access: {
        sensitive_fields: { 'sale.order': ['state'] },
        group_access: {
          sales: { 'sale.order': { operations: ['read', 'write'], methods: ['action_confirm'] } },
        },
      },
    });
    const { stateVisible, mayCall, mayWrite } = owed(actions('sale.order', SALES, policy));
    expect(stateVisible).toBe(false);
    expect(mayCall(method('action_confirm'))).toBe(false);
    expect(mayWrite(field('stage_id'))).toBe(false);
  });

  test('is not told where the names of its stages are hidden', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['crm.lead'] }, hidden_labels: ['crm.stage'] },
    });
    expect(owed(actions('crm.lead', SALES, policy)).stateVisible).toBe(false);
    expect(owed(actions('crm.lead')).stateVisible).toBe(true);
  });

  test('is not asked of a model that may not be read, or of more than one record', () => {
    expect(denied(actions('res.users')).rule).toBe('G1');
    expect(denied(actions('sale.order', HR)).code).toBe('model_not_allowed');
    for (const ids of [[], [1, 2], [0]])
      expect(denied(actions('sale.order', SALES, POLICY, ids)).code).toBe('ids_invalid');
  });
});
