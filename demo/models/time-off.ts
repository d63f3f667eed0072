import { hasGroup } from '../engine/actor.ts';
import { DAY, momentOf } from '../engine/date-part.ts';
import { type Env, modelOf } from '../engine/env.ts';
import { userError } from '../engine/errors.ts';
import {
  boolean,
  char,
  date,
  datetime,
  float,
  integer,
  many2one,
  selection,
  text,
} from '../engine/fields.ts';
import type { Json } from '../engine/json.ts';
import type { ModelDefinition, ModelMethod } from '../engine/model.ts';
import { type RecordReader, readerOf } from '../engine/records.ts';
import { writeRecords } from '../engine/write.ts';

const STATES = [
  ['draft', 'To Submit'],
  ['confirm', 'To Approve'],
  ['refuse', 'Refused'],
  ['validate1', 'Second Approval'],
  ['validate', 'Approved'],
  ['cancel', 'Cancelled'],
] as const;

/** Time off requests and types. */
export const TIME_OFF_MODELS: readonly ModelDefinition[] = [
  {
    name: 'hr.leave',
    description: 'Time Off',
    order: 'date_from desc',
    recName: 'private_name',
    displayName: (leave) => {
      const [year, month, day] = leave.text('request_date_from').split('-');
      const who = leave.one('employee_id')?.text('name') ?? '';
      const kind = leave.one('holiday_status_id')?.text('name') ?? '';
      const days = leave.number('number_of_days');
      const shown = leave.version === 17 ? days.toFixed(2) : days;
      return `${who} on ${kind}: ${shown} days (${month}/${day}/${year})`;
    },
    fields: {
      name: char('Description', {
        compute: (leave) => leave.text('private_name') || false,
        searchable: true,
      }),
      private_name: char('Time Off Description', { groups: 'hr_holidays.group_hr_holidays_user' }),
      state: selection('Status', STATES, {
        readonly: true,
        store: true,
        default: 'confirm',
        copy: false,
      }),
      employee_id: many2one('Employee', 'hr.employee', { required: true }),
      user_id: many2one('User', 'res.users', { related: 'employee_id.user_id', store: true }),
      manager_id: many2one('Manager', 'hr.employee', { related: 'employee_id.parent_id' }),
      department_id: many2one('Department', 'hr.department', {
        related: 'employee_id.department_id',
        store: true,
      }),
      company_id: many2one('Company', 'res.company', {
        related: 'employee_id.company_id',
        store: true,
      }),
      holiday_status_id: many2one('Time Off Type', 'hr.leave.type', { required: true, default: 1 }),
      request_date_from: date('Request Start Date'),
      request_date_to: date('Request End Date'),
      date_from: datetime('Start Date', {
        store: true,
        editable: true,
        compute: (leave) => at(leave, 'request_date_from', '08:00:00'),
      }),
      date_to: datetime('End Date', {
        store: true,
        editable: true,
        compute: (leave) => at(leave, 'request_date_to', '17:00:00'),
      }),
      number_of_days: float('Duration (Days)', {
        store: true,
        readonly: true,
        compute: workingDays,
      }),
      duration_display: char('Requested', {
        compute: (leave) => `${leave.number('number_of_days')} days`,
      }),
      notes: text('Reasons', { groups: 'hr_holidays.group_hr_holidays_user' }),
      first_approver_id: many2one('First Approval', 'hr.employee', { readonly: true, copy: false }),
      can_approve: boolean('Can Approve', {
        compute: (leave) => ['confirm', 'validate1'].includes(leave.text('state')),
      }),
    },
    access: { 'base.group_user': 'rwcu', 'hr_holidays.group_hr_holidays_user': 'rwcu' },
    rules: [
      {
        name: 'Time Off: multi company global rule',
        domain: (env) => [['company_id', 'in', [...env.actor.companyIds, false]]],
      },
      {
        name: 'Time Off base.group_user read',
        groups: ['base.group_user'],
        modes: ['read'],
        domain: (env) => [['user_id', '=', env.actor.id]],
      },
      {
        name: 'Time Off base.group_user create/write',
        groups: ['base.group_user'],
        modes: ['create', 'write', 'unlink'],
        domain: (env) => [
          ['user_id', '=', env.actor.id],
          ['state', '!=', 'validate'],
        ],
      },
      {
        name: 'Time Off: all for officers',
        groups: ['hr_holidays.group_hr_holidays_user'],
        domain: () => [[1, '=', 1]],
      },
    ],
    check: (leave) => {
      const from = leave.text('request_date_from');
      const to = leave.text('request_date_to');
      return from && to && from > to
        ? 'The start date must be before or equal to the end date.'
        : undefined;
    },
    beforeUnlink: (leave) => {
      if (['validate', 'validate1'].includes(leave.text('state'))) {
        throw userError(
          `You cannot delete a time off which is in ${STATES.find(([key]) => key === leave.text('state'))?.[1] ?? ''} state`,
        );
      }
    },
    thread: { created: 'Time Off created', post: 'read' },
    methods: {
      action_confirm: {
        until: 18,
        ...transition(
          ['draft'],
          'confirm',
          'Time off request must be in Draft state ("To Submit") in order to confirm it.',
        ),
      },
      action_draft: {
        until: 17,
        ...transition(
          ['confirm', 'refuse'],
          'draft',
          'Time off request state must be "Refused" or "To Approve" in order to be reset to draft.',
        ),
      },
      action_reset_confirm: {
        since: 18,
        ...transition(
          ['cancel', 'refuse'],
          'confirm',
          'Time off request state must be "Refused" or "Cancelled" in order to be reset to "Confirmed".',
        ),
      },
      action_back_to_approval: {
        since: 19,
        ...officer(
          transition(
            ['validate'],
            'confirm',
            'Time off request must be approved in order to go back to approval.',
          ),
        ),
      },
      action_approve: {
        params: ['check_state?'],
        ...officer(
          transition(
            ['confirm'],
            'validate',
            'Time off request must be confirmed ("To Approve") in order to approve it.',
          ),
        ),
      },
      action_validate: {
        until: 18,
        params: ['check_state?'],
        ...officer(
          transition(
            ['confirm', 'validate1'],
            'validate',
            'Time off request must be confirmed in order to approve it.',
          ),
        ),
      },
      action_refuse: officer(
        transition(
          ['draft', 'confirm', 'validate', 'validate1'],
          'refuse',
          'Time off request must be confirmed or validated in order to refuse it.',
        ),
      ),
      action_cancel: {
        run: (env) => ({
          type: 'ir.actions.act_window',
          res_model: 'hr.holidays.cancel.leave',
          view_mode: 'form',
          target: 'new',
          context: { default_leave_id: env.actor.id },
        }),
      },
    },
  },
  {
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
        { required: true, default: 'no' },
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
  },
];

