import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Obligation } from '../decision.ts';
import type { FieldName, ModelName } from '../names.ts';
import type { Operation } from '../operation.ts';
import { MAX_ERROR_CHARACTERS, sanitiseErrorText, WITHHELD_ERROR } from './error-text.ts';

const partner = 'res.partner' as ModelName;
const operation: Operation = {
  kind: 'search_read',
  model: partner,
  domain: [
    ['ref', '=', 'ABC-2024'],
    ['country_id.code', '=', 'BE'],
  ],
  fields: ['name', 'vat'],
  limit: 99999,
};
const obligation: Obligation = {
  ...{ kind: 'records', model: partner, visible: new Map(), masked: ['vat' as FieldName] },
  ...{ redaction: 'mask', maxRecords: 10 },
};
const shown = (text: string) =>
  sanitiseErrorText(text, [{ operation, obligation, mentionsHidden: () => false }]);

describe('error texts of the server behind', () => {
  it.each([
    'You can not delete a sent quotation or a confirmed sales order. You must first cancel it.',
    'You cannot create recursive Partner hierarchies.',
    'Session expired: call login again.',
    'Invalid arguments. values: name at least one field',
    'record_id: must be above 0, and below 500 of them',
    "Private methods can't be called; use search_read, and domain, instead.",
    "You do not have 'write' access to res.partner.",
    'The limit 99999 is too high for res.partner.',
    'No record has the ref "ABC-2024".',
    'Unknown field country_id.code in the domain.',
  ])('keeps %j', (text) => {
    expect(shown(text)).toBe(text);
  });

  it.each([
    [
      "Missing required value for the field 'Opportunity' (name).\nModel: 'Lead' (crm.lead)\n- create/update: a mandatory field is not set",
      "Missing required value for the field '…' (name).\nModel: '…' (…)",
    ],
    [
      'Record does not exist or has been deleted.\n(Record: res.partner(99999999,), User: 2)',
      'Record does not exist or has been deleted.',
    ],
    [
      "You are not allowed to access 'System Parameter' (ir.config_parameter) records.\n\nThis operation is allowed for the following groups:\n\t- Role / Administrator",
      "You are not allowed to access '…' (…) records.",
    ],
    [
      "Sorry, Joel Willis (id=6) doesn't have 'read' access to:\n- Contact (res.partner)\n\nIf you really, really need access, ask",
      "The user does not have 'read' access to:",
    ],
    [
      'The operation cannot be completed: another model requires it.\nModel: Lead (crm.lead)\nConstraint: crm_lead_partner_id_fkey',
      'The operation cannot be completed: another model requires it.\nModel: Lead (…)',
    ],
    [
      'Key (barcode) of hr_employee_barcode_uniq already exists.',
      'Key (barcode) of … already exists.',
    ],
    [
      'The employee earns 4.200,50 EUR and lives at joel@example.com.',
      'The employee earns … EUR and lives at ….',
    ],
    ['Cannot reach http://10.0.0.7:8069/jsonrpc now', 'Cannot reach … now'],
    [
      'Connection to localhost:5432 and 10.1.2.3 refused by odoo.internal',
      'Connection to … and … refused by …',
    ],
    ['Call +32 470 12 34 56 before 2026-01-31', 'Call … before …'],
    ['It costs 1,234,567 in all', 'It costs … in all'],
    ['Failed in /opt/odoo/addons/sale/models.py today', 'Failed in … today'],
    ['Oops.\nTraceback (most recent call last):\n  File "/x.py", line 1', 'Oops.'],
    ['Bad query. SELECT "id" FROM res_partner WHERE vat = 1', 'Bad query.'],
    ['duplicate key\nDETAIL: Key (login)=(demo) already exists.', 'duplicate key'],
    ['Denied\u001b[31m red\u001b[0m \u202eright\u202c to\u200bo\u0000', 'Denied red right too'],
    ['The token sk_live_Ab12Cd34 is wrong', 'The token … is wrong'],
    ['Key AbCdEfGhIj rejected', 'Key … rejected'],
    ['It said “Jane Roe”, then «gone»', 'It said “…”, then «…»'],
  ])('turns %j into %j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t '],
    ['JSON', '{"records": [{"name": "Azure"}]}'],
    ['a Python literal', "Found: [('Azure', 9)]"],
    ['pairs', '"name": "Azure"'],
    ['markup', 'See <b>Azure</b>'],
    ['a masked field', 'Wrong value for VAT of somebody'],
    ['nothing but values', '12345678 a@b.example'],
  ])('shows none of a text with %s', (_, text) => {
    expect(shown(text)).toBe(WITHHELD_ERROR);
  });

  it('cuts long texts', () => {
    const text = 'It went on and on. '.repeat(200);
    expect(shown(text)).toHaveLength(MAX_ERROR_CHARACTERS);
  });

  it('never throws and leaves no quoted text, code or number of the server', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', "'", '\n', ' ', '/', '@', '(', '{', 'SELECT a FROM ', 'User: 7'),
      fc.constantFrom(
        ' K3Y-99817 ',
        ' "Jane Roe" ',
        " 'Jane Roe' ",
        ' 48151623 ',
        ' k@ey.example ',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = shown(pieces.join(' '));
        expect(text.length).toBeLessThanOrEqual(MAX_ERROR_CHARACTERS);
        expect(text).not.toMatch(/99817|48151623|ey\.example/);
      }),
      { numRuns: 400 },
    );
  });

  it('stays quick on hostile input', () => {
    for (const text of [
      '"'.repeat(9_000),
      "' ".repeat(9_000),
      '/a'.repeat(9_000),
      'SELECT '.repeat(2_000),
    ])
      expect(shown(text).length).toBeLessThanOrEqual(MAX_ERROR_CHARACTERS);
  });
});
