import { describe, expect, test } from 'vitest';
import type { SchemaView } from '../../model-schema.ts';
import type { Effect, Operation } from '../../operation.ts';
import type { Subject } from '../../subject.ts';
import { allowed, ask, denied, search } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import {
  ACCESS,
  ADMIN,
  HR,
  model,
  POLICY,
  PORTAL,
  policyOf,
  READER,
  SALES,
  schemaNamed,
  subject,
} from '../demo-policy.fixture.ts';
import { isDeny } from '../refusal.ts';
import { subjectRights } from './subject-rights.ts';

type Judged = Exclude<Effect, 'login'>;
const EFFECTS: readonly Judged[] = ['read', 'create', 'write', 'unlink', 'call'];

/** The effects a subject has on a model. */
function effects(name: string, who: Subject, policy = POLICY): readonly string[] {
  const rights = subjectRights(who, policy).on(model(name));
  return EFFECTS.filter((effect) => !isDeny(rights[effect]));
}

function refusal(name: string, effect: Judged, who: Subject, policy = POLICY) {
  const answer = subjectRights(who, policy).on(model(name))[effect];
  if (!isDeny(answer)) throw new Error(`${effect} on ${name} is granted`);
  return answer;
}

describe('what is granted', () => {
  test('nothing, to a subject without groups, on a model in no list', () => {
    expect(effects('sale.order', subject([]))).toEqual([]);
    expect(refusal('sale.order', 'read', subject([]))).toMatchObject({
      code: 'model_not_allowed',
      rule: 'model_access.yaml:default_policy',
    });
  });

  test('a model that another release of Odoo calls otherwise: the name that is granted is told', () => {
    const policy = policyOf({ access: { stock_models: { read_only: ['hr.version', 'uom.uom'] } } });
    expect(refusal('hr.contract', 'read', SALES, policy)).toMatchObject({
      code: 'model_not_allowed',
      allowed: 'Since Odoo 19 it is called hr.version.',
    });
    expect(refusal('hr.contract', 'write', SALES, policy).allowed).toBeUndefined();
    expect(refusal('stock.production.lot', 'read', SALES, policy).allowed).toBeUndefined();
    expect(refusal('uom.category', 'read', SALES, policy).allowed).toContain('relative_uom_id');
  });

  test('a granted model that this Odoo does not have: what became of it is told', () => {
    const policy = policyOf({ access: { stock_models: { read_only: ['uom.category'] } } });
    const none: SchemaView = { get: () => 'absent' };
    expect(denied(decide(search('uom.category'), SALES, policy, none))).toMatchObject({
      code: 'schema_unavailable',
      allowed:
        'Since Odoo 19 there is no uom.category: units relate to each other by relative_uom_id.',
    });
  });

  test('everything on a full_crud model, methods included, to anybody', () => {
    expect(effects('crm.lead', subject([]))).toEqual(EFFECTS);
  });

  test('reading on a read_only model, to administrators too', () => {
    expect(effects('res.country', SALES)).toEqual(['read']);
    expect(effects('res.country', ADMIN)).toEqual(['read']);
    expect(refusal('res.country', 'write', ADMIN)).toMatchObject({
      code: 'operation_not_allowed',
      rule: 'model_access.yaml:read_only',
      allowed: 'On res.country the policy grants read.',
    });
    expect(refusal('res.country', 'call', ADMIN).code).toBe('method_not_allowed');
  });

  test('an admin_only model to administrators and to nobody else', () => {
    expect(effects('project.project', ADMIN)).toEqual(EFFECTS);
    expect(effects('project.project', SALES)).toEqual([]);
  });

  test('what the groups of the subject grant, no more', () => {
    expect(effects('sale.order', SALES)).toEqual(['read', 'create', 'write', 'call']);
    expect(effects('sale.order', READER)).toEqual(['read', 'call']);
    expect(effects('sale.order', HR)).toEqual([]);
  });

  test('the union of several groups', () => {
    expect(effects('hr.employee', SALES)).toEqual(['read']);
    expect(effects('hr.employee', subject(['sales', 'hr']))).toEqual([
      'read',
      'create',
      'write',
      'call',
    ]);
  });

  test('a group grant of more than a tier gives', () => {
    const policy = policyOf({
      access: {
        stock_models: { read_only: ['res.country'] },
        group_access: { sales: { 'res.country': { operations: ['write'] } } },
      },
    });
    expect(effects('res.country', SALES, policy)).toEqual(['read', 'write', 'call']);
  });

  test('models a glob names, and none beside it', () => {
    expect(effects('hr.department', HR)).toContain('read');
    expect(effects('hrx.department', HR)).toEqual([]);
  });

  test('unlisted models to administrators as the policy says', () => {
    const unlisted = (unlisted_models: string) =>
      effects(
        'stock.quant',
        ADMIN,
        policyOf({ access: { ...ACCESS, admin: { unlisted_models } } }),
      );
    expect(unlisted('deny')).toEqual([]);
    expect(unlisted('read')).toEqual(['read']);
    expect(unlisted('allow')).toEqual(EFFECTS);
  });

  test('reads, under default_policy allow, of unlisted models only', () => {
    const policy = policyOf({ access: { ...ACCESS, default_policy: 'allow' } });
    expect(effects('stock.quant', SALES, policy)).toEqual(['read']);
    expect(effects('project.project', SALES, policy)).toEqual([]);
    expect(effects('res.users', SALES, policy)).toEqual([]);
  });

  test('nothing by a method list alone where the model may not be written', () => {
    expect(effects('res.country', SALES)).not.toContain('call');
  });
});

