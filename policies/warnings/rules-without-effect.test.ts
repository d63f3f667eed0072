import { describe, expect, test } from 'vitest';
import { warningsOf } from '../config-directory.fixture.ts';

describe('rules without effect are reported', () => {
  const warnings = (text: string) =>
    warningsOf({ model_access: text }).map((line) => line.replace('config/model_access.yaml:', ''));

  test.each([
    [
      'stock_models: {full_crud: [res.users]}',
      '1:28 res.users in full_crud has no effect: guardrail G1',
    ],
    [
      'stock_models: {read_only: [ir.cron]}',
      '1:28 ir.cron in read_only has no effect: guardrail G3',
    ],
    [
      'portal_models: [ir.attachment]',
      '1:17 ir.attachment in portal_models has no effect: guardrail G7',
    ],
    [
      'group_access: {g: {mail.message: {operations: [read, write]}}}',
      '1:20 mail.message for group "g" only grants reading: guardrail G20',
    ],
    ['allowed_methods: {a.b: [unlink]}', '1:25 a.b.unlink has no effect: guardrail G40'],
    ['allowed_methods: {a.b: [sudo]}', '1:25 a.b.sudo has no effect: guardrail G30'],
    [
      'traversable_fields: {res.users: [name, password]}',
      '1:40 res.users.password has no effect: guardrail G60',
    ],
  ])('%s', (text, warning) => {
    expect(warnings(text)[0]?.startsWith(warning)).toBe(true);
  });

  test('and reading what may only be read is no such rule', () => {
    expect(warnings('stock_models: {read_only: [mail.message]}')).toEqual([]);
  });
});

test('a grant that always_blocked takes back is reported', () => {
  const files = {
    restrictions: 'always_blocked: [a.b]',
    model_access: 'stock_models: {read_only: [a.b]}',
  };
  expect(warningsOf(files)).toEqual([
    'config/model_access.yaml:1:28 a.b in read_only has no effect: restrictions.yaml always_blocked',
  ]);
});
