import { many2one } from '../engine/fields.ts';
import type { ModelDefinition, RecordRule } from '../engine/model.ts';
import { PRIVATE_FIELDS } from './employee-private.ts';
import { WORK_FIELDS } from './employee-work.ts';

const EMPLOYEE_RULE: RecordRule = {
  name: 'Employee multi company rule',
  domain: (env) => [['company_id', 'in', [...env.actor.companyIds, false]]],
};

/** Since 18 one's manager, one's team and oneself are seen across companies. */
const EMPLOYEE_RULE_18: RecordRule = {
  name: 'Employee multi company rule',
  domain: (env) => [
    '|',
    '|',
    ['company_id', 'in', [...env.actor.companyIds, false]],
    ['parent_id.user_id', '=', env.actor.id],
    ['user_id', '=', env.actor.id],
  ],
};

/** The rules of employees and of their public profiles. */
export const EMPLOYEE_RULES = {
  rules: [EMPLOYEE_RULE],
  variants: { 18: { rules: [EMPLOYEE_RULE_18] }, 19: { rules: [EMPLOYEE_RULE_18] } },
};

/** Employees, for HR officers; everyone else is shown the public profile in their place. */
export const EMPLOYEE: ModelDefinition = {
  name: 'hr.employee',
  description: 'Employee',
  order: 'name',
  parentName: 'parent_id',
  publicView: {
    name: 'hr.employee.public',
    description: 'Public Employee',
    group: 'hr.group_hr_user',
  },
  fields: {
    ...WORK_FIELDS,
    ...PRIVATE_FIELDS,
    employee_id: many2one('Employee', 'hr.employee', {
      since: 19,
      readonly: false,
      searchable: true,
      compute: ({ id }) => id,
    }),
  },
  access: { 'hr.group_hr_user': 'rwcu', 'base.group_system': 'r' },
  ...EMPLOYEE_RULES,
  unique: [
    {
      fields: ['barcode'],
      message: 'The Badge ID must be unique, this one is already assigned to another employee.',
    },
  ],
  thread: { created: 'Employee created', post: 'read', groups: 'hr.group_hr_user' },
};