describe('the rule that grants', () => {
  const rule = (name: string, who: Subject, access: object) =>
    allowed(ask(search(name, { fields: ['id'] }), who, policyOf({ access }))).rule;

  test.each<[string, Subject, object]>([
    ['full_crud', SALES, { stock_models: { full_crud: ['crm.tag'] } }],
    ['read_only', SALES, { stock_models: { read_only: ['crm.tag'] } }],
    ['admin_only', ADMIN, { stock_models: { admin_only: ['crm.tag'] } }],
    ['admin.unlisted_models', ADMIN, { admin: { unlisted_models: 'read' } }],
    ['default_policy', SALES, { default_policy: 'allow' }],
    [
      'group_access.sales.crm.tag',
      SALES,
      { group_access: { sales: { 'crm.tag': { operations: ['read'] } } } },
    ],
  ])('is told: %s', (key, who, access) => {
    expect(rule('crm.tag', who, access)).toBe(`model_access.yaml:${key}`);
  });
});

describe('what hangs on a record', () => {
  const talk = {
    kind: 'read_messages',
    model: model('crm.lead'),
    ids: [1],
  } as unknown as Operation;
  const view: SchemaView = {
    get: (name) => {
      const orders = schemaNamed('sale.order');
      return { ...orders, model: name };
    },
  };
  const talks = (who: Subject, access: object) =>
    decide(talk, who, policyOf({ access }), view, { holds: () => true }).effect;
  const grant = (operations: readonly string[], read?: readonly string[]) => ({
    'crm.lead': { operations, ...(read === undefined ? {} : { fields: { read } }) },
  });

  test('is open to administrators by their default, and not where they have none', () => {
    const group_access = { 'base.group_system': grant(['read']) };
    expect(talks(ADMIN, { group_access, admin: { unlisted_models: 'read' } })).toBe('allow');
    expect(talks(ADMIN, { group_access, admin: { unlisted_models: 'deny' } })).toBe('deny');
  });

  test('is as open as the widest of its grants', () => {
    const both = subject(['sales', 'talkers']);
    const listed = grant(['read_messages'], ['name']);
    const open = grant(['read', 'read_messages']);
    expect(talks(both, { group_access: { sales: open, talkers: listed } })).toBe('allow');
    expect(talks(both, { group_access: { sales: grant(['read']), talkers: listed } })).toBe('deny');
  });

  test('is closed to all where a rule lets nobody read it', () => {
    const nobody = policyOf({
      access: { stock_models: { full_crud: ['crm.lead'] } },
      rbac: { operation_group_requirements: { read: [] } },
    });
    for (const who of [SALES, ADMIN])
      expect(denied(ask(search('crm.lead'), who, nobody)).reason).toBe(
        'read on crm.lead is not allowed: the policy lets nobody.',
      );
    expect(denied(ask({ kind: 'list_models' }, SALES, nobody)).reason).toBe(
      'read is not allowed: the policy lets nobody.',
    );
  });
});

