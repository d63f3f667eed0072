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

  it('are named as methods or fields are, whatever may be called', () => {
    const anything = { mayCall: () => true, mayWrite: () => true };
    for (const method of [undefined, null, 7, 'No method', 'a.b'])
      expect(shown([{ ...confirm, method: method ?? null }], anything)).toEqual([]);
    for (const write_field of [null, 7, 'No field', 'a.b'])
      expect(shown([{ ...move, write_field }], anything)).toEqual([]);
    for (const write_field of [null, false])
      expect(shown([{ ...confirm, write_field }])).toEqual([confirm]);
    for (const write_field of [true, 0, '', 'stage_id'])
      expect(shown([{ ...confirm, write_field }])).toEqual([]);
  });

  it('that write a field say so, as servers say it', () => {
    for (const method of ['write', 'write:stage_id'])
      expect(shown([{ ...move, method }])).toEqual([{ ...move, method }]);
    for (const method of ['write:user_id', 'writes', 7]) {
      const { method: _, ...rest } = move;
      expect(shown([{ ...move, method }])).toEqual([rest]);
    }
  });

  it.each<[Json, boolean]>([
    ['sale', true],
    [4, true],
    [[4, 'Won'], true],
    [null, true],
    [false, true],
    [true, false],
    [1.5, false],
    [[4], false],
    [[4, 'Won', 'x'], false],
    [['4', 'Won'], false],
    [[4, 5], false],
    [{ id: 4 }, false],
  ])('lead to %j, if that is a state: %s', (target_state, told) => {
    const { target_state: _, ...nowhere } = confirm;
    const [action] = shown([{ ...confirm, target_state }]);
    expect(action).toStrictEqual(
      Object.assign(Object.create(null), told ? { ...nowhere, target_state } : nowhere),
    );
  });

  it('are called by no more than a line or two', () => {
    const label = 'x'.repeat(500);
    expect(shown([{ ...confirm, label }])).toEqual([{ ...confirm, label }]);
    const { label: _, ...unnamed } = confirm;
    expect(shown([{ ...confirm, label: `${label}x` }])).toEqual([unnamed]);
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
