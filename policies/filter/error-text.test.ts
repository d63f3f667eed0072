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
    'The address in ODOO_URL does not answer like an Odoo server (HTTP 404).',
    'This Odoo has several databases. Set ODOO_DB to the database to use.',
    'Odoo cannot be reached (DEPTH_ZERO_SELF_SIGNED_CERT).',
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

  it.each([
    'Traceback (most recent call last): one two\nthree four',
    'SELECT one,\n two FROM there and more words',
    'insert  into there and more',
    'UPDATE "there" SET one two',
    'update  there  set one two',
    'Delete  from there and more',
    '\n DETAIL: one two\nthree',
    '\nHINT: one two',
    '\nCONTEXT: one two',
    '\nQUERY: one two',
    '\nSTATEMENT: one two',
    '\nLINE 12: one two\nthree four',
    'This operation is allowed for the following groups: one\n two three',
    'This restriction is due to the following rules: one\n two three',
    'Please contact your system administrator about one\n two',
    'contact your administrator about one',
    'If you really, really need access one\ntwo',
    '\n    at Object.run (one two)\nthree four',
    '\nat run(one two)\nthree',
  ])('ends where internals begin: %j', (tail) => {
    expect(shown(`It failed. ${tail}`)).toBe('It failed.');
  });

  it.each([
    'Update the order, set a date',
    'See the HINT: it is plain.',
    'It happened\nat noon',
    'The User: Jane failed',
    'He said Sorry, Jane doesn’t have it',
    'Jane - Roe and more',
    'It is done (by Jane) and dusted',
    'It said [nothing] of note',
    'ab. and ...ab.. and e.g. this',
  ])('does not take %j for internals', (text) => {
    expect(shown(text)).toBe(text);
  });

  it.each([
    ['(Record: one two, User: 12) ', ''],
    ['(Records: one (two), User: 7) ', ''],
    ['(allowed for groups Sales / User) ', ''],
    ['(id=12) ', ''],
    ['(id=7) ', ''],
    ['a_b_fkey ', '… '],
    ['a_pkey ', '… '],
    ['a_b_c_uniq ', '… '],
    ['c_excl ', '… '],
    ['HTTPS://a.example/x?y=z, ', '… '],
    ['ftp+ssh://b ', '… '],
    ['localhost ', '… '],
    ['192.168.100.200:8069 ', '… '],
    ['<odoo.models.Base object at 0x7f3a9c> ', '… '],
    ['File "/x y.py", line 12, in foo ', '… '],
    ['File "/x y.py", in foo ', '… '],
    ['File "x" ', '… '],
    ['/opt/odoo-17/a@b/x.py ', '… '],
    ['/a/ ', '… '],
    ['C:\\Odoo\\x.py ', '… '],
  ])('leaves %j out of the middle of a sentence', (part, left) => {
    expect(shown(`Then ${part}it failed`)).toBe(`Then ${left}it failed`);
  });

  it.each([
    ' User: Jane Roe ',
    'Groups: Sales',
    'Record: one two',
    'Records: one two',
    'Operation: read it',
    'Constraint: one two',
    ' - Jane Roe',
    '\t* John Roe',
  ])('leaves the line %j out', (line) => {
    expect(shown(`It failed\n${line}\nand stayed`)).toBe('It failed\nand stayed');
  });

  it.each([
    ["Sorry, Jane Roe the first doesn't have access", 'The user does not have access'],
    ['One   two \n \n  three\n\n\nfour', 'One two\nthree\nfour'],
    ['one\rtwo\r\nthree\tfour', 'one\ntwo\nthree four'],
    ['be\u001b[0;31mred\u009b1mblue\u001bMup\u001b', 'beredblueup'],
    ['soft\u00adhyphen \ue000private', 'softhyphen private'],
    ['\ufb01ne … fine', 'fine … fine'],
    ['It’s Jane’s “own” word', 'It’s Jane’s “…” word'],
    ['See "" and "name" and "country_id"', 'See "" and "name" and "country_id"'],
    ['See "too_long_a_name_for_any_field_of_any_model"', 'See "…"'],
    ['so x_1 a_b a1_b22 a_b_c abc123_d ab_', 'so … a_b a1_b22 a_b_c … …'],
    ['so 12 and 123 and 1234 and 1.5 and 3,4', 'so 12 and 123 and … and 1.5 and 3,4'],
    ['so 99999 and 99999 99999 and 99999 88888', 'so 99999 and 99999 99999 and …'],
    ['so 12-34-56 and a12 and 12a and 1.5.2', 'so … and … and … and …'],
    ['so 50% and +5 and -7.25% and 5.x and 5%%', 'so 50% and +5 and -7.25% and … and …'],
    ['so a@b and e/f and g=h and m$n and x^y', 'so … and … and … and … and …'],
    ['so a.b and a.B and 1.b', 'so … and … and …'],
    ['so aB and aBcD and ABcD', 'so aB and … and ABcD'],
    [`so ${'x'.repeat(30)} and ${'y'.repeat(31)}`, `so ${'x'.repeat(30)} and …`],
  ])('turns %j into %j, word by word', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    'see [ "x" ]',
    'see [ 7 ]',
    "see [ ('x')",
    'they said "x" : y',
    'see <br/> there',
    'see </p> there',
    'so {x',
    'so x}',
    'I',
    'I I I',
    '…',
    '"Jane"',
  ])('shows nothing of %j, which is no sentence', (text) => {
    expect(shown(text)).toBe(WITHHELD_ERROR);
  });

  it('shows nothing of a text that names what one of the operations hides', () => {
    const of = (...hidden: readonly string[]) =>
      sanitiseErrorText(
        'The wage is wrong.',
        hidden.map((word) => ({
          ...{ operation, obligation: { kind: 'nothing' as const } },
          mentionsHidden: (text: string) => text.includes(word),
        })),
      );
    expect(of()).toBe('The wage is wrong.');
    expect(of('salary')).toBe('The wage is wrong.');
    expect(of('salary', 'wage')).toBe(WITHHELD_ERROR);
    expect(of('wage', 'salary')).toBe(WITHHELD_ERROR);
  });

  it('shows a text of the greatest length whole, and reads no more than that of a page', () => {
    const whole = 'word '.repeat(120).trim().padEnd(MAX_ERROR_CHARACTERS, 's');
    expect(shown(whole)).toBe(whole);
    expect(shown(`${whole}s`)).toBe(`${whole.slice(0, -1)}…`);
    const late = `${'\u200b'.repeat(8_000)}It failed.`;
    expect(shown(late)).toBe(WITHHELD_ERROR);
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
