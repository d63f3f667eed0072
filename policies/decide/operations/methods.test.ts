import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../json.ts';
import type { MethodName } from '../../names.ts';
import type { CallMethod } from '../../operation.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { allowed, ask, denied } from '../asking.fixture.ts';
import {
  ACCESS,
  ADMIN,
  HR,
  id,
  model,
  POLICY,
  policyOf,
  READER,
  RESTRICTIONS,
  SALES,
  subject,
} from '../demo-policy.fixture.ts';

interface Parts {
  readonly ids?: readonly number[];
  readonly args?: readonly Json[];
  readonly kwargs?: JsonObject;
  readonly context?: Json;
}

function method(
  path: string,
  { ids = [1], args = [], kwargs = {}, context }: Parts = {},
): CallMethod {
  const dot = path.lastIndexOf('.');
  return {
    kind: 'call',
    model: model(path.slice(0, dot)),
    method: path.slice(dot + 1) as MethodName,
    ids: ids.map(id),
    args,
    kwargs,
    dryRun: false,
    ...(context === undefined ? {} : { context }),
  };
}
const call = (path: string, parts: Parts = {}, who: Subject = SALES, policy: Policy = POLICY) =>
  ask(method(path, parts), who, policy);
const refusal = (path: string, parts: Parts = {}, who: Subject = SALES, policy: Policy = POLICY) =>
  denied(call(path, parts, who, policy));

const FREE = policyOf({
  access: { ...ACCESS, admin: { unlisted_models: 'allow', unlisted_methods: 'allow' } },
  restrictions: RESTRICTIONS,
});

test.each([
  ['hr.leave', 'action_validate', { check_state: false }],
  ['hr.leave', 'action_approve', { check_state: false }],
  ['purchase.order', 'button_approve', { force: true }],
  ['purchase.order', 'action_create_invoice', { attachment_ids: [1] }],
  ['crm.lead', 'action_set_lost', { user_id: 1 }],
])('%s.%s takes no argument that skips a check or reaches further: %j', (name, known, kwargs) => {
  const policy = policyOf({
    access: { stock_models: { full_crud: [name] }, allowed_methods: { [name]: [known] } },
  });
  expect(call(`${name}.${known}`, {}, SALES, policy).effect).toBe('allow');
  expect(refusal(`${name}.${known}`, { kwargs }, SALES, policy).code).toBe('arguments_invalid');
});

