import { describe, expect, it } from 'vitest';
import type { ActionsObligation } from '../decision.ts';
import type { Json } from '../json.ts';
import { filterActions } from './actions.ts';
import { partner } from './filtering.fixture.ts';
import { startFindings } from './findings.ts';

const obligation: ActionsObligation = {
  kind: 'actions',
  model: partner,
  mayCall: (method) => method === 'action_confirm',
  mayWrite: (name) => name === 'stage_id',
  stateVisible: true,
};
const confirm = {
  ...{ method: 'action_confirm', transition_via: 'execute_method', label: 'Confirm' },
  ...{ description: 'Make it an order', target_state: 'sale' },
};
const move = {
  ...{ method: 'write:stage_id', transition_via: 'update_record', write_field: 'stage_id' },
  ...{ label: 'Move to Won', target_state: [4, 'Won'] },
};

const shown = (actions: readonly Json[], changes: Partial<ActionsObligation> = {}) =>
  filterActions(actions, { ...obligation, ...changes }, startFindings());

describe('the actions of a record', () => {
  it('are those the subject could take', () => {
    expect(shown([confirm, move])).toEqual([confirm, move]);
    expect(shown([confirm, move], { mayCall: () => false })).toEqual([move]);
    expect(shown([confirm, move], { mayWrite: () => false })).toEqual([confirm]);
  });

  it('lead nowhere where the state is hidden', () => {
    const { target_state: _, ...nowhere } = confirm;
    expect(shown([confirm, move], { stateVisible: false })).toEqual([
      nowhere,
      { method: 'write:stage_id', transition_via: 'update_record', write_field: 'stage_id' },
    ]);
  });

  it.each<Json>([
    'action_confirm',
    { ...confirm, method: 'action_cancel' },
    { ...confirm, write_field: 'stage_id' },
    { ...confirm, transition_via: 'other' },
    { ...move, write_field: 'user_id' },
    { ...move, transition_via: 'execute_method' },
    null,
  ])('are not %j', (action) => {
    const findings = startFindings();
    expect(filterActions([action], obligation, findings)).toEqual([]);
    expect(findings.notes()).toHaveLength(1);
  });

  it('say nothing that is not an action’s', () => {
    expect(
      shown([{ ...confirm, record: { a: 1 }, label: { a: 1 }, target_state: { a: 1 } }]),
    ).toEqual([
      {
        ...{ method: 'action_confirm', transition_via: 'execute_method' },
        description: 'Make it an order',
      },
    ]);
    expect(shown([{ ...move, method: 'action_secret' }])).toEqual([{ ...move, method: undefined }]);
  });
});
