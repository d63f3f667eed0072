import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordId } from '../../names.ts';
import type { Operation } from '../../operation.ts';
import { allowed, ask, denied } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import { ADMIN, id, MODEL_NAMES, policyOf, subject } from '../demo-policy.fixture.ts';
import { refusalOfKind } from '../rights/model-access.ts';
import {
  ALL,
  asked,
  CLERK,
  files,
  ids,
  KINDS,
  type Kind,
  messages,
  on,
  POLICY,
  post,
  report,
} from './attached.fixture.ts';

describe('what hangs on a record', () => {
  test.each(KINDS)('%s needs a grant of its own beside the right to read', (kind) => {
    const reader = subject(['reader']);
    expect(denied(asked(on('sale.order', kind), reader)).code).toBe('operation_not_allowed');
    expect(denied(asked(on('project.project', kind))).code).toBe('model_not_allowed');
    expect(denied(asked(on('res.partner', kind))).code).toBe('operation_not_allowed');
  });

  test.each(KINDS)('%s is not for portal users, whatever is granted', (kind) => {
    const portal = subject(['base.group_portal', 'clerk']);
    expect(denied(asked(on('sale.order', kind), portal)).effect).toBe('deny');
    expect(refusalOfKind(kind, undefined, portal, POLICY)).toBeDefined();
  });

  test.each(KINDS)('%s reaches no blocked model', (kind) => {
    for (const name of ['res.users', 'ir.attachment', 'hr.payslip'])
      for (const who of [CLERK, ADMIN])
        expect(denied(asked(on(name, kind), who)).code).toBe('model_blocked');
  });

  test('of conversations themselves is not read as if they were records with a conversation', () => {
    expect(denied(asked(on('mail.message', 'read_messages'))).effect).toBe('deny');
    expect(denied(asked(on('mail.message', 'post_message'))).effect).toBe('deny');
  });

  test('administrators read conversations where they read without being listed, and no more', () => {
    const lead = (kind: Kind) => asked(on('crm.lead', kind), ADMIN);
    expect(allowed(asked(on('sale.order', 'read_messages'), ADMIN)).rule).toBe(
      'model_access.yaml:admin.unlisted_models',
    );
    expect(lead('read_messages').effect).not.toBe('need_schema');
    for (const kind of KINDS.filter((one) => one !== 'read_messages'))
      expect(denied(asked(on('sale.order', kind), ADMIN)).code).toBe('operation_not_allowed');
    expect(refusalOfKind('read_messages', undefined, ADMIN, policyOf({}))).toBeUndefined();
    for (const kind of KINDS.filter((one) => one !== 'read_messages'))
      expect(refusalOfKind(kind, undefined, ADMIN, policyOf({}))).toBeDefined();
    const strict = policyOf({ access: { admin: { unlisted_models: 'deny' } } });
    expect(refusalOfKind('read_messages', undefined, ADMIN, strict)).toBeDefined();
  });

  test('a rule on the operation holds, whatever is granted', () => {
    const access = { group_access: { clerk: { 'sale.order': { operations: ALL } } } };
    for (const kind of KINDS) {
      const policy = policyOf({
        access,
        rbac: { operation_group_requirements: { [kind]: ['boss'] } },
      });
      expect(denied(ask(on('sale.order', kind), CLERK, policy)).rule).toBe(
        `rbac.yaml:operation_group_requirements.${kind}`,
      );
    }
  });

  test('only a message changes anything, so only it falls under who may change the model', () => {
    expect(denied(asked(on('sale.order', 'post_message'))).rule).toBe(
      'restrictions.yaml:admin_write_only',
    );
    for (const kind of KINDS.filter((one) => one !== 'post_message'))
      expect(asked(on('sale.order', kind)).effect).toBe('allow');
  });

  test.each<Kind>(['read_messages', 'read_attachments'])(
    '%s follows the field that holds the conversation',
    (kind) => {
      const hidden = denied(asked(on('crm.lead', kind)));
      expect(hidden).toMatchObject({ effect: 'deny' });
      const unlisted = denied(asked(on('sale.order', kind), subject(['lister'])));
      expect(unlisted).toMatchObject({
        code: 'field_not_readable',
        rule: 'model_access.yaml:group_access.lister.sale.order',
      });
      expect(unlisted.reason).toContain('sale.order.message_ids');
      expect(asked(on('sale.order', kind), subject(['chatty'])).effect).toBe('allow');
    },
  );

  test.each<Kind>(['read_messages', 'read_attachments'])(
    '%s is as open as its own grant lists, even where all of the record may be read',
    (kind) => {
      const policy = policyOf({
        access: {
          group_access: {
            reader: { 'sale.order': { operations: ['read'] } },
            talker: { 'sale.order': { operations: [kind], fields: { read: ['name'] } } },
          },
        },
      });
      expect(denied(ask(on('sale.order', kind), subject(['reader', 'talker']), policy))).toEqual({
        effect: 'deny',
        code: 'field_not_readable',
        rule: 'model_access.yaml:group_access.talker.sale.order',
        reason: expect.stringContaining('sale.order.message_ids, and it is not among the fields'),
        allowed: 'A grant that lists fields has to list message_ids too.',
      });
    },
  );

  test.each<Kind>(['read_messages', 'read_attachments', 'post_message'])(
    '%s is refused where the fields of the record are not known',
    (kind) => {
      const policy = policyOf({
        access: { group_access: { clerk: { 'sale.order': { operations: ALL } } } },
      });
      expect(
        denied(decide(on('sale.order', kind), CLERK, policy, { get: () => 'absent' })).code,
      ).toBe('schema_unavailable');
    },
  );

  test('comes in lists no longer than any other', () => {
    const policy = policyOf({
      access: { max_records: 7, group_access: { clerk: { 'sale.order': { operations: ALL } } } },
    });
    for (const kind of ['read_messages', 'read_attachments'] as const) {
      const least = ask(on('sale.order', kind), CLERK, policy);
      const most = ask({ ...on('sale.order', kind), limit: 50 } as Operation, CLERK, policy);
      for (const decision of [least, most])
        expect(allowed(decision)).toMatchObject({
          operation: { limit: 7 },
          obligation: { maxRecords: 7 },
        });
      const hundred = { ...on('sale.order', kind), limit: 400 } as Operation;
      expect(allowed(asked(hundred)).operation).toMatchObject({ limit: 100 });
      expect(allowed(asked(on('sale.order', kind))).operation).toMatchObject({ limit: 20 });
    }
  });

  test('takes one record, a report up to twenty', () => {
    for (const numbers of [[], [1, 2], [0]]) {
      expect(denied(messages({ ids: ids(...numbers) })).code).toBe('ids_invalid');
      expect(denied(files({ ids: ids(...numbers) })).code).toBe('ids_invalid');
      expect(denied(post('x', { ids: ids(...numbers) })).code).toBe('ids_invalid');
    }
    const some = Array.from({ length: 21 }, (_, index) => index + 1);
    expect(report('sale.report_saleorder', some.slice(1)).effect).toBe('allow');
    expect(denied(report('sale.report_saleorder', some)).code).toBe('ids_invalid');
  });

  test('nothing is allowed on any model without a grant', () => {
    fc.assert(
      fc.property(fc.constantFrom(...MODEL_NAMES), fc.constantFrom(...KINDS), (name, kind) => {
        const nobody = policyOf({ access: { stock_models: { full_crud: ['sale.order'] } } });
        expect(ask(on(name, kind), CLERK, nobody).effect).toBe('deny');
      }),
    );
  });
});

