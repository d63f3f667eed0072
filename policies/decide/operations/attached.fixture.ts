import type { RecordId } from '../../names.ts';
import type { Operation, PostMessage, ReadAttachments, ReadMessages } from '../../operation.ts';
import type { Subject } from '../../subject.ts';
import { ask } from '../asking.fixture.ts';
import { model, policyOf, subject } from '../demo-policy.fixture.ts';

/** Reading, and every use of what hangs on a record. */
export const ALL = ['read', 'read_messages', 'post_message', 'read_attachments', 'print_report'];
/** Clerks are granted all of it wherever it can be, the others parts of it. */
export const POLICY = policyOf({
  access: {
    stock_models: { full_crud: ['crm.lead'], read_only: ['res.country', 'res.partner'] },
    portal_models: ['sale.order', 'crm.lead'],
    sensitive_fields: { 'crm.lead': ['message_ids'] },
    group_access: {
      clerk: {
        'sale.order': { operations: ALL },
        'crm.lead': { operations: ALL },
        'res.country': { operations: ALL },
        'res.users': { operations: ALL },
        'mail.message': { operations: ALL },
        'ir.attachment': { operations: ALL },
        'hr.payslip': { operations: ALL },
        'project.project': { operations: ['read_messages', 'print_report'] },
      },
      lister: {
        'sale.order': { operations: ALL, fields: { read: ['name', 'state'] } },
      },
      chatty: {
        'sale.order': { operations: ALL, fields: { read: ['name', 'message_ids'] } },
      },
      reader: { 'sale.order': { operations: ['read'] } },
      printer: { 'sale.order': { operations: ['read', 'print_report'] } },
      'base.group_portal': { 'sale.order': { operations: ALL } },
    },
  },
  restrictions: { always_blocked: ['hr.payslip'], admin_write_only: ['sale.order'] },
});
export const CLERK = subject(['clerk']);
export const ids = (...numbers: readonly number[]) => numbers as readonly RecordId[];

export type Kind = 'read_messages' | 'post_message' | 'read_attachments' | 'print_report';
export const KINDS: readonly Kind[] = [
  'read_messages',
  'post_message',
  'read_attachments',
  'print_report',
];

/** The plainest operation of a kind, on one record of a model. */
export function on(name: string, kind: Kind): Operation {
  const about = { model: model(name), ids: ids(5) };
  switch (kind) {
    case 'read_messages':
    case 'read_attachments':
      return { kind, ...about };
    case 'post_message':
      return { kind, ...about, body: 'hello', dryRun: false };
    case 'print_report':
      return { kind, ...about, report: 'sale.report_saleorder' };
    default:
      return kind satisfies never;
  }
}

/** What the policy says of an operation, by default of a clerk. */
export const asked = (operation: Operation, who: Subject = CLERK) => ask(operation, who, POLICY);
/** What it says of reading the messages of an order. */
export const messages = (parts: Partial<ReadMessages> = {}) =>
  asked({ kind: 'read_messages', model: model('sale.order'), ids: ids(5), ...parts });
/** What it says of reading the files of an order. */
export const files = (parts: Partial<ReadAttachments> = {}) =>
  asked({ kind: 'read_attachments', model: model('sale.order'), ids: ids(5), ...parts });
/** What it says of printing orders. */
export const report = (name: string, numbers: readonly number[] = [5]) =>
  asked({ kind: 'print_report', model: model('sale.order'), ids: ids(...numbers), report: name });
/** Nobody but an administrator changes orders under this policy; leads have no such rule. */
export const post = (body: string, parts: Partial<PostMessage> = {}) =>
  ask(
    {
      kind: 'post_message',
      model: model('sale.order'),
      ids: ids(5),
      body,
      dryRun: false,
      ...parts,
    },
    CLERK,
    policyOf({ access: { group_access: { clerk: { 'sale.order': { operations: ALL } } } } }),
  );
