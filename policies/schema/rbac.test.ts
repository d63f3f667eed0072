import { describe, expect, test } from 'vitest';
import { policyOf, refusal } from '../config-directory.fixture.ts';
import type { FieldName, ModelName } from '../names.ts';

const rbac = (text: string) => policyOf({ rbac: text }).rbac;
const refused = (text: string) =>
  refusal({ rbac: text }).map((line) => line.replace('config/rbac.yaml:', ''));
const rights = (text: string, field: string) =>
  rbac(text)
    .fieldGroups.get('a.b' as ModelName)
    ?.get(field as FieldName);

describe('every key', () => {
  test('tool_group_requirements: a list, one group, or nobody', () => {
    const { toolGroups } = rbac('tool_group_requirements: {one: [a, b], two: c, none: []}');
    expect([...toolGroups]).toEqual([
      ['one', ['a', 'b']],
      ['two', ['c']],
      ['none', []],
    ]);
  });

  test('operation_group_requirements', () => {
    const { operationGroups } = rbac(
      'operation_group_requirements: {read: [r], create: c, write: [], unlink: [u], call: [x]}',
    );
    expect([...operationGroups]).toEqual([
      ['read', ['r']],
      ['create', ['c']],
      ['write', []],
      ['unlink', ['u']],
      ['call', ['x']],
    ]);
  });

  test('sensitive_fields in both spellings need the group for every right', () => {
    const requirement = [{ anyOf: ['hr'], rule: 'rbac.yaml:sensitive_fields.a.b.x' }];
    const all = { read: requirement, search: requirement, write: requirement };
    expect(rights('sensitive_fields: {a.b: {fields: [x], required_group: hr}}', 'x')).toEqual(all);
    expect(rights('sensitive_fields: {a.b: {x: {required_group: hr}}}', 'x')).toEqual(all);
    expect(rights('sensitive_fields: {a.b: {x: {required_group: [hr, boss]}}}', 'x')).toMatchObject(
      {
        read: [{ anyOf: ['hr', 'boss'] }],
      },
    );
  });

  test('a field called "fields" is still a field', () => {
    expect(
      rights('sensitive_fields: {a.b: {fields: {required_group: hr}}}', 'fields'),
    ).toMatchObject({
      read: [{ anyOf: ['hr'] }],
    });
  });

  test('field_group_overrides: search follows read unless given', () => {
    const override = (needs: string) => rights(`field_group_overrides: {a.b: {x: ${needs}}}`, 'x');
    const rule = (right: string) => `rbac.yaml:field_group_overrides.a.b.x.${right}`;
    expect(override('{read: r, write: [w, v]}')).toEqual({
      read: [{ anyOf: ['r'], rule: rule('read') }],
      search: [{ anyOf: ['r'], rule: rule('read') }],
      write: [{ anyOf: ['w', 'v'], rule: rule('write') }],
    });
    expect(override('{read: r, search: s}')?.search).toEqual([
      { anyOf: ['s'], rule: rule('search') },
    ]);
    expect(override('{write: w}')).toMatchObject({ read: [], search: [] });
  });

  test('both together add up', () => {
    const text =
      'sensitive_fields: {a.b: {x: {required_group: one}}}\nfield_group_overrides: {a.b: {x: {read: two}}}\n';
    expect(rights(text, 'x')?.read.map(({ anyOf }) => anyOf)).toEqual([['one'], ['two']]);
  });
});

const EMPTY =
  'an empty group restricts nothing: name a group, or remove the entry; an empty list ([]) means nobody';

test.each([
  [
    'tool_group_requirement: {}',
    '1:1 unknown key "tool_group_requirement": did you mean "tool_group_requirements"?',
  ],
  ['tool_group_requirements: {"a b": [g]}', '1:27 the value is not a tool name'],
  ['tool_group_requirements: {t: 5}', '1:30 expected a group or a list of groups'],
  ['tool_group_requirements: {t: ""}', `1:30 ${EMPTY}`],
  ['tool_group_requirements: {t: [a, ""]}', `1:34 ${EMPTY}`],
  [
    'tool_group_requirements: {t: [" a"]}',
    '1:31 " a" is not a group name: write it without spaces around it',
  ],
  [
    'operation_group_requirements: {delete: [g]}',
    '1:32 unknown key "delete": did you mean "unlink"?',
  ],
  ['sensitive_fields: {a.b: {fields: [x], required_group: ""}}', `1:55 ${EMPTY}`],
  ['sensitive_fields: {a.b: {x: {required_group: ""}}}', `1:46 ${EMPTY}`],
  ['sensitive_fields: {a.b: {fields: [x]}}', '1:20 "required_group" is missing'],
  [
    'sensitive_fields: {a.b: {fields: [X], required_group: g}}',
    '1:35 "X" is not a field name: did you mean "x"?',
  ],
  ['sensitive_fields: {a.b: {x: {group: g}}}', '1:26 "required_group" is missing'],
  ['sensitive_fields: {a.b: [x]}', '1:25 expected a mapping'],
  ['field_group_overrides: {a.b: {x: {raed: g}}}', '1:35 unknown key "raed": did you mean "read"?'],
  [
    'field_group_overrides: {a.b: {x: {}}}',
    '1:34 requires nothing: name a group for read, search or write, or remove the entry',
  ],
  [
    'field_group_overrides: {a.b: {x: g}}',
    '1:34 expected a mapping, found text: write it under one of read, search, write',
  ],
  ['confirm: [{}]', '1:11 names no change: name operations, models, methods or min_records'],
  [
    'confirm: [{operations: [read]}]',
    '1:25 expected one of create, write, unlink, call, post_message',
  ],
  ['confirm: [{min_records: 0}]', '1:25 must be at least 1'],
  [
    'record_rules: {a.b: [{domain: []}]}',
    '1:31 the domain narrows nothing: write the condition the records must meet',
  ],
  [
    "record_rules: {a.b: [{domain: [[x, '=', $me]]}]}",
    '1:31 "$me" is no variable: write one of $uid, $partner_id, $company_ids',
  ],
  [
    "record_rules: {a.b: [{domain: [[x, '=', $company_ids]]}]}",
    "1:31 $company_ids is a list: compare it with 'in' or 'not in'",
  ],
  [
    "record_rules: {a.b: [{domain: ['|', [x, '=', 1]]}]}",
    "1:31 '|' is not followed by enough conditions: write it as in [[user_id, '=', $uid]]",
  ],
  [
    "record_rules: {a.b: [{domain: [[x, '=', 1]], groups: []}]}",
    '1:54 binds nobody: name the groups it binds, or leave groups out to bind everybody',
  ],
])('%s is refused', (text, problem) => {
  expect(refused(text)).toContain(problem);
});
