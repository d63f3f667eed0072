import { describe, expect, it } from 'vitest';
import { classifyFault, odooFault } from './classify.ts';
import type { OdooErrorClass } from './errors.ts';

const DEBUG =
  'Traceback (most recent call last):\n  File "/opt/odoo/odoo/http.py", line 1976, in _transactioning\n' +
  '    return service_model.retrying(func, env=self.env)\n';

/** A fault as Odoo 17 and 18 send it (code 200) or as 19 does (code 0). */
function fault(name: string, message: string, code = 200) {
  return odooFault.parse({
    code,
    message: 'Odoo Server Error',
    data: { name, debug: DEBUG, message, arguments: [message], context: {} },
  });
}

const RULE =
  "Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, Sam Sales (id=8) doesn't have 'read' access to:\n" +
  '- Sales Order (sale.order)\n\nIf you really, really need access, perhaps you can win over your friendly administrator with a batch of freshly baked cookies.';
const RULE_IN_DEBUG_MODE =
  "Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, Sam Sales (id=8) doesn't have 'write' access to:\n" +
  '- Sales Order, S00024 (sale.order: 24, company=Acme)\n\nBlame the following rules:\n- Personal Orders\n\nIf you really, really need access, perhaps you can win over your friendly administrator with a batch of freshly baked cookies.';

const SAMPLES: readonly (readonly [string, ReturnType<typeof fault>, OdooErrorClass, string])[] = [
  [
    'a field without rights (17)',
    fault(
      'odoo.exceptions.AccessError',
      "The requested operation can not be completed due to security restrictions.\n\nDocument type: Contact (res.partner)\nOperation: read\nUser: 8\nFields:\n- credit (allowed for groups 'Technical / Show Accounting Features - Readonly', 'Invoicing / Billing')",
    ),
    'access',
    'You do not have enough rights to access the field(s) credit.',
  ],
  [
    'a field without rights (18)',
    fault(
      'odoo.exceptions.AccessError',
      "You do not have enough rights to access the fields \"credit\" on Contact (res.partner). Please contact your system administrator.\n\nOperation: read\nUser: 8\nFields:\n- credit (allowed for groups 'Technical / Show Accounting Features - Readonly', 'Invoicing / Invoicing')",
    ),
    'access',
    'You do not have enough rights to access the field(s) "credit" on Contact.',
  ],
  [
    'a field without rights (19)',
    fault(
      'odoo.exceptions.AccessError',
      "You do not have enough rights to access the field \"credit\" on Contact (res.partner). Please contact your system administrator.\n\nOperation: read\nUser: 7\nGroups: allowed for groups 'Show Accounting Features - Readonly', 'Accounting / Invoicing'",
      0,
    ),
    'access',
    'You do not have enough rights to access the field(s) "credit" on Contact.',
  ],
  [
    'a private employee field (19)',
    fault(
      'odoo.exceptions.AccessError',
      'The fields “pin”, which you are trying to read, are not available for employee public profiles.',
      0,
    ),
    'access',
    'The fields “pin”, which you are trying to read, are not available for employee public profiles.',
  ],
  [
    'a model without rights (18)',
    fault(
      'odoo.exceptions.AccessError',
      "You are not allowed to access 'System Parameter' (ir.config_parameter) records.\n\nThis operation is allowed for the following groups:\n\t- Administration/Settings\n\nContact your administrator to request access if necessary.",
    ),
    'access',
    "You are not allowed to access 'System Parameter' records.",
  ],
  [
    'a record rule (17)',
    fault('odoo.exceptions.AccessError', RULE),
    'access',
    "Odoo's record rules do not give you 'read' access to these records.",
  ],
  [
    'a record rule with its rules and records named (19)',
    fault('odoo.exceptions.AccessError', RULE_IN_DEBUG_MODE, 0),
    'access',
    "Odoo's record rules do not give you 'write' access to these records.",
  ],
  [
    'a private method (18)',
    fault(
      'odoo.exceptions.AccessError',
      "Private methods (such as 'res.partner._compute_display_name') cannot be called remotely.",
    ),
    'access',
    'Private methods cannot be called remotely.',
  ],
  [
    'a missing record (19)',
    fault(
      'odoo.exceptions.MissingError',
      'Record does not exist or has been deleted.\n(Record: res.partner(99999999,), User: 2)',
      0,
    ),
    'missing',
    'Record does not exist or has been deleted.',
  ],
  [
    'a required field (18)',
    fault(
      'odoo.exceptions.ValidationError',
      'The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires the record being deleted. If possible, archive it instead.\n\nModel: Lead/Opportunity (crm.lead)\nField: Opportunity (name)\n',
    ),
    'validation',
    'The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires the record being deleted. If possible, archive it instead.\nModel: Lead/Opportunity (crm.lead)\nField: Opportunity (name)',
  ],
  [
    'a required field (19)',
    fault(
      'odoo.exceptions.ValidationError',
      "The operation cannot be completed: Missing required value for the field 'Opportunity' (name).\nModel: 'Lead' (crm.lead)\n- create/update: a mandatory field is not set\n",
      0,
    ),
    'validation',
    "The operation cannot be completed: Missing required value for the field 'Opportunity' (name).\nModel: 'Lead' (crm.lead)\n- create/update: a mandatory field is not set",
  ],
  [
    'a constraint (17)',
    fault(
      'odoo.exceptions.ValidationError',
      'The operation cannot be completed: You can not have two users with the same login!',
    ),
    'validation',
    'The operation cannot be completed: You can not have two users with the same login!',
  ],
  [
    'a business rule (18)',
    fault(
      'odoo.exceptions.UserError',
      'You can not delete a sent quotation or a confirmed sales order. You must first cancel it.',
    ),
    'user',
    'You can not delete a sent quotation or a confirmed sales order. You must first cancel it.',
  ],
  [
    'a wrong selection value (18)',
    fault('builtins.ValueError', "Wrong value for res.partner.type: 'bogus'"),
    'validation',
    "Wrong value for res.partner.type: 'bogus'",
  ],
  [
    'an unknown field (19)',
    fault('builtins.KeyError', 'no_such_field', 0),
    'validation',
    'Odoo does not know no_such_field here.',
  ],
  [
    'an unknown argument (17)',
    fault(
      'builtins.TypeError',
      "BaseModel._read_format() got an unexpected keyword argument 'nonsense_kw'",
    ),
    'validation',
    "BaseModel._read_format() got an unexpected keyword argument 'nonsense_kw'",
  ],
  [
    'an unknown method (18)',
    fault('builtins.AttributeError', "The method 'res.partner.no_such_method' does not exist"),
    'missing',
    "The method 'res.partner.no_such_method' does not exist",
  ],
  [
    'a database that is not there (18, web session)',
    fault('odoo.exceptions.AccessError', 'Database not found.'),
    'database',
    'Odoo does not have this database: the one that ODOO_DB or the login names.',
  ],
  [
    'a database that is not there (18, external API)',
    fault(
      'psycopg2.OperationalError',
      'connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "nodb" does not exist\n',
    ),
    'database',
    'Odoo does not have this database: the one that ODOO_DB or the login names.',
  ],
  [
    'a database that is down (18)',
    fault(
      'psycopg2.OperationalError',
      'connection to server at "10.1.2.3", port 5432 failed: Connection refused\n',
    ),
    'connection',
    'Odoo cannot reach its database at the moment.',
  ],
  [
    'a row that breaks a type (17)',
    fault(
      'psycopg2.errors.InvalidTextRepresentation',
      'invalid input syntax for type integer: "secret"\nLINE 1: SELECT "res_partner"."id" FROM "res_partner"',
    ),
    'validation',
    'The database refused the values: a constraint, a type or a reference does not hold.',
  ],
  [
    'a refused credential (18)',
    fault('odoo.exceptions.AccessDenied', 'Access Denied'),
    'auth',
    'Odoo no longer accepts this credential. Log in again.',
  ],
  [
    'an expired session (18)',
    fault('odoo.http.SessionExpiredException', 'Session expired', 100),
    'session_expired',
    'The Odoo session has expired. Log in again.',
  ],
  [
    'a crash (18)',
    fault('builtins.ZeroDivisionError', 'float division by zero'),
    'internal',
    'Odoo failed while carrying out the call.',
  ],
];

