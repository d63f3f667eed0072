import { type FieldDefinition, many2one } from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import { EMPLOYEE_RULES } from './employee.ts';
import { WORK_FIELDS } from './employee-work.ts';

/** The same fields, read only, and colleagues reached by their public profiles as well. */
function published([name, field]: readonly [string, FieldDefinition]): [string, FieldDefinition] {
  const { variants, default: _default, ...rest } = field;
  const relation = field.relation === 'hr.employee' ? 'hr.employee.public' : field.relation;
  const forOfficers = field.module === 'hr_attendance';
  return [
    name,
    {
      ...rest,
      ...(name === 'hr_presence_state' && variants ? { variants } : {}),
      readonly: name !== 'leave_manager_id',
      required: false,
      ...(relation ? { relation } : {}),
      ...(forOfficers ? { groups: 'hr_attendance.group_hr_attendance_officer' } : {}),
    },
  ];
}

/** What every employee may see of a colleague. */
export const PUBLIC_EMPLOYEE: ModelDefinition = {
  name: 'hr.employee.public',
  description: 'Public Employee',
  order: 'name',
  view: 'hr.employee',
  fields: {
    ...Object.fromEntries(Object.entries(WORK_FIELDS).map(published)),
    employee_id: many2one('Employee', 'hr.employee', {
      readonly: true,
      searchable: true,
      compute: ({ id }) => id,
      variants: { 19: { store: true } },
    }),
  },
  access: { 'base.group_user': 'r' },
  ...EMPLOYEE_RULES,
};
