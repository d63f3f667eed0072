import { day, pick, type Seed } from './seed.ts';

const DEPARTMENTS = [
  'Administration',
  'Management',
  'Sales',
  'Research & Development',
  'Professional Services',
];

const JOBS: readonly (readonly [string, number])[] = [
  ['Chief Executive Officer', 2],
  ['Human Resources Manager', 1],
  ['Sales Representative', 3],
  ['Experienced Developer', 4],
  ['Consultant', 5],
  ['Marketing and Community Manager', 3],
];

const EMPLOYEES = [
  'Mitchell Admin',
  'Marc Demo',
  'Sam Sales',
  'Hanna Hr',
  'Abigail Peterson',
  'Anita Oliver',
  'Audrey Peterson',
  'Beth Evans',
  'Doris Cole',
  'Eli Lambert',
  'Ernest Reed',
  'Jeffrey Kelly',
  'Jennie Fletcher',
  'Keith Byrd',
  'Paul Williams',
  'Rachel Perry',
  'Randall Lewis',
  'Ronnie Hart',
  'Sharlene Rhodes',
  'Tina Williamson',
  'Toni Jimenez',
  'Walter Horton',
];

const LOGINS = ['base.user_admin', 'base.user_demo', 'base.user_sales', 'base.user_hr'] as const;

/** Departments, jobs and employees with private data that is made up. */
export function seedEmployees(seed: Seed): void {
  for (const [at, name] of DEPARTMENTS.entries()) {
    seed.add(
      'hr.department',
      { name, company_id: seed.ref('base.main_company'), color: at, parent_id: at > 1 ? 2 : false },
      `hr.dep_${at + 1}`,
    );
  }
  for (const [at, [name, department_id]] of JOBS.entries()) {
    seed.add(
      'hr.job',
      { name, department_id, sequence: at + 1, company_id: seed.ref('base.main_company') },
      `hr.job_${at + 1}`,
    );
  }
  for (const name of ['Sales', 'Trainer', 'Employee', 'Consultant']) {
    seed.add('hr.employee.category', { name });
  }
  for (const [at, name] of EMPLOYEES.entries()) seedEmployee(seed, at, name);
}

function seedEmployee(seed: Seed, at: number, name: string): void {
  const mail = name.toLowerCase().replaceAll(' ', '.');
  const login = LOGINS[at];
  const contact = login
    ? seed.ref(login.replace('user_', 'partner_'))
    : seed.add('res.partner', {
        name,
        email: `${mail}@example.com`,
        employee: true,
        type: 'contact',
      });
  const account = seed.add('res.partner.bank', {
    acc_number: `BE${String(10 + at)} 5390 0754 ${String(7000 + at)}`,
    partner_id: contact,
    bank_name: 'Demo Bank',
  });
  const job = at === 0 ? 1 : login === 'base.user_hr' ? 2 : 3 + (at % 4);
  seed.add(
    'hr.employee',
    {
      name,
      user_id: login ? seed.ref(login) : false,
      work_contact_id: contact,
      company_id: seed.ref('base.main_company'),
      department_id: pick(JOBS, job - 1)[1],
      job_id: job,
      parent_id: at === 0 ? false : at < 6 ? 1 : 1 + (at % 5),
      coach_id: at === 0 ? false : 1,
      work_email: `${mail}@example.com`,
      work_phone: `+1 555-06${String(at).padStart(2, '0')}-0001`,
      mobile_phone: `+1 555-07${String(at).padStart(2, '0')}-0001`,
      leave_manager_id: seed.ref('base.user_admin'),
      color: at % 10,
      category_ids: [(at % 4) + 1],
      gender: at % 2 === 0 ? 'female' : 'male',
      marital: pick(['single', 'married', 'cohabitant'] as const, at),
      children: at % 4,
      birthday: `${1964 + at}-${String((at % 12) + 1).padStart(2, '0')}-${String((at % 27) + 1).padStart(2, '0')}`,
      place_of_birth: pick(['Brussels', 'Lyon', 'Austin', 'Delhi'], at),
      country_id: seed.ref(pick(['base.us', 'base.be', 'base.fr', 'base.in'] as const, at)),
      private_street: `${12 + at} Elm Street`,
      private_city: 'Fremont',
      private_zip: String(94_536 + at),
      private_country_id: seed.ref('base.us'),
      private_email: `${mail}@private.example.com`,
      private_phone: `+1 555-08${String(at).padStart(2, '0')}-0001`,
      ssnid: `900-${String(10 + at)}-${String(4000 + at * 7)}`,
      sinid: `SIN${700_000 + at * 31}`,
      identification_id: `ID-${String(82_000_000 + at * 977)}`,
      passport_id: `P${String(4_400_000 + at * 613)}`,
      emergency_contact: pick(['Alex', 'Robin', 'Kim'], at),
      emergency_phone: `+1 555-09${String(at).padStart(2, '0')}-0001`,
      certificate: pick(['bachelor', 'master', 'graduate'] as const, at),
      km_home_work: 3 + at,
      barcode: `0412${String(300 + at)}`,
      pin: String(1000 + at * 37),
      bank_account_id: account,
      bank_account_ids: [account],
      wage: 2500 + at * 140,
      notes: at % 5 === 0 ? 'Works from home on Fridays.' : false,
    },
    `hr.employee_${at + 1}`,
  );
}

/** Kinds of time off and requests in every state. */
export function seedTimeOff(seed: Seed): void {
  for (const [at, name] of [
    'Paid Time Off',
    'Sick Time Off',
    'Unpaid',
    'Compensatory Days',
  ].entries()) {
    seed.add(
      'hr.leave.type',
      {
        name,
        sequence: at + 1,
        color: at + 1,
        requires_allocation: seed.version === 19 ? at === 0 : at === 0 ? 'yes' : 'no',
        leave_validation_type: at === 1 ? 'no_validation' : 'hr',
        company_id: false,
      },
      `hr_holidays.leave_type_${at + 1}`,
    );
  }
  for (let at = 0; at < 18; at += 1) {
    const start = 60 + at * 11;
    const state = pick(
      ['confirm', 'validate', 'validate', 'refuse', 'confirm', 'validate1'] as const,
      at,
    );
    seed.add('hr.leave', {
      employee_id: (at % 22) + 1,
      holiday_status_id: (at % 4) + 1,
      request_date_from: day(start),
      request_date_to: day(start + (at % 5)),
      state,
      private_name: pick(['Trip with family', 'Doctor', 'Moving house', false], at),
      notes: at % 6 === 0 ? 'Please confirm soon.' : false,
    });
  }
}