describe('which methods may be called', () => {
  test('those listed for the model, where it may be written', () => {
    expect(allowed(call('crm.lead.action_set_won'))).toMatchObject({
      rule: 'model_access.yaml:allowed_methods.crm.lead',
      obligation: { kind: 'opaque', model: 'crm.lead', method: 'action_set_won' },
      notes: [{ kind: 'result_withheld' }],
    });
    expect(refusal('res.country.action_refresh').code).toBe('method_not_allowed');
    expect(refusal('res.country.action_refresh', {}, ADMIN).code).toBe('method_not_allowed');
  });

  test('those a group grant names for it, even where it is otherwise only read', () => {
    expect(allowed(call('sale.order.action_confirm')).rule).toBe(
      'model_access.yaml:group_access.sales.sale.order',
    );
    expect(call('sale.order.action_quotation_send', {}, READER).effect).toBe('allow');
    expect(refusal('sale.order.action_quotation_send')).toMatchObject({
      code: 'method_not_allowed',
      allowed: 'On sale.order: action_confirm.',
    });
    expect(refusal('sale.order.action_confirm', {}, HR).code).toBe('model_not_allowed');
    expect(refusal('sale.order.action_confirm', {}, READER).effect).toBe('deny');
  });

  test('a method listed for another model is not', () => {
    expect(refusal('crm.lead.action_confirm').rule).toBe(
      'model_access.yaml:allowed_methods.crm.lead',
    );
  });

  test('for administrators too, unless unlisted_methods says otherwise', () => {
    expect(refusal('crm.lead.action_anything', {}, ADMIN).code).toBe('method_not_allowed');
    expect(allowed(call('crm.lead.action_anything', {}, ADMIN, FREE)).rule).toBe(
      'model_access.yaml:admin.unlisted_methods',
    );
    expect(call('stock.quant.action_anything', {}, ADMIN, FREE).effect).toBe('allow');
    expect(refusal('crm.lead.action_anything', {}, SALES, FREE).effect).toBe('deny');
    expect(refusal('res.country.action_anything', {}, ADMIN, FREE).effect).toBe('deny');
  });

  test('not on blocked, restricted or read-only models, whoever asks', () => {
    expect(refusal('res.users.has_group', {}, ADMIN, FREE).rule).toBe('G1');
    expect(refusal('ir.config_parameter.set_param', {}, ADMIN, FREE).effect).toBe('deny');
    expect(refusal('mail.message.action_x', {}, ADMIN, FREE).rule).toBe('G20');
    expect(refusal('crm.tag.action_x', {}, SALES, FREE).rule).toBe(
      'restrictions.yaml:admin_write_only',
    );
  });

  test('not without the group that calls need', () => {
    const policy = policyOf({
      access: ACCESS,
      rbac: { operation_group_requirements: { call: 'caller' } },
    });
    expect(refusal('crm.lead.action_set_won', {}, SALES, policy).rule).toBe(
      'rbac.yaml:operation_group_requirements.call',
    );
    expect(call('crm.lead.action_set_won', {}, subject(['caller']), policy).effect).toBe('allow');
  });

  const listing = (name: string) =>
    policyOf({
      access: {
        stock_models: { full_crud: ['crm.lead'] },
        allowed_methods: { 'crm.lead': [name] },
        admin: { unlisted_models: 'allow', unlisted_methods: 'allow' },
      },
      restrictions: RESTRICTIONS,
    });

  test.each([
    'web_save',
    'mapped',
    'filtered_domain',
    'copy_data',
    'copy',
    'update',
    'get_views',
    'get_property_definition',
    'web_resequence',
    'update_field_translations',
    'export_data',
    'pool',
    'browse',
    'message_notify',
    'message_post_with_source',
    'message_process',
    'get_portal_url',
    'find_or_create_record',
    'get_display_names_for_spreadsheet',
    'sudo',
    'with_user',
    'load',
    'init',
    '_search',
    '_read_group',
    '_anything',
  ])('%s is refused although it is listed', (name) => {
    for (const who of [SALES, ADMIN]) {
      const answer = refusal(`crm.lead.${name}`, {}, who, listing(name));
      expect(answer.code).toBe('method_not_allowed');
      expect(answer.rule).toMatch(/^G\d+$/);
    }
  });

  test('the refusal of an ORM method names the operation to use', () => {
    expect(refusal('crm.lead.hierarchy_read').allowed).toContain('search_read');
    expect(refusal('crm.lead.update').allowed).toContain('write');
    expect(refusal('crm.lead.get_views').allowed).toContain('fields_get');
    expect(refusal('crm.lead.export_data').allowed).toContain('read');
  });

  test('a restricted method is refused although it is listed', () => {
    expect(refusal('crm.lead.action_dangerous', {}, ADMIN, listing('action_dangerous')).rule).toBe(
      'restrictions.yaml:blocked_methods',
    );
  });
});

describe('the records of a call', () => {
  test.each([[[]], [[0]], [[1.5]], [[true as unknown as number]]])('not %j', (ids) => {
    expect(refusal('crm.lead.action_set_won', { ids }).code).toBe('ids_invalid');
  });

  test('each once, however often it is named', () => {
    expect(call('crm.lead.action_set_won', { ids: [2, 1, 2] })).toMatchObject({
      effect: 'allow',
      operation: { ids: [2, 1] },
    });
  });

  test('at most five hundred', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
    expect(call('crm.lead.action_set_won', { ids: ids(500) }).effect).toBe('allow');
    expect(refusal('crm.lead.action_set_won', { ids: ids(501) }).code).toBe('ids_invalid');
  });
});

