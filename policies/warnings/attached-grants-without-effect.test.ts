import { expect, test } from 'vitest';
import { warningsOf } from '../config-directory.fixture.ts';

const warned = (access: string) => warningsOf({ 'model_access.yaml': access });

test.each([
  [
    'group_access: {base.group_portal: {sale.order: {operations: [read, print_report]}}}',
    'print_report on sale.order for group "base.group_portal" has no effect: portal users have none of these',
  ],
  [
    'group_access: {base.staff: {sale.order: {operations: [read_messages, post_message]}}}',
    'read_messages, post_message on sale.order for group "base.staff" has no effect: no list and no group grants reading the model, which it takes too',
  ],
  [
    'group_access: {base.staff: {sale.order: {operations: [read, read_attachments, print_report], fields: {read: [name]}}}}',
    'read_attachments on sale.order for group "base.staff" has no effect: the list of fields to read leaves out message_ids',
  ],
])('%s is said to open nothing', (access, message) => {
  expect(warned(access)).toHaveLength(1);
  expect(warned(access)[0]).toContain(message);
});

test.each([
  'group_access: {base.staff: {sale.order: {operations: [read, read_messages, print_report]}}}',
  'stock_models: {read_only: [sale.order]}\ngroup_access: {base.staff: {sale.order: {operations: [read_messages]}}}',
  'group_access: {base.staff: {sale.*: {operations: [read]}}, base.chatty: {sale.order: {operations: [post_message]}}}',
  'group_access: {base.staff: {sale.*: {operations: [print_report]}}}',
  'group_access: {base.group_system: {sale.order: {operations: [print_report]}}}',
  'group_access: {base.staff: {sale.order: {operations: [read, read_messages], fields: {read: [name, message_*]}}}}',
  'default_policy: allow\ngroup_access: {base.staff: {sale.order: {operations: [read_attachments]}}}',
])('%s is not', (access) => {
  expect(warned(access)).toEqual([]);
});

test('on a model guardrails keep from being written, reading its conversation is no write', () => {
  const access = (operation: string) =>
    `group_access: {base.staff: {mail.activity: {operations: [read, ${operation}]}}}`;
  expect(warned(access('read_messages'))).toEqual([]);
  expect(warned(access('post_message'))[0]).toContain('only grants reading');
});
