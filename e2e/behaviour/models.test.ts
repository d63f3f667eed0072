import { expect, it } from 'vitest';
import {
  answer,
  describeGuarded,
  failure,
  firstId,
  found,
  refusal,
  withRecord,
} from './guarded-odoo.fixture.ts';

/** What an existing gateway for Odoo has always kept from everybody, under the names Odoo knows. */
const BLOCKED =
  `ir.config_parameter ir.attachment res.users res.users.apikeys change.password.wizard
  change.password.user ir.actions.server ir.cron ir.module.module ir.model.access ir.rule ir.mail_server
  ir.ui.view base.module.update base.module.upgrade base.module.uninstall base.automation
  res.config.settings fetchmail.server bus.bus mail.mail mail.template payment.token payment.provider
  auth_totp.wizard auth_totp.device auth.totp.wizard auth.totp.device res.users.log ir.logging
  iap.account ir.exports ir.exports.line digest.digest ir.model ir.model.fields`.split(/\s+/);
const READ_ONLY = `mail.message mail.followers mail.activity discuss.channel mail.notification
  mail.compose.message mail.alias discuss.channel.member`.split(/\s+/);

describeGuarded('models', (given) => {
  for (const model of BLOCKED) {
    it(`${model} is out of reach for everybody, by every operation`, async () => {
      for (const session of [given.admin, given.sales]) {
        for (const [tool, args] of [
          ['search_read', {}],
          ['search_count', {}],
          ['get_record', { record_id: 1 }],
          ['get_model_fields', {}],
          ['read_group', { groupby: ['create_uid'], fields: [] }],
          ['name_search', { name: 'a' }],
          ['get_defaults', {}],
        ] as const) {
          expect(await refusal(session, tool, { model, ...args })).toMatchObject({
            code: 'model_blocked',
          });
        }
      }
      for (const [tool, args] of [
        ['create_record', { values: { name: 'x' } }],
        ['update_record', { record_id: 1, values: { name: 'x' } }],
        ['delete_record', { record_id: 1 }],
        ['execute_method', { method: 'action_confirm', record_ids: [1] }],
      ] as const) {
        expect(await refusal(given.admin, tool, { model, ...args })).toMatchObject({
          code: 'model_blocked',
        });
      }
    });
  }

  for (const model of READ_ONLY) {
    it(`${model} is written by nobody`, async () => {
      for (const [tool, args] of [
        ['create_record', { values: { name: 'x' } }],
        ['update_record', { record_id: 1, values: { name: 'x' } }],
        ['delete_record', { record_id: 1 }],
      ] as const) {
        const decision = await refusal(given.admin, tool, { model, ...args });
        expect(['operation_not_allowed', 'model_blocked']).toContain(decision.code);
      }
    });
  }

  it('what only administrators reach is open to them and closed to others', async () => {
    await answer(given.admin, 'search_count', { model: 'mail.message' });
    expect(await refusal(given.sales, 'search_count', { model: 'mail.message' })).toMatchObject({
      rule: 'restrictions.yaml:admin_only',
    });
  });

  it('what only administrators write is read by everybody', async () => {
    expect(await found(given.sales, 'res.country', { fields: ['code'], limit: 3 })).toHaveLength(3);
    const id = await firstId(given.sales, 'crm.team');
    expect(
      await refusal(given.sales, 'update_record', {
        model: 'crm.team',
        record_id: id,
        values: { name: 'Mine' },
      }),
    ).toMatchObject({ rule: 'restrictions.yaml:admin_write_only' });
  });

  it('a read-only model is not even written by administrators', async () => {
    const id = await firstId(given.admin, 'crm.tag');
    expect(
      await refusal(given.admin, 'update_record', {
        model: 'crm.tag',
        record_id: id,
        values: { name: 'Changed' },
      }),
    ).toMatchObject({ code: 'operation_not_allowed' });
  });

  it('a model in no list is read by administrators only', async () => {
    await answer(given.admin, 'search_count', { model: 'hr.employee.category' });
    expect(
      await refusal(given.sales, 'search_count', { model: 'hr.employee.category' }),
    ).toMatchObject({ code: 'model_not_allowed' });
    expect(
      await refusal(given.admin, 'create_record', {
        model: 'hr.employee.category',
        values: { name: 'Nights' },
      }),
    ).toMatchObject({ effect: 'deny' });
  });

  it.each([
    ' res.partner',
    'res.partner ',
    'Res.Partner',
    'RES.PARTNER',
    'res..partner',
    '.res.partner',
    'res.partner.',
    'res.partner\n',
    'res.partner;drop',
    "res.partner' or 1=1",
    '1res.partner',
    'res/partner',
    'res．partner',
    `res.${'x'.repeat(130)}`,
    '',
  ])('the model name %j is refused, not repaired', async (model) => {
    expect(await refusal(given.sales, 'search_count', { model })).toMatchObject({
      code: 'arguments_invalid',
    });
  });

  it('a model that does not exist is told without internals', async () => {
    const words = await failure(given.admin, 'search_count', { model: 'no.such.model' });
    expect(words).not.toMatch(/Traceback|psycopg|\/usr\/|File "/);
  });

  it('a whole life of a record', async () => {
    const name = `Behaviour ${Math.random().toString(36).slice(2)}`;
    await withRecord(given, 'res.partner', { name, is_company: true }, async (id) => {
      expect(
        await found(given.sales, 'res.partner', { domain: [['id', '=', id]], fields: ['name'] }),
      ).toEqual([{ id, name }]);
      expect(
        await answer(given.admin, 'update_record', {
          model: 'res.partner',
          record_id: id,
          values: { city: 'Ghent' },
        }),
      ).toMatchObject({ success: true });
      expect(
        await answer(given.sales, 'get_record', {
          model: 'res.partner',
          record_id: id,
          fields: ['city', 'vat'],
        }),
      ).toMatchObject({ record: { id, city: 'Ghent', vat: '***' } });
    });
  });
});
