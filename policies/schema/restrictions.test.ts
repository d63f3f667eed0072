import { expect, test } from 'vitest';
import { policyOf, refusal } from '../config-directory.fixture.ts';
import type { FieldName, MethodName, ModelName } from '../names.ts';

test('every key', () => {
  const { restrictions } = policyOf({
    restrictions: `
always_blocked: [a.b, "pay.*"]
admin_only: ["*.secret"]
admin_write_only: [c.d]
blocked_methods: [go, _private]
blocked_write_fields: [state]
`,
  });
  expect(restrictions.alwaysBlocked.matches('pay.slip.line' as ModelName)).toBe(true);
  expect(restrictions.alwaysBlocked.matches('a.bc' as ModelName)).toBe(false);
  expect(restrictions.adminOnly.matches('x.secret' as ModelName)).toBe(true);
  expect(restrictions.adminWriteOnly.matches('c.d' as ModelName)).toBe(true);
  expect(restrictions.blockedMethods.has('_private' as MethodName)).toBe(true);
  expect(restrictions.blockedWriteFields.has('state' as FieldName)).toBe(true);
});

test('a key left out takes nothing away', () => {
  const { restrictions } = policyOf({ restrictions: '{}' });
  expect(restrictions.adminOnly.matches('hr.contract' as ModelName)).toBe(false);
  expect(restrictions.blockedMethods.size + restrictions.blockedWriteFields.size).toBe(0);
});

test('blocking everything is plain enough to be allowed where it only takes away', () => {
  const { restrictions } = policyOf({ restrictions: 'admin_only: ["*"]' });
  expect(restrictions.adminOnly.matches('any.model' as ModelName)).toBe(true);
});

test.each([
  ['always_block: []', '1:1 unknown key "always_block": did you mean "always_blocked"?'],
  ['always_blocked: a.b', '1:17 expected a list, found text: put it in brackets, [ ]'],
  ['always_blocked:\n  - a.b\n  - A.B\n', '3:5 "A.B" is not a model name: did you mean "a.b"?'],
  [
    'admin_only: ["a.[bc]*"]',
    '1:14 "a.[bc]*" is not a pattern: it may contain only a-z, 0-9, "_", "." and "*"',
  ],
  ['admin_write_only: ["a b"]', '1:20 "a b" is not a model name: did you mean "a_b"?'],
  [
    'blocked_methods: ["go*"]',
    '1:19 "go*" is not a method name: lower-case letters, digits and "_" only, exactly as Odoo spells it',
  ],
  [
    'blocked_write_fields: ["a.b"]',
    '1:24 "a.b" is not a field name: lower-case letters, digits and "_" only, exactly as Odoo spells it',
  ],
  [
    '- a\n',
    '1:1 expected a mapping, found a list: write it under one of always_blocked, admin_only, admin_write_only, blocked_methods, blocked_write_fields',
  ],
  [
    'just text',
    '1:1 expected a mapping, found text: write it under one of always_blocked, admin_only, admin_write_only, blocked_methods, blocked_write_fields',
  ],
])('%s is refused', (text, problem) => {
  expect(refusal({ restrictions: text })).toEqual([`config/restrictions.yaml:${problem}`]);
});
