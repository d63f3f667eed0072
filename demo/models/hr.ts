import {
  binary,
  boolean,
  char,
  date,
  float,
  integer,
  many2many,
  many2one,
  monetary,
  one2many,
  selection,
  text,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import { CHATTER_FIELDS, chatterMethods } from './chatter.ts';

/** Fields only HR officers may read or write. */
const PRIVATE = { groups: 'hr.group_hr_user' };

const MULTI_COMPANY = {
  name: 'Employee multi company rule',
  domain: (env: { readonly actor: { readonly companyIds: readonly number[] } }) => [
    ['company_id', 'in', [...env.actor.companyIds, false]],
  ],
};

/** Employees, departments and jobs. */
export const HR_MODELS: readonly ModelDefinition[] = [
  {
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
      name: char('Employee Name', { required: true }),
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
      job_title: char('Job Title', {
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
        { compute: () => 'present' },
      ),
      leave_manager_id: many2one('Time Off Approver', 'res.users'),
      employee_type: selection(
        'Employee Type',
        [
          ['employee', 'Employee'],
          ['worker', 'Worker'],
          ['student', 'Student'],
          ['trainee', 'Trainee'],
          ['contractor', 'Contractor'],
          ['freelance', 'Freelancer'],
        ],
        { required: true, default: 'employee', ...PRIVATE },
      ),
      category_ids: many2many('Tags', 'hr.employee.category', PRIVATE),
      private_street: char('Private Street', PRIVATE),
      private_city: char('Private City', PRIVATE),
      private_zip: char('Private Zip', PRIVATE),
      private_country_id: many2one('Private Country', 'res.country', PRIVATE),
      private_phone: char('Private Phone', PRIVATE),
      private_email: char('Private Email', PRIVATE),
      country_id: many2one('Nationality (Country)', 'res.country', PRIVATE),
      gender: selection(
        'Gender',
        [
          ['male', 'Male'],
          ['female', 'Female'],
          ['other', 'Other'],
        ],
        { as19: 'sex', ...PRIVATE },
      ),
      marital: selection(
        'Marital Status',
        [
          ['single', 'Single'],
          ['married', 'Married'],
          ['cohabitant', 'Legal Cohabitant'],
          ['widower', 'Widower'],
          ['divorced', 'Divorced'],
        ],
        { required: true, default: 'single', ...PRIVATE },
      ),
      spouse_complete_name: char('Spouse Complete Name', PRIVATE),
      children: integer('Number of Dependent Children', PRIVATE),
      birthday: date('Date of Birth', PRIVATE),
      place_of_birth: char('Place of Birth', PRIVATE),
      ssnid: char('SSN No', { help: 'Social Security Number', ...PRIVATE }),
      sinid: char('SIN No', { help: 'Social Insurance Number', until: 18, ...PRIVATE }),
      identification_id: char('Identification No', PRIVATE),
      passport_id: char('Passport No', PRIVATE),
      permit_no: char('Work Permit No', PRIVATE),
      visa_no: char('Visa No', PRIVATE),
      visa_expire: date('Visa Expiration Date', PRIVATE),
      emergency_contact: char('Contact Name', PRIVATE),
      emergency_phone: char('Contact Phone', PRIVATE),
      certificate: selection(
        'Certificate Level',
        [
          ['graduate', 'Graduate'],
          ['bachelor', 'Bachelor'],
          ['master', 'Master'],
          ['doctor', 'Doctor'],
          ['other', 'Other'],
        ],
        PRIVATE,
      ),
      bank_account_id: many2one('Bank Account', 'res.partner.bank', { until: 18, ...PRIVATE }),
      bank_account_ids: many2many('Bank Accounts', 'res.partner.bank', { since: 19, ...PRIVATE }),
      km_home_work: integer('Home-Work Distance', PRIVATE),
      barcode: char('Badge ID', { copy: false, ...PRIVATE }),
      pin: char('PIN', {
        copy: false,
        help: 'PIN used to Check In/Out in the Kiosk Mode',
        ...PRIVATE,
      }),
      wage: monetary('Wage', { since: 19, groups: 'hr.group_hr_manager' }),
      currency_id: many2one('Currency', 'res.currency', {
        related: 'company_id.currency_id',
        ...PRIVATE,
      }),
      notes: text('Notes', { until: 18, ...PRIVATE }),
      additional_note: text('Additional Note', PRIVATE),
      id_card: binary('ID Card Copy', PRIVATE),
      remaining_leaves: float('Remaining Paid Time Off', { until: 18, compute: () => 20 }),
      current_leave_state: selection(
        'Current Time Off Status',
        [
          ['confirm', 'Waiting Approval'],
          ['refuse', 'Refused'],
          ['validate', 'Approved'],
        ],
        { compute: () => false },
      ),
      ...CHATTER_FIELDS,
    },
    access: { 'hr.group_hr_user': 'rwcu', 'base.group_system': 'r' },
    rules: [MULTI_COMPANY],
    unique: [
      {
        fields: ['barcode'],
        message: 'The Badge ID must be unique, this one is already assigned to another employee.',
      },
    ],
    methods: chatterMethods('hr.employee'),
  },
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