function transition(from: readonly string[], to: string, refusal: string): ModelMethod {
  return {
    run: (env: Env, ids: readonly number[]): Json => {
      for (const id of ids) {
        if (!from.includes(readerOf(env, 'hr.leave', id).text('state'))) throw userError(refusal);
      }
      writeRecords(env, modelOf(env, 'hr.leave'), ids, { state: to });
      return true;
    },
  };
}

function officer(method: ModelMethod): ModelMethod {
  return {
    ...method,
    run: (env, ids, args) => {
      if (!hasGroup(env, 'hr_holidays.group_hr_holidays_user') && !env.su) {
        throw userError(
          'Only a Time Off Officer or Manager can approve or refuse time off requests.',
        );
      }
      return method.run(env, ids, args);
    },
  };
}

function at(leave: RecordReader, field: string, time: string): string | false {
  const day = leave.text(field);
  return day ? `${day} ${time}` : false;
}

/** Weekdays from the first to the last requested day. */
function workingDays(leave: RecordReader): number {
  const from = momentOf(leave.value('request_date_from'));
  const to = momentOf(leave.value('request_date_to'));
  if (!from || !to) return 0;
  let days = 0;
  for (let day = from.getTime(); day <= to.getTime(); day += DAY) {
    if (![0, 6].includes(new Date(day).getUTCDay())) days += 1;
  }
  return days;
}
