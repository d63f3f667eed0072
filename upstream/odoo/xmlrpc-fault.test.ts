import { describe, expect, it } from 'vitest';
import type { OdooErrorClass } from './errors.ts';
import { readFault } from './xmlrpc-fault.ts';

const HEADER = 'Traceback (most recent call last):\n';
const FRAMES =
  '  File "/opt/odoo/odoo/service/model.py", line 133, in retrying\n    result = func()\n             ^^^^^^\n' +
  '  File "/opt/odoo/odoo/api.py", line 461, in call_kw\n    raise AttributeError(f"The method \'{name}\' does not exist")\n';
const traceback = (ending: string) => `${HEADER}${FRAMES}${ending}\n`;

const WRITER =
  '  File "/opt/odoo/odoo/addons/base/controllers/rpc.py", line 128, in _xmlrpc\n    return xmlrpc.client.dumps((result,), methodresponse=1, allow_none=False)\n' +
  '  File "/usr/lib/python3.11/xmlrpc/client.py", line 514, in dumps\n    dump(v, write)\n';
const dump = (line: string, method: string) =>
  `  File "/usr/lib/python3.11/xmlrpc/client.py", line 536, in __dump\n    f(self, value, write)\n  File "/usr/lib/python3.11/xmlrpc/client.py", line ${line}, in ${method}\n`;
const NIL = 'TypeError: cannot marshal None unless allow_none is enabled\n';
const RAISE_NIL = '    raise TypeError("cannot marshal None unless allow_none is enabled")\n';
const NONE = `${HEADER}${WRITER}${dump('540', 'dump_nil')}${RAISE_NIL}${NIL}`;

/** Faults as Odoo 17, 18 and 19 answer them: code, text, class, and what a client is told. */
const FAULTS: readonly (readonly [string, number, string, OdooErrorClass, RegExp])[] = [
  [
    'a field without rights (17)',
    4,
    "The requested operation can not be completed due to security restrictions.\n\nDocument type: Contact (res.partner)\nOperation: read\nUser: 8\nFields:\n- credit (allowed for groups 'Technical / Show Accounting Features - Readonly', 'Invoicing / Billing')",
    'access',
    /^You do not have enough rights to access the field\(s\) credit\.$/,
  ],
  [
    'a model without rights (18)',
    4,
    "You are not allowed to access 'System Parameter' (ir.config_parameter) records.\n\nThis operation is allowed for the following groups:\n\t- Administration/Settings\n\nContact your administrator to request access if necessary.",
    'access',
    /^You are not allowed to access 'System Parameter' records\.$/,
  ],
  [
    'a record rule (19)',
    4,
    "Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, Sam Sales (id=7) doesn't have 'read' access to:\n- Sales Order (sale.order)\n\nIf you really, really need access, perhaps you can win over your friendly administrator with a batch of freshly baked cookies.",
    'access',
    /^Odoo's record rules do not give you 'read' access to these records\.$/,
  ],
  [
    'a private method (17)',
    4,
    'Private methods (such as _compute_display_name) cannot be called remotely.',
    'access',
    /^Private methods cannot be called remotely\.$/,
  ],
  ['a wrong password', 3, 'Access Denied', 'auth', /no longer accepts/],
  [
    'a missing record',
    2,
    'Record does not exist or has been deleted.\n(Record: res.partner(99999999,), User: 2)',
    'missing',
    /^Record does not exist or has been deleted\.$/,
  ],
  [
    'a missing record in French',
    2,
    "L'enregistrement n'existe pas ou a été supprimé.\n(Enregistrement : res.partner(5, 6), Utilisateur : 2)",
    'missing',
    /supprimé/,
  ],
  ['an unknown model', 2, "Object no.such.model doesn't exist", 'missing', /does not exist/],
  [
    'a confirmed order that is deleted',
    2,
    'You can not delete a sent quotation or a confirmed sales order. You must first cancel it.',
    'user',
    /^You can not delete a sent quotation/,
  ],
  [
    'a second user with the login',
    2,
    'The operation cannot be completed: You can not have two users with the same login!',
    'validation',
    /two users with the same login/,
  ],
  [
    'a partner above itself',
    2,
    'You cannot create recursive Partner hierarchies.',
    'validation',
    /recursive/,
  ],
  [
    'a required field (18)',
    2,
    'The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires the record being deleted. If possible, archive it instead.\n\nModel: Lead/Opportunity (crm.lead)\nField: Opportunity (name)\n',
    'validation',
    /mandatory field/,
  ],
  [
    'an unknown keyword',
    1,
    traceback(
      "TypeError: BaseModel._read_format() got an unexpected keyword argument 'nonsense_kw'",
    ),
    'validation',
    /^BaseModel\._read_format\(\) got an unexpected keyword argument 'nonsense_kw'$/,
  ],
  [
    'an unknown field',
    1,
    traceback("ValueError: Invalid field 'no_such_field' on model 'res.partner'"),
    'validation',
    /^Invalid field 'no_such_field' on model 'res\.partner'$/,
  ],
  [
    'an unknown field that is written (19)',
    1,
    traceback("KeyError: 'no_such_field'"),
    'validation',
    /^Odoo does not know no_such_field here\.$/,
  ],
  [
    'a domain that is none (17)',
    1,
    traceback(
      "AssertionError: Domains to normalize must have a 'domain' form: a list or tuple of domain components",
    ),
    'validation',
    /^Domains to normalize/,
  ],
  [
    'an unknown method (18)',
    1,
    traceback("AttributeError: The method 'res.partner.no_such' does not exist"),
    'missing',
    /^The method 'res\.partner\.no_such' does not exist$/,
  ],
  [
    'an error with a cause',
    1,
    `${traceback("KeyError: 'x'")}\nThe above exception was the direct cause of the following exception:\n\n${traceback("ValueError: Invalid field 'x' on 'res.partner'")}`,
    'validation',
    /^Invalid field 'x' on 'res\.partner'$/,
  ],
  [
    'another database',
    1,
    traceback(
      'psycopg2.OperationalError: connection to server on socket "/run/.s.PGSQL.5432" failed: FATAL:  database "nodb" does not exist\n',
    ),
    'database',
    /^Odoo does not have this database: the one that ODOO_DB or the login names\.$/,
  ],
  [
    'an unknown service method',
    1,
    traceback('NameError: Method not available nosuch'),
    'internal',
    /^Odoo failed/,
  ],
  ['a traceback without an end', 1, `${HEADER}${FRAMES}`, 'internal', /^Odoo failed/],
  ['a text of its own', 1, 'secret', 'internal', /^Odoo failed/],
  ['a code that Odoo has not', 9, 'secret', 'internal', /^Odoo failed/],
];