describe('arguments', () => {
  test('of a listed method are sent as they are', () => {
    const parts = { args: [1, 'x', { a: [2] }], kwargs: { force: true, note: 'y' } };
    expect(allowed(call('sale.order.action_confirm', parts)).operation).toMatchObject(parts);
  });

  test('are not taken by a method that nobody listed', () => {
    expect(refusal('crm.lead.action_x', { args: [1] }, ADMIN, FREE).rule).toBe(
      'model_access.yaml:admin.unlisted_methods',
    );
    expect(refusal('crm.lead.action_x', { kwargs: { a: 1 } }, ADMIN, FREE).effect).toBe('deny');
    expect(
      call('crm.lead.action_x', { kwargs: { context: { lang: 'en_US' } } }, ADMIN, FREE).effect,
    ).toBe('allow');
  });

  test('of an inherited method are limited to those that stay on the record', () => {
    const post = (kwargs: JsonObject, args: readonly Json[] = []) =>
      call('crm.lead.message_post', { kwargs, args });
    expect(post({ body: 'hello' }).effect).toBe('allow');
    expect(post({ body: 'hello', author_id: 3 })).toMatchObject({ code: 'arguments_invalid' });
    expect(post({ body: 'hello', attachment_ids: [1] })).toMatchObject({ effect: 'deny' });
    expect(post({}, ['hello'])).toMatchObject({ code: 'arguments_invalid' });
    for (const kwargs of [{ message_type: 'comment' }, { subtype_xmlid: 'mail.mt_note' }])
      expect(post({ body: 'hello', ...kwargs }).effect).toBe('allow');
    for (const message_type of ['email', 'user_notification', '', null, ['comment']])
      expect(post({ body: 'hello', message_type })).toMatchObject({
        code: 'arguments_invalid',
        reason: 'crm.lead.message_post: message_type is one of comment.',
      });
    expect(post({ body: 'hello', subtype_xmlid: 'hr.mt_x' })).toMatchObject({ effect: 'deny' });
    expect(call('crm.lead.action_set_won', { args: [{ user_id: 2 }] })).toMatchObject({
      code: 'arguments_invalid',
    });
    expect(call('crm.lead.toggle_active', { kwargs: { x: 1 } })).toMatchObject({
      reason: 'crm.lead.toggle_active: it takes no arguments.',
    });
    expect(call('crm.lead.toggle_active').effect).toBe('allow');
  });

  test('have a size and a depth', () => {
    const nested = (depth: number): Json => (depth === 0 ? 1 : [nested(depth - 1)]);
    const sized = (length: number) =>
      call('sale.order.action_confirm', { args: ['x'.repeat(length)] });
    expect(sized(99_000).effect).toBe('allow');
    expect(sized(100_001)).toMatchObject({ code: 'arguments_invalid' });
    expect(call('sale.order.action_confirm', { args: [nested(10)] }).effect).toBe('allow');
    expect(refusal('sale.order.action_confirm', { args: [nested(11)] }).code).toBe(
      'arguments_invalid',
    );
  });

  test.each(['__proto__', 'A', '1a', 'a b', '', '_private'])('are not called %j', (name) => {
    const kwargs: JsonObject = JSON.parse(`{${JSON.stringify(name)}: 1}`);
    expect(refusal('sale.order.action_confirm', { kwargs }).effect).toBe('deny');
  });

  test.each<Json>(
    [
      ...['context', 'active_test', 'active_model', 'active_id', 'active_ids', 'force_company'],
      ...['allowed_company_ids', 'force_delete', 'tracking_disable', 'install_mode', 'import_file'],
    ].map((key) => ({ [key]: 1 })),
  )('carry no key that only a context has: %j', (value) => {
    expect(refusal('sale.order.action_confirm', { args: [value] }).reason).toContain(
      'an argument looks like a context',
    );
  });

  test.each<Json>([
    { context: {} },
    { default_user_id: 2 },
    { allowed_company_ids: [2] },
    { active_test: false },
    { harmless: 1, default_user_id: 2 },
    [[{ deep: { force_delete: true } }]],
  ])('carry no context in disguise: %j', (value) => {
    expect(refusal('sale.order.action_confirm', { args: [value] }).code).toBe('arguments_invalid');
    expect(refusal('sale.order.action_confirm', { kwargs: { options: value } }).code).toBe(
      'arguments_invalid',
    );
  });
});

describe('the context of a call', () => {
  test('is rebuilt wherever it stands', () => {
    const asked = {
      kwargs: { context: { lang: 'fr_FR', uid: 1 }, note: 'x' },
      context: { tz: 'UTC', su: 1 },
    };
    expect(allowed(call('sale.order.action_confirm', asked))).toMatchObject({
      operation: { kwargs: { note: 'x', context: { lang: 'fr_FR' } }, context: { tz: 'UTC' } },
      notes: [
        { kind: 'context_dropped', keys: ['su'] },
        { kind: 'context_dropped', keys: ['uid'] },
        { kind: 'result_withheld' },
      ],
    });
  });

  test('writes nothing by default_* keys', () => {
    const context = { default_user_ids: [[0, 0, { login: 'x' }]] };
    expect(refusal('sale.order.action_confirm', { context }).code).toBe('context_invalid');
    expect(refusal('sale.order.action_confirm', { kwargs: { context } }).code).toBe(
      'context_invalid',
    );
    expect(refusal('sale.order.action_confirm', { kwargs: { context: [1] } }).code).toBe(
      'context_invalid',
    );
  });
});