describe('files', () => {
  test('are listed without their content', () => {
    expect(allowed(files({ limit: 3 }))).toMatchObject({
      operation: { kind: 'read_attachments', model: 'sale.order', ids: [5], limit: 3 },
      obligation: {
        kind: 'records',
        model: 'ir.attachment',
        visible: new Map([
          ['id', 'value'],
          ['name', 'value'],
          ['mimetype', 'value'],
          ['file_size', 'value'],
          ['create_date', 'value'],
        ]),
        maxRecords: 3,
      },
    });
  });

  test('come one at a time, as large as an answer may be', () => {
    const decision = allowed(files({ attachment: id(9), limit: 5 }));
    expect(decision.operation).toEqual({
      kind: 'read_attachments',
      model: 'sale.order',
      ids: [5],
      attachment: 9,
    });
    expect(decision.obligation).toEqual({ kind: 'blob', model: 'sale.order', maxBytes: 786_432 });
    expect(denied(files({ attachment: 0 as RecordId })).code).toBe('ids_invalid');
  });
});

describe('reports', () => {
  test('are files, named by their technical names', () => {
    expect(allowed(report('sale.report_saleorder'))).toMatchObject({
      operation: { kind: 'print_report', ids: [5], report: 'sale.report_saleorder' },
      obligation: { kind: 'blob', model: 'sale.order', maxBytes: 786_432 },
    });
  });

  test.each([
    ...['', 'report', 'sale.', '.x', 'Sale.report', 'sale.report order', 'sale.report\n', '17'],
    ...['sale.report/../../x', 'a.b.c', 'sale.report?x=1', 'sale.réport'],
  ])('are not printed under the name %j', (name) => {
    expect(denied(report(name)).code).toBe('arguments_invalid');
  });

  test.each([
    'account.report_original_vendor_bill',
    'hr_expense.report_expense',
    'hr_expense.report_expense_sheet',
  ])('that hand out files of the record need the grant of those as well: %s', (name) => {
    const printed = { ...on('sale.order', 'print_report'), report: name };
    expect(denied(asked(printed, subject(['printer'])))).toMatchObject({
      code: 'operation_not_allowed',
      reason: expect.stringContaining('hands out files of the record, and read_attachments'),
    });
    expect(denied(asked(printed, subject(['lister']))).code).toBe('field_not_readable');
    expect(asked(on('sale.order', 'print_report'), subject(['printer'])).effect).toBe('allow');
    expect(asked(printed).effect).toBe('allow');
  });

  test('by any text but a plain pair of names are refused', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const plain = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(name);
        if (!plain) expect(report(name).effect).toBe('deny');
      }),
    );
  });
});
