export const LEAVE = 'hr.leave';
export const LEAVE_TYPE = 'hr.leave.type';

/** What the time off tools need: requests hang on employees. */
export const NEEDS_TIME_OFF = { modules: ['hr', 'hr_holidays'], models: ['hr.employee', LEAVE] };

/** States a request can be in where Odoo does not say: 17 has draft, 18 and 19 have cancel. */
export const LEAVE_STATES = ['draft', 'confirm', 'validate1', 'validate', 'refuse', 'cancel'];
