import { describe, expect, test } from 'vitest';
import { MASK } from '../../decision.ts';
import type { FieldName } from '../../names.ts';
import { allowed, ask, denied, NONE_FIT } from '../asking.fixture.ts';
import { policyOf } from '../demo-policy.fixture.ts';
import { ALL, asked, CLERK, messages, on, post } from './attached.fixture.ts';

describe('messages', () => {
  test('come back as a fixed part of each, and no more than were asked for', () => {
    expect(allowed(messages({ limit: 5, offset: 10 }))).toMatchObject({
      operation: { kind: 'read_messages', model: 'sale.order', ids: [5], limit: 5, offset: 10 },
      obligation: { kind: 'records', model: 'mail.message', masked: [], maxRecords: 5 },
      rule: 'model_access.yaml:group_access.clerk.sale.order',
    });
    const { obligation } = allowed(messages());
    if (obligation.kind !== 'records') throw new Error('no records');
    expect([...obligation.visible]).toEqual([
      ['id', 'value'],
      ['date', 'value'],
      ['author_id', 'label'],
      ['subject', 'value'],
      ['body', 'value'],
      ['message_type', 'value'],
      ['subtype_id', 'label'],
    ]);
    expect(obligation.maxRecords).toBe(20);
    expect(allowed(messages({ limit: 400 })).obligation).toMatchObject({ maxRecords: 100 });
  });

  test('of authors whose names are hidden come with their ids', () => {
    const policy = policyOf({
      access: {
        hidden_labels: ['res.partner'],
        group_access: { clerk: { 'sale.order': { operations: ALL } } },
      },
    });
    const { obligation } = allowed(ask(on('sale.order', 'read_messages'), CLERK, policy));
    if (obligation.kind !== 'records') throw new Error('no records');
    expect(obligation.visible.get('author_id' as FieldName)).toBe('id_only');
  });

  test('of a model without a conversation are refused', () => {
    expect(denied(asked(on('res.country', 'read_messages'))).reason).toContain('no conversation');
    expect(asked(on('res.country', 'read_attachments')).effect).toBe('allow');
  });

  test.each([0, -1, false, '5', 1.5])('are not read %j at a time', (limit) => {
    expect(denied(messages({ limit })).code).toBe('limit_invalid');
  });

  test('are posted as they were written', () => {
    const body = 'Call back:\n<b>tomorrow</b> & again';
    expect(allowed(post(body))).toMatchObject({
      operation: { kind: 'post_message', ids: [5], body, dryRun: false },
      obligation: { kind: 'nothing' },
    });
    expect(allowed(post(body, { dryRun: true })).operation).toMatchObject({ dryRun: true });
  });

  test.each(['x'.repeat(65_536), 'ü'.repeat(32_768), `${MASK} is a mask`])(
    'are posted up to a size, and may speak of the mask',
    (body) => {
      expect(post(body).effect).toBe('allow');
    },
  );

  test('are posted to records that may be read, and written, under the rules', () => {
    const ruled = (operation: string) =>
      policyOf({
        access: { group_access: { clerk: { 'sale.order': { operations: ALL } } } },
        rbac: {
          record_rules: { 'sale.order': [{ operations: [operation], domain: [['id', '>', 9]] }] },
        },
      });
    for (const operation of ['read', 'write']) {
      const decision = ask(on('sale.order', 'post_message'), CLERK, ruled(operation), NONE_FIT);
      expect(denied(decision).code).toBe('record_not_allowed');
    }
    const reads = ask(on('sale.order', 'read_messages'), CLERK, ruled('write'), NONE_FIT);
    expect(reads.effect).toBe('allow');
  });

  test.each(['', '  \n', MASK, ` ${MASK} `, 'a\u0000b', 'x'.repeat(65_537), 'ü'.repeat(32_769)])(
    'are not posted: %j',
    (body) => {
      expect(denied(post(body)).code).toBe('values_invalid');
    },
  );

  test('with a default slipped into the context are refused', () => {
    const context = { default_partner_ids: [2], mail_notify_force_send: true };
    expect(denied(post('x', { context })).code).toBe('context_invalid');
    expect(denied(messages({ context })).code).toBe('context_invalid');
  });
});
