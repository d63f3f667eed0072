import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blockedMethod,
  blockedModel,
  blockedWriteField,
  methodArguments,
  ormMethod,
  readOnlyModel,
  secretField,
} from './guardrails.ts';
import type { FieldName, MethodName, ModelName } from './names.ts';
import { parseFieldName, parseMethodName, parseModelName } from './names.ts';

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');
const model = (text: string): ModelName => known(parseModelName(text), text);
const method = (text: string): MethodName => known(parseMethodName(text), text);
const field = (text: string): FieldName => known(parseFieldName(text), text);
function known<Name>(name: Name | undefined, text: string): Name {
  if (name === undefined) throw new Error(`${text} is no name`);
  return name;
}

describe('models blocked for everyone', () => {
  test.each(
    words(`ir.config_parameter ir.attachment res.users res.users.apikeys change.password.wizard
      change.password.user ir.actions.server ir.cron ir.module.module ir.model.access ir.rule
      ir.mail_server ir.ui.view base.module.update base.module.upgrade base.module.uninstall
      base.automation res.config.settings fetchmail.server bus.bus mail.mail mail.template
      payment.token payment.provider auth.totp.wizard auth.totp.device auth_totp.wizard
      auth_totp.device res.users.log ir.logging iap.account ir.exports ir.exports.line
      digest.digest ir.model ir.model.fields`),
  )('%s', (name) => {
    expect(blockedModel(model(name))?.id).toMatch(/^G\d+$/);
  });

  test.each(
    words(`res.users.apikeys.description auth.passkey.key.create res.users.identitycheck
      ir.actions.act_url ir.asset ir.default ir.property ir.sequence ir.filters ir.model.data
      base_import.import base.language.export auth.oauth.provider payment.transaction
      payment.link.wizard portal.wizard product.document mrp.document website.page res.groups
      res.device.log gamification.goal.definition mailing.mailing certificate.key queue.job
      theme.ir.ui.view report.base.report_irmodulereference account.report`),
  )('%s, which has its secrets too', (name) => {
    expect(blockedModel(model(name))?.reason).toBeTruthy();
  });

  test.each(
    words(`ir.anything.new res.users.role res.groups.implied auth_totp.something
      auth.passkey.other payment.provider.stripe base_import.tests.models.char any.new.wizard
      theme.nano report.sale.report_saleproforma vault.secret`),
  )('%s, by its family', (name) => {
    expect(blockedModel(model(name))?.id).toMatch(/^G\d+$/);
  });

  test.each(
    words(`res.partner res.partner.bank sale.order account.payment account.payment.register
      account.move irrigation.plan wizard wizards.guild hr.employee mail.message mail.activity
      themes.park reporting.line res.company res.user payments.due x_ir.model res.config_x
      base.modules auth_totps ir_model`),
  )('%s is none of them', (name) => {
    expect(blockedModel(model(name))).toBeUndefined();
  });

  test('a family covers whatever its names go on with', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('ir', 'res.users', 'auth_totp', 'auth.totp', 'payment', 'theme', 'report'),
        fc.stringMatching(/^[a-z0-9_]{1,12}(\.[a-z0-9_]{1,12}){0,3}$/),
        (family, rest) => blockedModel(model(`${family}.${rest}`)) !== undefined,
      ),
    );
  });
});

test.each(
  words(`mail.message mail.followers mail.activity discuss.channel mail.notification
    mail.compose.message mail.alias discuss.channel.member`),
)('%s may be read where granted and is never written', (name) => {
  expect(readOnlyModel(model(name))?.id).toBe('G20');
  expect(blockedModel(model(name))).toBeUndefined();
});