describe('what is taken away', () => {
  test('guardrail models, whatever is granted to whom', () => {
    const policy = policyOf({
      access: {
        default_policy: 'allow',
        admin: { unlisted_models: 'allow' },
        stock_models: { full_crud: ['res.users', 'ir.config_parameter'] },
      },
    });
    for (const name of ['res.users', 'ir.config_parameter', 'ir.rule']) {
      expect(effects(name, ADMIN, policy)).toEqual([]);
      expect(refusal(name, 'read', ADMIN, policy)).toMatchObject({ code: 'model_blocked' });
      expect(refusal(name, 'read', ADMIN, policy).rule).toMatch(/^G\d+$/);
    }
  });

  test('writes of guardrail read-only models; reads still need a grant', () => {
    expect(effects('mail.message', SALES)).toEqual([]);
    const policy = policyOf({ access: { stock_models: { full_crud: ['mail.message'] } } });
    expect(effects('mail.message', ADMIN, policy)).toEqual(['read']);
    expect(refusal('mail.message', 'write', ADMIN, policy)).toMatchObject({
      code: 'operation_not_allowed',
      rule: 'G20',
    });
  });

  test('always_blocked models, to administrators and grants alike', () => {
    expect(refusal('hr.payslip.line', 'read', HR)).toMatchObject({
      code: 'model_blocked',
      rule: 'restrictions.yaml:always_blocked',
    });
    expect(effects('hr.payslip', ADMIN)).toEqual([]);
  });

  test('admin_only models to everybody but administrators', () => {
    const granted = policyOf({
      access: { stock_models: { full_crud: ['res.bank'] } },
      restrictions: { admin_only: ['res.bank'] },
    });
    expect(effects('res.bank', SALES, granted)).toEqual([]);
    expect(effects('res.bank', ADMIN, granted)).toEqual(EFFECTS);
    expect(refusal('res.bank', 'read', SALES, granted).rule).toBe('restrictions.yaml:admin_only');
  });

  test('admin_write_only writes to everybody but administrators; the read still needs its grant', () => {
    expect(effects('crm.tag', SALES)).toEqual(['read']);
    expect(effects('crm.tag', ADMIN)).toEqual(EFFECTS);
    expect(refusal('crm.tag', 'unlink', SALES).rule).toBe('restrictions.yaml:admin_write_only');
    const ungranted = policyOf({ restrictions: { admin_write_only: ['res.bank'] } });
    expect(effects('res.bank', SALES, ungranted)).toEqual([]);
  });

  test('operations whose group the subject lacks; any one of the groups is enough', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['crm.lead'] } },
      rbac: { operation_group_requirements: { unlink: ['boss', 'owner'], create: [] } },
    });
    expect(effects('crm.lead', SALES, policy)).toEqual(['read', 'write', 'call']);
    expect(effects('crm.lead', subject(['owner']), policy)).toContain('unlink');
    expect(effects('crm.lead', ADMIN, policy)).toEqual(['read', 'write', 'unlink', 'call']);
    expect(refusal('crm.lead', 'unlink', SALES, policy)).toMatchObject({
      code: 'operation_not_allowed',
      rule: 'rbac.yaml:operation_group_requirements.unlink',
      reason: 'unlink on crm.lead is not allowed: it takes the group boss or owner.',
    });
  });

  test('a group needed for calls is not one needed for writes', () => {
    const policy = policyOf({
      access: ACCESS,
      rbac: { operation_group_requirements: { call: 'boss' } },
    });
    expect(effects('crm.lead', SALES, policy)).toEqual(['read', 'create', 'write', 'unlink']);
  });
});

describe('portal users', () => {
  test('reach only portal_models, and read them', () => {
    expect(effects('crm.lead', PORTAL)).toEqual(['read']);
    expect(effects('res.country', PORTAL)).toEqual([]);
    expect(refusal('sale.order', 'read', PORTAL).rule).toBe('model_access.yaml:portal_models');
  });

  test('write where a group of theirs grants it', () => {
    expect(effects('res.partner', PORTAL)).toEqual(['read', 'create', 'write', 'call']);
  });

  test('stay portal users with the administrator flag', () => {
    expect(effects('res.country', subject(['base.group_portal'], { admin: true }))).toEqual([]);
  });

  test('are internal users once they have the internal group', () => {
    expect(effects('res.country', subject(['base.group_portal', 'base.group_user']))).toEqual([
      'read',
    ]);
  });
});