describe('an XML-RPC fault', () => {
  it.each(FAULTS)(
    '%s has the class and text of JSON-RPC',
    (_case, code, text, errorClass, said) => {
      expect(readFault(code, text, 'no.such.model')).toMatchObject({
        kind: 'error',
        error: { class: errorClass, message: expect.stringMatching(said) },
      });
    },
  );

  it('of the writer that met nothing is the answer nothing', () => {
    expect(readFault(1, NONE)).toEqual({ kind: 'none' });
  });

  it.each([
    [
      'a map with number keys',
      `${HEADER}${WRITER}${dump('605', 'dump_struct')}    raise TypeError("dictionary key must be string")\nTypeError: dictionary key must be string\n`,
    ],
    [
      'nothing inside of a list',
      `${HEADER}${WRITER}${dump('590', 'dump_array')}    dump(v, write)\n${dump('540', 'dump_nil')}${RAISE_NIL}${NIL}`,
    ],
    [
      'a whole number over 32 bits',
      `${HEADER}${WRITER}${dump('550', 'dump_long')}    raise OverflowError("int exceeds XML-RPC limits")\nOverflowError: int exceeds XML-RPC limits\n`,
    ],
  ])('of the writer that met %s says that the call was carried out', (_case, text) => {
    expect(readFault(1, text)).toEqual({ kind: 'unwritable' });
  });

  it('whose message looks like one of the writer is an error all the same', () => {
    const forged = traceback(`ValueError: Wrong value: x\n${NONE.trimEnd()}`);
    expect(readFault(1, forged).kind).toBe('error');
    const chained = `${traceback('ValueError: x')}\nDuring handling of the above exception, another exception occurred:\n\n${NONE}`;
    expect(readFault(1, chained).kind).toBe('error');
    expect(readFault(2, NONE).kind).toBe('error');
  });
});
