import { boolean, char, integer, many2one, one2many, selection, text } from '../engine/fields.ts';
import type { ModelDefinition, RecordRule } from '../engine/model.ts';
import { EMPLOYEE } from './employee.ts';
import { PUBLIC_EMPLOYEE } from './employee-public.ts';

const MULTI_COMPANY: RecordRule = {
  name: 'Company rule',
  domain: (env) => [['company_id', 'in', [...env.actor.companyIds, false]]],
};

const LOCATION_TYPES = [
  ['home', 'Home'],
  ['office', 'Office'],
  ['other', 'Other'],
] as const;

/** Employees, departments, jobs and places of work. */
export const HR_MODELS: readonly ModelDefinition[] = [
  EMPLOYEE,
  PUBLIC_EMPLOYEE,
  {
    name: 'hr.employee.category',
    description: 'Employee Category',
    fields: {
      name: char('Tag Name', { required: true }),
      color: integer('Color Index', { aggregator: false }),
    },
    access: { 'hr.group_hr_user': 'rwcu' },
  },
  {
    name: 'hr.department',
    description: 'Department',
    order: 'name',
    recName: 'complete_name',
    parentName: 'parent_id',
    fields: {
      name: char('Department Name', { required: true, translate: true }),
      complete_name: char('Complete Name', {
        searchable: true,
        compute: (it) => {
          const parent = it.one('parent_id');
          return parent ? `${parent.text('complete_name')} / ${it.text('name')}` : it.text('name');
        },
      }),
      active: boolean('Active', { default: true }),
      company_id: many2one('Company', 'res.company', { default: ({ companyId }) => companyId }),
      parent_id: many2one('Parent Department', 'hr.department'),
      child_ids: one2many('Child Departments', 'hr.department', 'parent_id'),
      manager_id: many2one('Manager', 'hr.employee'),
      member_ids: one2many('Members', 'hr.employee', 'department_id', { readonly: true }),
      total_employee: integer('Total Employee', { compute: (it) => it.many('member_ids').length }),
      color: integer('Color Index', { aggregator: false }),
      note: text('Note'),
    },
    access: { 'base.group_user': 'r', 'hr.group_hr_user': 'rwcu' },
    rules: [MULTI_COMPANY],
  },
  {
    name: 'hr.work.location',
    description: 'Work Location',
    order: 'name',
    fields: {
      name: char('Work Location', { required: true }),
      active: boolean('Active', { default: true }),
      company_id: many2one('Company', 'res.company', {
        required: true,
        default: ({ companyId }) => companyId,
      }),
      address_id: many2one('Work Address', 'res.partner', { required: true }),
      location_type: selection('Cover Image', LOCATION_TYPES, {
        required: true,
        default: 'office',
      }),
      location_number: char('Location number'),
    },
    access: { 'base.group_user': 'r', 'hr.group_hr_user': 'rwcu' },
    rules: [MULTI_COMPANY],
  },
  {
    name: 'hr.job',
    description: 'Job Position',
    order: 'sequence',
    fields: {
      name: char('Job Position', { required: true, translate: true }),
      sequence: integer('Sequence', { default: 10, aggregator: false }),
      active: boolean('Active', { default: true }),
      department_id: many2one('Department', 'hr.department'),
      company_id: many2one('Company', 'res.company', { default: ({ companyId }) => companyId }),
      employee_ids: one2many('Employees', 'hr.employee', 'job_id', { groups: 'base.group_user' }),
      no_of_recruitment: integer('Target', { default: 1 }),
      no_of_employee: integer('Current Number of Employees', {
        compute: (it) => it.many('employee_ids').length,
      }),
    },
    access: { 'hr.group_hr_user': 'rwcu' },
  },
];
