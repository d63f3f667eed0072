import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isArray, isObject, type Json, type JsonObject } from '../engine/json.ts';
import { everyTarget, type OpenTarget } from '../testing/targets.fixture.ts';

/** The same assertions on the demo and, where one is named, on the Odoo it imitates. */
describe.each(everyTarget)('$name', ({ version, available, open }) => {
  let target: OpenTarget;
  beforeAll(async () => {
    if (available) target = await open();
  });
  afterAll(() => (available ? target.close() : undefined));

  const call = (model: string, method: string, args: readonly Json[], kwargs: JsonObject = {}) =>
    target.client.execute('admin', model, method, args, kwargs);
  const create = async (model: string, values: JsonObject) =>
    Number(await call(model, 'create', [values]));
  const read = async (model: string, id: number, fields: readonly string[]) => {
    const records = await call(model, 'read', [[id], [...fields]]);
    const record = isArray(records) ? records[0] : undefined;
    return isObject(record) ? record : {};
  };
  const refusal = async (model: string, method: string, args: readonly Json[]) =>
    (await target.client.refusal('admin', model, method, args)).message;
  const remove = (model: string, id: number) => call(model, 'unlink', [[id]]);

  test.skipIf(!available)('an order goes its way', async () => {
    const partner_id = await create('res.partner', { name: 'Conformance customer' });
    const id = await create('sale.order', { partner_id });
    const act = (method: string) => call('sale.order', method, [[id]]);
    expect(await act('action_quotation_sent')).toBeNull();
    expect(await act('action_draft')).toBe(true);
    expect(await act('action_confirm')).toBe(true);
    expect(await refusal('sale.order', 'action_confirm', [[id]])).toMatch(
      /not in a state requiring confirmation/,
    );
    expect(await act('action_lock')).toBeNull();
    expect(await read('sale.order', id, ['state', 'locked'])).toEqual({
      id,
      state: 'sale',
      locked: true,
    });
    expect(await refusal('sale.order', 'action_cancel', [[id]])).toBe(
      'You cannot cancel a locked order. Please unlock it first.',
    );
    await act('action_unlock');
    const cancelled = await act('action_cancel');
    if (version === 19) expect(cancelled).toBe(true);
    else expect(cancelled).toMatchObject({ res_model: 'sale.order.cancel', target: 'new' });
    const context = { disable_cancel_warning: true };
    expect(await call('sale.order', 'action_cancel', [[id]], { context })).toBe(true);
    await remove('sale.order', id);
    await remove('res.partner', partner_id);
  });

  test.skipIf(!available)('a lead is converted, lost, restored and won', async () => {
    const id = await create('crm.lead', { name: 'Conformance lead', type: 'lead' });
    const act = (method: string, ...more: readonly Json[]) =>
      call('crm.lead', method, [[id], ...more]);
    expect(await refusal('crm.lead', 'convert_opportunity', [[id]])).toMatch(
      /missing 1 required positional argument: 'partner'/,
    );
    expect(await act('convert_opportunity', false)).toBe(true);
    expect(await act('action_set_lost')).toBeNull();
    expect(await read('crm.lead', id, ['type', 'active', 'probability'])).toEqual({
      id,
      type: 'opportunity',
      active: false,
      probability: 0,
    });
    expect(await act('toggle_active')).toBeNull();
    expect(await act('action_set_won')).toBe(true);
    expect(await read('crm.lead', id, ['active', 'probability'])).toEqual({
      id,
      active: true,
      probability: 100,
    });
    await remove('crm.lead', id);
  });

  test.skipIf(!available)('time off in the states of the release', async () => {
    const employee_id = await create('hr.employee', { name: 'Conformance employee' });
    const holiday_status_id = await create('hr.leave.type', {
      name: 'Conformance leave',
      leave_validation_type: 'hr',
      requires_allocation: version === 19 ? false : 'no',
    });
    const id = await create('hr.leave', {
      employee_id,
      holiday_status_id,
      request_date_from: '2031-03-03',
      request_date_to: '2031-03-04',
    });
    const state = async () => (await read('hr.leave', id, ['state'])).state;
    expect(await read('hr.leave', id, ['state', 'number_of_days'])).toEqual({
      id,
      state: 'confirm',
      number_of_days: 2,
    });
    const act = (method: string) => call('hr.leave', method, [[id]]);
    const [back, forth] =
      version === 17
        ? ['action_draft', 'action_confirm']
        : ['action_refuse', version === 18 ? 'action_reset_confirm' : 'action_back_to_approval'];
    if (version < 19) {
      await act(back);
      expect(await state()).toBe(version === 17 ? 'draft' : 'refuse');
      await act(forth);
    } else {
      await act('action_approve');
      await act(forth);
      expect(await refusal('hr.leave', 'action_validate', [[id]])).toMatch(/does not exist/);
    }
    expect(await state()).toBe('confirm');
    expect(await act('action_approve')).toBe(true);
    expect(await state()).toBe('validate');
    await act('action_refuse');
    expect(await state()).toBe('refuse');
    if (version < 19) {
      expect(await refusal('hr.leave', 'unlink', [[id]])).toBe(
        'You cannot delete a time off which is in Refused state',
      );
      await act(version === 17 ? 'action_draft' : 'action_reset_confirm');
    }
    await remove('hr.leave', id);
    await remove('hr.leave.type', holiday_status_id);
    await remove('hr.employee', employee_id);
  });

  test.skipIf(!available)('a purchase is locked as the release locks it', async () => {
    const partner_id = await create('res.partner', { name: 'Conformance vendor' });
    const id = await create('purchase.order', { partner_id });
    const act = (method: string) => call('purchase.order', method, [[id]]);
    expect(await act('button_confirm')).toBe(true);
    expect(await act(version === 19 ? 'button_lock' : 'button_done')).toBeNull();
    expect((await read('purchase.order', id, ['state'])).state).toBe(
      version === 19 ? 'purchase' : 'done',
    );
    expect(await act('button_unlock')).toBeNull();
    expect(await act('button_cancel')).toBeNull();
    await remove('purchase.order', id);
    await remove('res.partner', partner_id);
  });

  test.skipIf(!available)('a message is escaped and answered by its id', async () => {
    const partner = await create('res.partner', { name: 'Conformance thread' });
    const { message_ids } = await read('res.partner', partner, ['message_ids']);
    expect(message_ids).toHaveLength(1);
    const posted = await call('res.partner', 'message_post', [[partner]], { body: '<b>&</b>' });
    const id = Number(isArray(posted) ? posted[0] : posted);
    expect(isArray(posted)).toBe(version === 19);
    expect(await read('mail.message', id, ['body', 'message_type'])).toEqual({
      id,
      body: '<p>&lt;b&gt;&amp;&lt;/b&gt;</p>',
      message_type: 'notification',
    });
    await remove('res.partner', partner);
  });

  test.skipIf(!available)('attendances do not overlap', async () => {
    const employee_id = await create('hr.employee', { name: 'Conformance attendance' });
    const check_in = '2026-01-05 08:00:00';
    const id = await create('hr.attendance', { employee_id, check_in });
    expect(await refusal('hr.attendance', 'create', [{ employee_id, check_in }])).toMatch(
      /^Cannot create new attendance record for Conformance attendance, the employee was already checked in on 01\/05\/2026 09:00:00|hasn't checked out since 01\/05\/2026 09:00:00/,
    );
    await call('hr.attendance', 'write', [[id], { check_out: '2026-01-05 16:30:00' }]);
    expect((await read('hr.attendance', id, ['worked_hours'])).worked_hours).toBeGreaterThan(7);
    await remove('hr.attendance', id);
    await remove('hr.employee', employee_id);
  });

  test.skipIf(!available)('files have a size, a type and a checksum', async () => {
    const id = await create('ir.attachment', { name: 'c.txt', datas: 'aGVsbG8gd29ybGQ=' });
    const fields = ['file_size', 'mimetype', 'checksum', 'raw'];
    expect(await read('ir.attachment', id, fields)).toEqual({
      id,
      file_size: 11,
      mimetype: 'text/plain',
      checksum: '2aae6c35c94fcfb415dbe95f408b9ce91ee846ed',
      raw: 'hello world',
    });
    const context = { bin_size: true };
    expect(await call('ir.attachment', 'read', [[id], ['datas']], { context })).toEqual([
      { id, datas: '11.00 bytes' },
    ]);
    await remove('ir.attachment', id);
  });
});
