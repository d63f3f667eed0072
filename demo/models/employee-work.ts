import {
  boolean,
  char,
  datetime,
  type FieldDefinition,
  float,
  integer,
  many2one,
  one2many,
  selection,
} from '../engine/fields.ts';
import type { RecordReader } from '../engine/records.ts';

const LEAVE_STATES = [
  ['confirm', 'Waiting Approval'],
  ['refuse', 'Refused'],
  ['validate1', 'Waiting Second Approval'],
  ['validate', 'Approved'],
  ['cancel', 'Cancelled'],
] as const;

const PRESENCE_17 = [
  ['present', 'Present'],
  ['absent', 'Absent'],
  ['to_define', 'To Define'],
] as const;

/** Who is at work: for attendance officers, on the employee for HR officers too. */
const PRESENCE = {
  groups: 'hr_attendance.group_hr_attendance_officer,hr.group_hr_user',
  module: 'hr_attendance',
};

/** What colleagues see of an employee, all of it but the presence on the public profile too. */
export const WORK_FIELDS: { readonly [name: string]: FieldDefinition } = {
  name: char('Employee Name'),
  active: boolean('Active', { default: true }),
  company_id: many2one('Company', 'res.company', {
    required: true,
    default: ({ companyId }) => companyId,
  }),
  user_id: many2one('User', 'res.users'),
  user_partner_id: many2one("User's partner", 'res.partner', { related: 'user_id.partner_id' }),
  work_contact_id: many2one('Work Contact', 'res.partner', { copy: false }),
  department_id: many2one('Department', 'hr.department'),
  job_id: many2one('Job Position', 'hr.job'),
  work_location_id: many2one('Work Location', 'hr.work.location'),
  job_title: char('Job Title', {
    variants: { 19: { searchedThrough: 'version_id' } },
    editable: true,
    store: true,
    compute: (it) => it.one('job_id')?.text('name') ?? false,
  }),
  parent_id: many2one('Manager', 'hr.employee'),
  child_ids: one2many('Direct subordinates', 'hr.employee', 'parent_id'),
  coach_id: many2one('Coach', 'hr.employee'),
  address_id: many2one('Work Address', 'res.partner'),
  work_email: char('Work Email'),
  work_phone: char('Work Phone'),
  mobile_phone: char('Work Mobile'),
  color: integer('Color Index', { aggregator: false }),
  hr_presence_state: selection(
    'Hr Presence State',
    [
      ['present', 'Present'],
      ['absent', 'Absent'],
      ['out_of_working_hour', 'Out of Working hours'],
    ],
    { compute: () => 'present', variants: { 17: { selection: PRESENCE_17 } } },
  ),
  leave_manager_id: many2one('Time Off Approver', 'res.users', { module: 'hr_holidays' }),
  remaining_leaves: float('Remaining Paid Time Off', {
    until: 18,
    module: 'hr_holidays',
    compute: () => 20,
  }),
  current_leave_state: selection('Current Time Off Status', LEAVE_STATES, {
    until: 18,
    compute: () => false,
    variants: { 17: { selection: [['draft', 'New'], ...LEAVE_STATES] } },
  }),
  attendance_manager_id: many2one('Attendance Manager', 'res.users', {
    groups: 'hr_attendance.group_hr_attendance_manager',
    module: 'hr_attendance',
    variants: { 19: { groups: 'hr_attendance.group_hr_attendance_officer' } },
  }),
  attendance_state: selection(
    'Attendance Status',
    [
      ['checked_out', 'Checked out'],
      ['checked_in', 'Checked in'],
    ],
    {
      ...PRESENCE,
      searchable: true,
      compute: (it) => {
        const last = lastAttendance(it);
        return last && !last.text('check_out') ? 'checked_in' : 'checked_out';
      },
    },
  ),
  last_attendance_id: many2one('Last Attendance', 'hr.attendance', {
    ...PRESENCE,
    store: true,
    readonly: true,
    compute: (it) => lastAttendance(it)?.id ?? false,
  }),
  last_check_in: datetime('Check In', {
    ...PRESENCE,
    related: 'last_attendance_id.check_in',
    store: true,
  }),
  last_check_out: datetime('Check Out', {
    ...PRESENCE,
    related: 'last_attendance_id.check_out',
    store: true,
  }),
  hours_today: float('Hours Today', { ...PRESENCE, compute: () => 0 }),
};

function lastAttendance(employee: RecordReader): RecordReader | undefined {
  return employee
    .all('hr.attendance', (it) => it.number('employee_id') === employee.id)
    .sort((a, b) => (a.text('check_in') < b.text('check_in') ? 1 : -1))[0];
}