describe('what Odoo answers', () => {
  it.each(SAMPLES)('%s', (_case, sample, errorClass, text) => {
    const error = classifyFault(sample, 'res.partner');
    expect(error).toMatchObject({ class: errorClass, message: text });
  });

  it.each([
    ['17', fault('builtins.KeyError', 'no.such.model')],
    ['18', fault('werkzeug.exceptions.NotFound', '404 Not Found: The requested URL …')],
    ['external API', fault('odoo.exceptions.UserError', "Object no.such.model doesn't exist")],
  ])('an unknown model reads the same in every dialect (%s)', (_dialect, sample) => {
    const error = classifyFault(sample, 'no.such.model');
    expect(error.class).toBe('missing');
    expect(error.message).toMatch(/^Model 'no\.such\.model' does not exist/);
  });

  it('a fault without any detail is an internal error that may have taken effect', () => {
    expect(classifyFault({})).toMatchObject({ class: 'internal', outcome: 'unknown' });
  });

  it('an answer that Odoo cannot write comes after the call, which may have taken effect', () => {
    const unwritten = fault(
      'builtins.TypeError',
      'keys must be str, int, float, bool or None, not hr.employee',
    );
    expect(classifyFault(unwritten)).toMatchObject({ class: 'validation', outcome: 'unknown' });
    const refused = fault('builtins.TypeError', 'unhashable type');
    expect(classifyFault(refused)).toMatchObject({ class: 'validation', outcome: 'refused' });
  });

  it('never shows the traceback, even when it is all there is', () => {
    const error = classifyFault(fault('odoo.exceptions.UserError', DEBUG));
    expect(error.message).toBe('Odoo refused the operation.');
  });
});