describe('methods', () => {
  test.each(
    words(`sudo with_user with_company with_context with_env with_prefetch _auto_init _sql
      _register_hook _write _create _read _setup_base _setup_fields _setup_complete init
      _table_query _read_group_raw name_create load import_data export_data flush_recordset
      invalidate_recordset _search_panel_select_range _search_panel_select_multi_range
      _search_panel_domain_image _search _read_progress_bar`),
  )('%s is blocked', (name) => {
    expect(blockedMethod(method(name))?.id).toBe('G30');
  });

  test('every other private method is refused as private', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^_[a-z0-9_]{0,20}$/), (name) => {
        expect(blockedMethod(method(name))?.id).toMatch(/^G3[01]$/);
      }),
    );
  });

  test.each(
    words(`read search search_read search_count write create unlink copy export_data import_data
      load name_create read_group name_search fields_get web_read web_search_read web_read_group
      browse exists mapped filtered default_get onchange name_get fields_view_get
      check_access_rights check_access_rule web_save web_save_multi formatted_read_group
      formatted_read_grouping_sets read_progress_bar search_panel_select_range web_name_search
      search_fetch fetch copy_data copy_multi get_views get_view get_metadata get_external_id
      get_field_translations update_field_translations web_override_translations web_resequence
      message_subscribe get_portal_url find_or_create_record hierarchy_read update`),
  )('%s is not called through a method tool', (name) => {
    expect(ormMethod(method(name))?.id).toMatch(/^G4[01]$/);
  });

  test.each(words('action_confirm button_validate action_post convert_opportunity reads loader'))(
    '%s is left to the policy',
    (name) => {
      expect(blockedMethod(method(name)) ?? ormMethod(method(name))).toBeUndefined();
    },
  );

  test('inherited methods a policy may grant take no argument that reaches further', () => {
    expect(methodArguments(method('message_post'))).toEqual(
      new Set(['body', 'message_type', 'subtype_xmlid']),
    );
    expect(methodArguments(method('toggle_active'))?.size).toBe(0);
    expect(methodArguments(method('action_confirm'))).toBeUndefined();
    for (const name of ['message_post', 'activity_schedule', 'toggle_active', 'action_archive'])
      expect(ormMethod(method(name))).toBeUndefined();
  });
});

describe('fields nobody writes', () => {
  test.each(
    words(`password password_crypt groups_id totp_secret signup_token signup_type
      signup_expiration api_key share active group_ids role all_group_ids in_group_7
      sel_groups_1_9_10 create_uid write_date parent_path alias_defaults python_compute
      custom_code_head report_footer`),
  )('%s', (name) => {
    expect(blockedWriteField(field(name))?.id).toMatch(/^G5\d$/);
  });

  test.each(words('name groups group_id roles activity_ids in_group_x shared sel_groups'))(
    '%s is none of them',
    (name) => {
      expect(blockedWriteField(field(name))).toBeUndefined();
    },
  );
});

describe('secret fields', () => {
  test.each(
    words(`res.users/password res.users/totp_secret res.partner/signup_token
      res.users/oauth_access_token sale.order/access_token account.move/access_token
      res.company/l10n_in_edi_password res.company/gelato_api_key pos.config/access_token
      ir.mail_server/smtp_pass fetchmail.server/password survey.survey/session_code
      ir.config_parameter/value res.users.apikeys.show/key certificate.key/pem_key
      res.company/sms_twilio_account_sid x_custom.model/x_stripe_secret_key
      x_custom.model/x_apikey calendar.attendee/access_token res.users/api_key_ids`),
  )('%s', (path) => {
    const [of = '', name = ''] = path.split('/');
    expect(secretField(model(of), field(name))?.id).toBe('G60');
  });

  test.each(
    words(`res.partner/name sale.order/state product.template/barcode sale.order/tokenized
      res.partner/passwordless crm.lead/secretary_id product.product/value res.company/key
      hr.employee/ssnid project.task/name`),
  )('%s is none of them', (path) => {
    const [of = '', name = ''] = path.split('/');
    expect(secretField(model(of), field(name))).toBeUndefined();
  });

  test('a secret word anywhere between underscores makes a secret', () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    fc.assert(
      fc.property(
        part,
        fc.constantFrom('password', 'secret', 'api_key', 'access_token', 'private_key', 'otp'),
        fc.option(part, { nil: undefined }),
        (before, word, after) => {
          const name = [before, word, ...(after === undefined ? [] : [after])].join('_');
          expect(secretField(model('x.any'), field(name))).toBeDefined();
        },
      ),
    );
  });
});
