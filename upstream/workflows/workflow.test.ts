import { describe, expect, it } from 'vitest';
import { parseModelFields } from '../odoo/fields.ts';
import { ODOO_MAJORS, type OdooMajor } from '../odoo/version.ts';
import { HR_LEAVE } from './hr-leave.ts';
import { fieldsToJudge, openTransitions, type Workflow } from './workflow.ts';
import { WORKFLOWS } from './workflows.ts';

const field = (type: string, more = {}) => ({ type, string: type, ...more });

/** The methods open to a record whose model has exactly these fields, all of them writable. */
function open(model: string, major: OdooMajor, record: Record<string, unknown>): string[] {
  const workflow = WORKFLOWS.get(model);
  if (workflow === undefined) throw new Error(`no workflow of ${model}`);
  const fields = parseModelFields(
    Object.fromEntries(Object.keys(record).map((name) => [name, field('char')])),
  );
  return openTransitions(workflow, major, record, fields).map(({ by }) =>
    'method' in by ? by.method : `write:${by.write}`,
  );
}

describe('what is open to a record', () => {
  it.each<[string, OdooMajor, Record<string, unknown>, string[]]>([
    [
      'sale.order',
      18,
      { state: 'draft', locked: false },
      ['action_confirm', 'action_quotation_sent', 'action_cancel'],
    ],
    ['sale.order', 17, { state: 'sale', locked: false }, ['action_cancel', 'action_lock']],
    ['sale.order', 19, { state: 'sale', locked: true }, ['action_unlock']],
    ['sale.order', 19, { state: 'cancel', locked: false }, ['action_draft']],
    ['purchase.order', 18, { state: 'purchase' }, ['button_cancel', 'button_done']],
    ['purchase.order', 18, { state: 'done' }, ['button_unlock']],
    ['purchase.order', 19, { state: 'purchase', locked: false }, ['button_cancel', 'button_lock']],
    ['purchase.order', 19, { state: 'purchase', locked: true }, ['button_unlock']],
    ['purchase.order', 17, { state: 'to approve' }, ['button_approve', 'button_cancel']],
    ['hr.leave', 17, { state: 'draft', can_approve: true }, ['action_confirm']],
    [
      'hr.leave',
      17,
      { state: 'confirm', can_approve: true, can_reset: true },
      ['action_approve', 'action_refuse', 'action_draft'],
    ],
    [
      'hr.leave',
      18,
      { state: 'confirm', can_approve: true, can_reset: true },
      ['action_approve', 'action_refuse'],
    ],
    ['hr.leave', 18, { state: 'validate1', can_approve: false }, ['action_validate']],
    ['hr.leave', 18, { state: 'refuse', can_reset: true }, ['action_reset_confirm']],
    [
      'hr.leave',
      19,
      { state: 'validate1', can_approve: false, can_validate: true, can_refuse: true },
      ['action_approve', 'action_refuse'],
    ],
    [
      'hr.leave',
      19,
      {
        state: 'validate',
        can_approve: false,
        can_validate: false,
        can_refuse: false,
        can_back_to_approve: true,
      },
      ['action_back_to_approval'],
    ],
    [
      'hr.leave',
      19,
      { state: 'confirm', can_approve: false, can_validate: false, can_refuse: false },
      [],
    ],
    [
      'crm.lead',
      17,
      { stage_id: [1, 'New'], type: 'lead', active: true, probability: 10 },
      ['convert_opportunity', 'action_set_lost', 'write:stage_id'],
    ],
    [
      'crm.lead',
      18,
      { stage_id: [4, 'Won'], type: 'opportunity', active: true, probability: 100 },
      ['action_set_lost', 'write:stage_id'],
    ],
    [
      'crm.lead',
      18,
      { stage_id: [1, 'New'], type: 'opportunity', active: false },
      ['action_unarchive'],
    ],
    [
      'crm.lead',
      19,
      { stage_id: [1, 'New'], type: 'opportunity', active: false },
      ['action_restore'],
    ],
    [
      'account.move',
      18,
      { state: 'draft', hide_post_button: true, checked: false },
      ['button_cancel'],
    ],
    [
      'account.move',
      18,
      {
        state: 'posted',
        show_reset_to_draft_button: true,
        need_cancel_request: false,
        checked: false,
      },
      ['button_draft', 'button_set_checked'],
    ],
    [
      'account.move',
      17,
      {
        state: 'posted',
        show_reset_to_draft_button: false,
        need_cancel_request: true,
        to_check: false,
      },
      ['button_request_cancel'],
    ],
    [
      'stock.picking',
      19,
      { state: 'waiting', show_check_availability: true },
      ['action_assign', 'action_cancel'],
    ],
    ['stock.picking', 17, { state: 'done', is_locked: true }, ['action_toggle_is_locked']],
    ['project.task', 18, { state: '1_done' }, ['write:state']],
    [
      'mrp.production',
      17,
      { state: 'confirmed', reserve_visible: false, unreserve_visible: false },
      ['button_mark_done', 'action_cancel'],
    ],
    ['mrp.production', 18, { state: 'draft' }, ['action_confirm', 'action_cancel']],
  ])('%s in Odoo %i: %j', (model, major, record, expected) => {
    expect(open(model, major, record)).toEqual(expected);
  });

  it('leaves the judgement to Odoo where a flag cannot be read', () => {
    expect(open('hr.leave', 19, { state: 'confirm' })).toEqual(['action_approve', 'action_refuse']);
  });

  it('offers all four steps of a ticket', () => {
    expect(open('helpdesk.ticket', 18, { stage_id: [1, 'New'] })).toHaveLength(4);
  });

  it('offers no write to a field that is read-only or not there', () => {
    const workflow = WORKFLOWS.get('helpdesk.ticket');
    if (workflow === undefined) throw new Error('no tickets');
    const none = parseModelFields({});
    expect(openTransitions(workflow, 18, {}, none)).toEqual([]);
    const readonly = parseModelFields({ stage_id: field('many2one', { readonly: true }) });
    expect(openTransitions(workflow, 18, {}, readonly)).toEqual([]);
  });

  it('reads the state and the flags the model has', () => {
    const fields = parseModelFields({
      state: field('selection'),
      can_approve: field('boolean'),
      name: field('char'),
    });
    expect(fieldsToJudge(HR_LEAVE, fields)).toEqual(['state', 'can_approve']);
  });
});

describe.each([...WORKFLOWS.values()].map((workflow) => [workflow.model, workflow] as const))(
  'the workflow of %s',
  (_model, workflow: Workflow) => {
    it.each(ODOO_MAJORS)('offers each step once in Odoo %i', (major) => {
      const steps = workflow.transitions
        .filter(({ releases }) => releases?.includes(major) ?? true)
        .map(({ by, label, target }) => JSON.stringify([by, label, target]));
      expect(new Set(steps).size).toBe(steps.length);
      expect(steps.length).toBeGreaterThan(0);
    });

    it('is told in words that fit a list', () => {
      for (const { label, description } of workflow.transitions) {
        expect(label.length).toBeLessThan(30);
        expect(description.length).toBeLessThan(300);
      }
    });
  },
);
