import { expect, test } from 'vitest';
import { warningsOf } from '../config-directory.fixture.ts';

const about = (warnings: readonly string[]) =>
  warnings
    .filter((warning) => warning.includes('nobody has the group'))
    .map((warning) => warning.replace(/: write the XML id .*/, ''));

test.each<[string, string, string]>([
  ['model_access', 'group_access: {Sales / User: {sale.order: {operations: [read]}}}', '1:16'],
  ['rbac', 'tool_group_requirements: {delete_record: salesmen}', '1:42'],
  ['rbac', 'operation_group_requirements: {unlink: [base.group_system, salesmen]}', '1:60'],
  ['rbac', 'sensitive_fields: {sale.order: {fields: [margin], required_group: salesmen}}', '1:67'],
  ['rbac', 'sensitive_fields: {sale.order: {margin: {required_group: salesmen}}}', '1:58'],
  ['rbac', 'field_group_overrides: {sale.order: {margin: {read: salesmen}}}', '1:53'],
  ['rbac', 'record_rules: {x.y: [{domain: [[id, ">", 1]], groups: [salesmen]}]}', '1:56'],
  ['rbac', 'record_rules: {x.y: [{domain: [[id, ">", 1]], except_groups: salesmen}]}', '1:62'],
  ['gateway', 'auth: {required_group: salesmen}', '1:24'],
  ['gateway', 'limits: {budgets: [{count: true, per: day, max: 1, groups: salesmen}]}', '1:60'],
])('a group of %s that nobody can have is pointed out: %s', (file, text, place) => {
  const group = text.includes('salesmen') ? 'salesmen' : 'Sales / User';
  expect(about(warningsOf({ [file]: text }))).toEqual([
    `config/${file}.yaml:${place} nobody has the group "${group}"`,
  ]);
});

test.each([
  ['the XML id of an Odoo group', '{}', 'sales_team.group_sale_salesman'],
  [
    'the word of a token',
    `identity: {tokens: [{name: a, sha256: ${'a'.repeat(64)}, groups: [mine]}]}`,
    'mine',
  ],
  ['the word of the person on stdio', 'identity: {stdio: {groups: [mine]}}', 'mine'],
  ['the word of who comes without a credential', 'identity: {anonymous: {groups: [mine]}}', 'mine'],
])('%s is not', (_what, gateway, group) => {
  const rbac = `operation_group_requirements: {unlink: ${group}}`;
  expect(about(warningsOf({ rbac, gateway }))).toEqual([]);
});

test('nor is what the built-in files say', () => {
  expect(about(warningsOf({}))).toEqual([]);
});
