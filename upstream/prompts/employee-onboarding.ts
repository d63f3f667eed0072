import { instructions, type PromptDefinition } from './prompt.ts';

export const employeeOnboarding: PromptDefinition = {
  name: 'employee_onboarding',
  title: 'Onboard an employee',
  description: 'A new employee with department, job and manager.',
  arguments: {},
  text: () =>
    instructions('Set up a new employee in Odoo with the user.', [
      'Ask for: name, work email, department, job, manager, first day. Ask for nothing private that is not needed now.',
      'Check with `search_read` on hr.employee that the person is not there yet (name and work_email).',
      'Find department (hr.department), job (hr.job) and manager (hr.employee) with `name_search`. If the department or job does not exist, ask before creating one.',
      'Call `get_model_fields` for hr.employee: since Odoo 19 contract data is kept in versions of the employee, before in hr.contract. Leave it to HR either way.',
      'Create the employee with `create_record`, first with dry_run: true: name, work_email, department_id, job_id, parent_id (the manager).',
      'Do not create or change user accounts, groups or passwords: an administrator invites the user in Odoo and links it to the employee.',
      'Read the employee back and report it. List what is left for people to do: the user account, the contract, the equipment, the first leave allocation.',
    ]),
};
