import { describe, expect, test } from 'vitest';
import { policyOf, refusal } from '../config-directory.fixture.ts';
import type { FieldName, ModelName } from '../names.ts';

const access = (text: string) => policyOf({ model_access: text }).access;
const refused = (text: string) =>
  refusal({ model_access: text }).map((line) => line.replace('config/model_access.yaml:', ''));
const model = (name: string) => name as ModelName;

describe('every key', () => {
  test('default_policy, redaction and the two caps', () => {
    expect(
      access('default_policy: allow\nredaction: omit\nmax_records: 7\nmax_response_bytes: 2048\n'),
    ).toMatchObject({
      defaultPolicy: 'allow',
      redaction: 'omit',
      maxRecords: 7,
      maxResponseBytes: 2048,
    });
    expect(access('{}')).toMatchObject({
      defaultPolicy: 'deny',
      redaction: 'mask',
      maxRecords: 500,
      maxResponseBytes: 1_048_576,
    });
  });

  test('stock_models and custom_models fill the same tiers', () => {
    const { tiers } = access(
      'stock_models: {full_crud: [a.a], admin_only: [c.c]}\ncustom_models: {read_only: [x_b.b]}\n',
    );
    expect([...tiers]).toEqual([
      ['a.a', 'full_crud'],
      ['c.c', 'admin_only'],
      ['x_b.b', 'read_only'],
    ]);
  });

  test('allowed_methods and sensitive_fields', () => {
    const { allowedMethods, sensitiveFields } = access(
      'allowed_methods: {a.b: [go, stop]}\nsensitive_fields: {a.b: [x, y]}\n',
    );
    expect(allowedMethods.get(model('a.b'))).toEqual(new Set(['go', 'stop']));
    expect(sensitiveFields.get(model('a.b'))).toEqual(new Set(['x', 'y']));
  });

  test('portal_models is contacts unless given, and an empty list means none', () => {
    expect(access('{}').portalModels).toEqual(new Set(['res.partner']));
    expect(access('portal_models: [a.b]').portalModels).toEqual(new Set(['a.b']));
    expect(access('portal_models: []').portalModels.size).toBe(0);
  });

  test('admin', () => {
    expect(access('admin: {unlisted_models: deny}').admin).toEqual({
      unlistedModels: 'deny',
      unlistedMethods: 'deny',
    });
    expect(access('admin: {unlisted_methods: allow}').admin).toEqual({
      unlistedModels: 'read',
      unlistedMethods: 'allow',
    });
  });

  test('group_access grants by group, with search following read', () => {
    const [grant, other] = access(`
group_access:
  sales:
    hr.*: {operations: [read, write], methods: [go], fields: {read: [name, work_*], write: [name]}}
    a.b: {operations: [unlink], fields: {read: [a, b], search: [a]}}
`).groupAccess;
    expect(grant).toMatchObject({
      group: 'sales',
      operations: new Set(['read', 'write']),
      methods: new Set(['go']),
      rule: 'model_access.yaml:group_access.sales.hr.*',
    });
    expect(grant?.models.matches(model('hr.employee'))).toBe(true);
    expect(grant?.fields?.search?.matches('work_email' as FieldName)).toBe(true);
    expect(grant?.fields?.write?.matches('work_email' as FieldName)).toBe(false);
    expect(other?.fields?.search?.matches('b' as FieldName)).toBe(false);
    expect(other?.fields).not.toHaveProperty('write');
  });

  test('traversable_fields and hidden_labels replace what they are by default', () => {
    const { traversableFields, hiddenLabels } = access(
      'traversable_fields: {res.users: [name]}\nhidden_labels: ["a.*"]\n',
    );
    expect([...traversableFields]).toEqual([['res.users', new Set(['name'])]]);
    expect(hiddenLabels.matches(model('a.b'))).toBe(true);
    expect(hiddenLabels.matches(model('res.partner.bank'))).toBe(false);
  });
});

