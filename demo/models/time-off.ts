import { DAY, momentOf } from '../engine/date-part.ts';
import { userError } from '../engine/errors.ts';
import {
  boolean,
  char,
  date,
  datetime,
  float,
  many2one,
  selection,
  text,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';
import { TIME_OFF_METHODS } from './time-off-actions.ts';
import { TIME_OFF_TYPE } from './time-off-type.ts';

const STATES = [
  ['confirm', 'To Approve'],
  ['refuse', 'Refused'],
  ['validate1', 'Second Approval'],
  ['validate', 'Approved'],
  ['cancel', 'Cancelled'],
] as const;

const STATES_17 = [['draft', 'To Submit'], ...STATES.slice(0, 4)] as const;

const OFFICER = 'hr_holidays.group_hr_holidays_user';

/** Requests for time off. */
const TIME_OFF: ModelDefinition = {
  name: 'hr.leave',
  description: 'Time Off',
  order: 'date_from desc',
  recName: 'private_name',
  displayName: (leave) => {
    const who = leave.one('employee_id')?.text('name') ?? '';
    const kind = leave.one('holiday_status_id')?.text('name') ?? '';
    const days = leave.number('number_of_days');
    const shown = leave.version === 17 ? days.toFixed(2) : days;
    return `${who} on ${kind}: ${shown} days (${usDate(leave, 'request_date_from')})`;
  },
  fields: {
    name: char('Description', { store: false, readonly: false, searchable: true, compute: reason }),
    private_name: char('Time Off Description', {
      groups: OFFICER,
      variants: { 19: { groups: 'hr_holidays.group_hr_holidays_responsible' } },
    }),
    state: selection('Status', STATES, {
      store: true,
      default: 'confirm',
      copy: false,
      variants: { 17: { selection: STATES_17 } },
    }),
    employee_id: many2one('Employee', 'hr.employee', {
      required: true,
      default: ({ employeeId }) => employeeId,
      variants: { 17: { required: false } },
    }),
    user_id: many2one('User', 'res.users', { related: 'employee_id.user_id', store: true }),
    manager_id: many2one('Manager', 'hr.employee', {
      until: 18,
      related: 'employee_id.parent_id',
      readonly: false,
    }),
    department_id: many2one('Department', 'hr.department', {
      related: 'employee_id.department_id',
      store: true,
      readonly: false,
    }),
    company_id: many2one('Company', 'res.company', {
      related: 'employee_id.company_id',
      store: true,
    }),
    holiday_status_id: many2one('Time Off Type', 'hr.leave.type', { required: true, default: 1 }),
    request_date_from: date('Request Start Date', { default: ({ today }) => today }),
    request_date_to: date('Request End Date', { default: ({ today }) => today }),
    date_from: datetime('Start Date', {
      store: true,
      readonly: true,
      compute: (leave) => at(leave, 'request_date_from', '08:00:00'),
    }),
    date_to: datetime('End Date', {
      store: true,
      readonly: true,
      compute: (leave) => at(leave, 'request_date_to', '17:00:00'),
    }),
    number_of_days: float('Duration (Days)', { store: true, readonly: true, compute: workingDays }),
    number_of_hours: float('Duration (Hours)', {
      store: true,
      readonly: true,
      compute: (leave) => workingDays(leave) * 8,
    }),
    duration_display: char('Requested (Days/Hours)', {
      store: true,
      readonly: true,
      compute: (leave) => `${leave.number('number_of_days')} days`,
    }),
    validation_type: selection(
      'Validation Type',
      [
        ['no_validation', 'No Validation'],
        ['hr', 'By Time Off Officer'],
        ['manager', "By Employee's Approver"],
        ['both', "By Employee's Approver and Time Off Officer"],
      ],
      { related: 'holiday_status_id.leave_validation_type', readonly: false },
    ),
    notes: text('Reasons'),
    first_approver_id: many2one('First Approval', 'hr.employee', { readonly: true, copy: false }),
    can_approve: boolean('Can Approve', { compute: isOpenToUser }),
    can_validate: boolean('Can Validate', { since: 19, compute: isOpenToUser }),
    can_refuse: boolean('Can Refuse', {
      since: 19,
      compute: (leave) => isOfficer(leave) && leave.text('state') !== 'refuse',
    }),
    can_cancel: boolean('Can Cancel', {
      compute: (leave) => leave.number('user_id') === leave.actor.id,
    }),
    can_back_to_approve: boolean('Can Back To Approve', {
      since: 19,
      compute: (leave) => isOfficer(leave) && leave.text('state') === 'validate',
    }),
  },
  access: { 'base.group_user': 'rwcu', [OFFICER]: 'rwcu' },
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
    { name: 'Time Off: all for officers', groups: [OFFICER], domain: () => [[1, '=', 1]] },
  ],
  check: (leave) => {
    const from = leave.text('request_date_from');
    const to = leave.text('request_date_to');
    return from && to && from > to
      ? 'The operation cannot be completed: The request start date must be before or equal to the request end date.'
      : overlap(leave);
  },
  beforeWrite: (env, ids, values) => {
    if (ids.length > 0) return values;
    const type = env.db.store.get('hr.leave.type', Number(values.holiday_status_id));
    return type?.leave_validation_type === 'no_validation'
      ? { ...values, state: 'validate' }
      : values;
  },
  beforeUnlink: (leave) => {
    const state = leave.text('state');
    if (leave.version === 19 && isOfficer(leave)) return;
    if (!['draft', 'confirm', 'cancel'].includes(state)) {
      const shown = STATES.find(([key]) => key === state)?.[1] ?? '';
      throw userError(`You cannot delete a time off which is in ${shown} state`);
    }
  },
  thread: { created: 'Time Off created', post: 'read' },
  methods: TIME_OFF_METHODS,
};

