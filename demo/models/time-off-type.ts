import { boolean, char, integer, many2one, selection } from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';

/** Kinds of time off: who approves, and what they are taken in. */
export const TIME_OFF_TYPE: ModelDefinition = {
  name: 'hr.leave.type',
  description: 'Time Off Type',
  order: 'sequence',
  fields: {
    name: char('Time Off Type', { required: true, translate: true }),
    sequence: integer('Sequence', { default: 100, aggregator: false }),
    active: boolean('Active', { default: true }),
    company_id: many2one('Company', 'res.company'),
    color: integer('Color', { aggregator: false }),
    requires_allocation: selection(
      'Requires allocation',
      [
        ['yes', 'Yes'],
        ['no', 'No Limit'],
      ],
      {
        required: true,
        default: 'no',
        variants: { 19: { type: 'boolean', default: false } },
      },
    ),
    leave_validation_type: selection(
      'Time Off Validation',
      [
        ['no_validation', 'No Validation'],
        ['hr', 'By Time Off Officer'],
        ['manager', "By Employee's Approver"],
        ['both', "By Employee's Approver and Time Off Officer"],
      ],
      { default: 'hr' },
    ),
    request_unit: selection(
      'Take Time Off in',
      [
        ['day', 'Day'],
        ['half_day', 'Half Day'],
        ['hour', 'Hours'],
      ],
      { required: true, default: 'day' },
    ),
    time_type: selection(
      'Kind of Time Off',
      [
        ['other', 'Worked Time'],
        ['leave', 'Absence'],
      ],
      { default: 'leave' },
    ),
  },
  access: { 'base.group_user': 'r', 'hr_holidays.group_hr_holidays_manager': 'rwcu' },
};