test.each([
  ['default_polcy: deny', '1:1 unknown key "default_polcy": did you mean "default_policy"?'],
  ['default_policy: alow', '1:17 expected one of deny, allow: did you mean "allow"?'],
  [
    'stock_models:\n  full_crud:\n',
    '2:13 expected a list, found nothing: write [] for an empty list',
  ],
  [
    'stock_models: [a.b]',
    '1:15 expected a mapping, found a list: write it under one of full_crud, read_only, admin_only',
  ],
  ['stock_models: {fullcrud: []}', '1:16 unknown key "fullcrud": did you mean "full_crud"?'],
  [
    'stock_models: {full_crud: [Res.Partner]}',
    '1:28 "Res.Partner" is not a model name: did you mean "res.partner"?',
  ],
  [
    'stock_models: {full_crud: ["res.partner\\n"]}',
    '1:28 "res.partner\\n" is not a model name: did you mean "res.partner"?',
  ],
  [
    'stock_models: {full_crud: ["hr.*"]}',
    '1:28 "hr.*" is not a model name: lower-case letters, digits and "_" only, exactly as Odoo spells it',
  ],
  ['stock_models: {full_crud: [17]}', '1:28 expected text, found a number'],
  ['allowed_methods: {a.b: [doIt]}', '1:25 "doIt" is not a method name: did you mean "doit"?'],
  ['allowed_methods: {a.b: go}', '1:24 expected a list, found text: put it in brackets, [ ]'],
  [
    'sensitive_fields: {a.b: ["user_id.login"]}',
    '1:26 "user_id.login" is not a field name: lower-case letters, digits and "_" only, exactly as Odoo spells it',
  ],
  ['sensitive_fields: {"A.B": [x]}', '1:20 "A.B" is not a model name: did you mean "a.b"?'],
  ['max_records: 0', '1:14 must be at least 1'],
  ['max_records: 10001', '1:14 must be at most 10000'],
  ['max_records: 1.5', '1:14 expected a whole number, found a number'],
  ['max_records: "5"', '1:14 expected a number, found text'],
  ['max_response_bytes: 1', '1:21 must be at least 1024'],
  ['redaction: hide', '1:12 expected one of mask, omit'],
  [
    'admin: {unlisted_models: raed}',
    '1:26 expected one of deny, read, allow: did you mean "read"?',
  ],
  [
    'group_access: {g: {"*": {operations: [read]}}}',
    '1:20 "*" would grant models nobody has named: begin with the family you mean, such as "sale.*", or list the models',
  ],
  [
    'group_access: {g: {"*.line": {operations: [read]}}}',
    '1:20 "*.line" would grant models nobody has named: begin with the family you mean, such as "sale.*", or list the models',
  ],
  [
    'group_access: {g: {"hr.**": {operations: [read]}}}',
    '1:20 "hr.**" is not a pattern: it contains "**": one "*" already crosses dots',
  ],
  [
    'group_access: {g: {a.b: {operations: [delete]}}}',
    '1:39 expected one of read, create, write, unlink, read_messages, post_message, read_attachments, print_report',
  ],
  [
    'group_access: {g: {a.b: {}}}',
    '1:25 grants nothing: name operations (read, create, write, unlink, read_messages, post_message, read_attachments, print_report) or methods, or remove the entry',
  ],
  [
    'group_access: {g: {a.b: {operations: [read], fields: {raed: [x]}}}}',
    '1:55 unknown key "raed": did you mean "read"?',
  ],
  [
    'group_access: {"": {a.b: {operations: [read]}}}',
    '1:16 an empty group restricts nothing: name a group, or remove the entry; an empty list ([]) means nobody',
  ],
  [
    'record_rules: {}',
    '1:1 "record_rules" is not supported by this version: move record_rules to rbac.yaml',
  ],
])('%s is refused', (text, problem) => {
  expect(refused(text)).toEqual([problem]);
});

test('every mistake is reported at once, in the order of the lines', () => {
  expect(
    refused('redaction: x\nmax_records: 0\nnope: 1\n').map((line) => line.split(' ')[0]),
  ).toEqual(['1:12', '2:14', '3:1']);
});