/** Time off requests and types. */
export const TIME_OFF_MODELS: readonly ModelDefinition[] = [TIME_OFF, TIME_OFF_TYPE];

function isOfficer(leave: RecordReader): boolean {
  return leave.actor.groups.has(OFFICER);
}

function isOpenToUser(leave: RecordReader): boolean {
  return isOfficer(leave) && ['confirm', 'validate1'].includes(leave.text('state'));
}

/** The reason is for the person concerned and for officers; others see stars. */
function reason(leave: RecordReader): string | false {
  const mayKnow = isOfficer(leave) || leave.number('user_id') === leave.actor.id;
  return mayKnow ? leave.text('private_name') || false : '*****';
}

function overlap(leave: RecordReader): string | undefined {
  if (['refuse', 'cancel'].includes(leave.text('state'))) return undefined;
  const clashing = leave.all(
    'hr.leave',
    (other) =>
      other.id !== leave.id &&
      other.number('employee_id') === leave.number('employee_id') &&
      !['refuse', 'cancel'].includes(other.text('state')) &&
      other.text('request_date_from') <= leave.text('request_date_to') &&
      other.text('request_date_to') >= leave.text('request_date_from'),
  );
  if (clashing.length === 0) return undefined;
  const lines = clashing.map((other) => {
    const who = other.one('employee_id')?.text('name') ?? '';
    const span = `from ${usDate(other, 'request_date_from')} to ${usDate(other, 'request_date_to')}`;
    const state = STATES_17.find(([key]) => key === other.text('state'))?.[1] ?? '';
    return leave.version === 19 ? `\t${who} ${span} - ${state}` : `${who} - ${span} - ${state}`;
  });
  return `An employee already booked time off which overlaps with this period:\n${lines.join('\n')}`;
}

function usDate(leave: RecordReader, field: string): string {
  const [year, month, day] = leave.text(field).split('-');
  return `${month}/${day}/${year}`;
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
