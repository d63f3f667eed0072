import { momentOf } from '../engine/date-part.ts';
import { datetime, float, integer, many2one, selection } from '../engine/fields.ts';
import type { ModelDefinition, RecordRule } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';

const OFFICER = 'hr_attendance.group_hr_attendance_officer';

const MODES = [
  ['kiosk', 'Kiosk'],
  ['systray', 'Systray'],
  ['manual', 'Manual'],
] as const;

const ACCESS = {
  'hr_attendance.group_hr_attendance_manager': 'rwcu',
  [OFFICER]: 'rwcu',
  'hr_attendance.group_hr_attendance_own_reader': 'r',
};

/** Who sees whose attendances; `all` is the group without limits, another one since 19. */
const rules = (all: string): readonly RecordRule[] => [
  {
    name: 'Employee multi company rule',
    domain: (env) => [
      '|',
      ['employee_id.company_id', '=', false],
      ['employee_id.company_id', 'in', [...env.actor.companyIds]],
    ],
  },
  {
    name: 'Attendance Administrator: Full access',
    groups: [all],
    domain: () => [[1, '=', 1]],
  },
  {
    name: 'Attendance Officer: Restrict Attendances to managed employees',
    groups: [OFFICER],
    domain: (env) => [['employee_id.attendance_manager_id', '=', env.actor.id]],
  },
  {
    name: 'Attendance base user: Read his own attendances in other apps',
    groups: ['hr_attendance.group_hr_attendance_own_reader'],
    modes: ['read'],
    domain: (env) => [['employee_id.user_id', '=', env.actor.id]],
  },
];

/** Presence at work: one open record per employee at most, and none that overlap. */
export const ATTENDANCE: ModelDefinition = {
  name: 'hr.attendance',
  description: 'Attendance',
  order: 'check_in desc',
  recName: 'employee_id',
  displayName: label,
  fields: {
    employee_id: many2one('Employee', 'hr.employee', {
      required: true,
      ondelete: 'cascade',
      default: ({ employeeId }) => employeeId,
    }),
    department_id: many2one('Department', 'hr.department', {
      related: 'employee_id.department_id',
    }),
    check_in: datetime('Check In', { required: true, default: ({ now }) => now }),
    check_out: datetime('Check Out'),
    worked_hours: float('Worked Hours', { readonly: true, store: true, compute: workedHours }),
    overtime_hours: float('Over Time', { readonly: true, store: true, compute: overtime }),
    expected_hours: float('Expected Hours', {
      readonly: true,
      store: true,
      since: 18,
      compute: (it) => workedHours(it) - overtime(it),
    }),
    in_mode: selection('Mode', [...MODES, ['technical', 'Technical']], {
      readonly: true,
      default: 'manual',
      variants: { 17: { selection: MODES } },
    }),
    out_mode: selection(
      'Out Mode',
      [...MODES, ['technical', 'Technical'], ['auto_check_out', 'Automatic Check-Out']],
      { readonly: true, default: 'manual', variants: { 17: { selection: MODES } } },
    ),
    color: integer('Color', { compute: () => 0 }),
  },
  access: ACCESS,
  rules: rules('hr_attendance.group_hr_attendance_manager'),
  variants: {
    19: {
      access: { 'hr_attendance.group_hr_attendance_user': 'rwcu', ...ACCESS },
      rules: rules('hr_attendance.group_hr_attendance_user'),
    },
  },
  check: violation,
};

function workedHours(it: RecordReader): number {
  const from = momentOf(it.value('check_in'));
  const to = momentOf(it.value('check_out'));
  return from && to ? (to.getTime() - from.getTime()) / 3_600_000 : 0;
}

/** Hours beyond an eight-hour day; the demo's employees all have that one. */
function overtime(it: RecordReader): number {
  return it.text('check_out') ? Math.max(0, workedHours(it) - 8) : 0;
}

function violation(it: RecordReader): string | undefined {
  const from = it.text('check_in');
  const to = it.text('check_out');
  if (to && to < from) return '"Check Out" time cannot be earlier than "Check In" time.';
  const employee = it.one('employee_id');
  const others = it.all(
    'hr.attendance',
    (other) => other.id !== it.id && other.number('employee_id') === employee?.id,
  );
  const refused = `Cannot create new attendance record for ${employee?.displayName() ?? ''}, the employee`;
  const already = (other: RecordReader) =>
    `${refused} was already checked in on ${usDate(other)} ${clock(other, 'check_in', true)}`;
  const before = newest(others.filter((other) => other.text('check_in') <= from));
  const until = before?.text('check_out');
  if (before && until && until > from) return already(before);
  if (!to) {
    const open = others.find((other) => !other.text('check_out'));
    return open
      ? `${refused} hasn't checked out since ${usDate(open)} ${clock(open, 'check_in', true)}`
      : undefined;
  }
  const beforeEnd = newest(others.filter((other) => other.text('check_in') < to));
  return beforeEnd && beforeEnd.id !== before?.id ? already(beforeEnd) : undefined;
}

function newest(attendances: readonly RecordReader[]): RecordReader | undefined {
  return [...attendances].sort((a, b) => (a.text('check_in') < b.text('check_in') ? 1 : -1))[0];
}

function label(it: RecordReader): string {
  const from = clock(it, 'check_in', it.version > 17);
  if (!it.text('check_out')) return `From ${from}`;
  const minutes = Math.round(workedHours(it) * 60);
  const worked = [Math.floor(minutes / 60), minutes % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${worked.join(':')} (${from}-${clock(it, 'check_out', it.version > 17)})`;
}

/** `05/31/2026`, in the user's time zone. */
function usDate(it: RecordReader): string {
  const [year, month, day] = it.local('check_in').slice(0, 10).split('-');
  return `${month}/${day}/${year}`;
}

/** The time of day in the user's zone: 24 hours, since Odoo 19 twelve of them twice. */
function clock(it: RecordReader, field: string, seconds: boolean): string {
  const time = it.local(field).slice(11, seconds ? 19 : 16);
  if (it.version < 19) return time;
  const hour = Number(time.slice(0, 2));
  return `${String(hour % 12 || 12).padStart(2, '0')}${time.slice(2)} ${hour < 12 ? 'AM' : 'PM'}`;
}
