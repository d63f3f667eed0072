import {
  binary,
  char,
  date,
  type FieldDefinition,
  integer,
  many2many,
  many2one,
  monetary,
  one2many,
  selection,
  text,
} from '../engine/fields.ts';

/** Fields only HR officers may read or write. */
const PRIVATE = { groups: 'hr.group_hr_user' };

const TYPES = [
  ['employee', 'Employee'],
  ['worker', 'Worker'],
  ['student', 'Student'],
  ['trainee', 'Trainee'],
  ['contractor', 'Contractor'],
  ['freelance', 'Freelancer'],
] as const;

/** What an employee shares with the HR department only. */
export const PRIVATE_FIELDS: { readonly [name: string]: FieldDefinition } = {
  employee_type: selection('Employee Type', TYPES, {
    required: true,
    default: 'employee',
    ...PRIVATE,
    variants: { 17: { selection: TYPES.filter(([key]) => key !== 'worker') } },
  }),
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
    {
      required: true,
      default: 'single',
      ...PRIVATE,
      variants: { 17: { required: false } },
    },
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
    variants: { 17: { groups: '' } },
  }),
  notes: text('Notes', { until: 18, ...PRIVATE }),
  additional_note: text('Additional Note', PRIVATE),
  id_card: binary('ID Card Copy', PRIVATE),
  attendance_ids: one2many('Attendance', 'hr.attendance', 'employee_id', {
    groups: 'hr_attendance.group_hr_attendance_officer,hr.group_hr_user',
  }),
};
