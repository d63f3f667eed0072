import { describe, expect, test } from 'vitest';
import {
  ADMIN,
  HR,
  model,
  POLICY,
  PORTAL,
  policyOf,
  SALES,
  subject,
} from '../demo-policy.fixture.ts';
import { accessLevel, refusalOfKind } from './model-access.ts';

describe('the access level shown', () => {
  test.each([
    ['crm.lead', SALES, 'full_crud'],
    ['sale.order', SALES, 'read_write'],
    ['res.country', SALES, 'read_only'],
    ['crm.tag', SALES, 'read_only'],
    ['project.project', ADMIN, 'admin_only'],
    ['project.project', SALES, undefined],
    ['res.users', ADMIN, undefined],
    ['stock.quant', ADMIN, 'read_only'],
    ['stock.quant', SALES, undefined],
  ])('%s', (name, who, level) => {
    expect(accessLevel(model(name), who, POLICY)).toBe(level);
  });

  test('a model that may be filled and not read', () => {
    const policy = policyOf({
      access: { group_access: { sales: { 'crm.lead': { operations: ['create'] } } } },
    });
    expect(accessLevel(model('crm.lead'), SALES, policy)).toBe('write_only');
  });

  test('restrictions.admin_only models are the administrator’s', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['crm.lead'] } },
      restrictions: { admin_only: ['crm.lead'] },
    });
    expect(accessLevel(model('crm.lead'), ADMIN, policy)).toBe('admin_only');
  });
});

describe('what can be reached at all', () => {
  const mayReach = (...asked: Parameters<typeof refusalOfKind>) =>
    refusalOfKind(...asked) === undefined;
  const none = policyOf({ access: { admin: { unlisted_models: 'deny' } } });

  test('nothing, under an empty policy, but signing in and listing', () => {
    for (const who of [SALES, ADMIN]) {
      expect(mayReach('search_read', undefined, who, none)).toBe(false);
      expect(mayReach('create', undefined, who, none)).toBe(false);
      expect(mayReach('login', undefined, who, none)).toBe(true);
      expect(mayReach('whoami', undefined, who, none)).toBe(true);
      expect(mayReach('list_models', undefined, who, none)).toBe(true);
    }
  });

  test('by a tier, a group grant, the default or an administrator’s default', () => {
    const tier = policyOf({ access: { stock_models: { full_crud: ['crm.lead'] } } });
    expect(mayReach('unlink', undefined, subject([]), tier)).toBe(true);
    expect(mayReach('call', undefined, subject([]), tier)).toBe(true);
    const grants = policyOf({
      access: { group_access: { sales: { 'crm.*': { operations: ['create'] } } } },
    });
    expect(mayReach('create', undefined, SALES, grants)).toBe(true);
    expect(mayReach('create', undefined, HR, grants)).toBe(false);
    expect(mayReach('write', undefined, SALES, grants)).toBe(false);
    expect(mayReach('call', undefined, SALES, grants)).toBe(false);
    const open = policyOf({ access: { default_policy: 'allow' } });
    expect(mayReach('search_read', undefined, SALES, open)).toBe(true);
    expect(mayReach('write', undefined, SALES, open)).toBe(false);
    const admins = policyOf({ access: { admin: { unlisted_models: 'read' } } });
    expect(mayReach('search_read', undefined, ADMIN, admins)).toBe(true);
    expect(mayReach('write', undefined, ADMIN, admins)).toBe(false);
    expect(mayReach('search_read', undefined, SALES, admins)).toBe(false);
    const all = policyOf({ access: { admin: { unlisted_models: 'allow' } } });
    expect(mayReach('unlink', undefined, ADMIN, all)).toBe(true);
  });

  test('calls by a grant that names methods, or that lets its model be written', () => {
    const granting = (grant: object) =>
      policyOf({ access: { group_access: { sales: { 'sale.order': grant } } } });
    const calls = (grant: object) => mayReach('call', undefined, SALES, granting(grant));
    expect(calls({ operations: ['read'] })).toBe(false);
    expect(calls({ operations: ['read', 'write'] })).toBe(true);
    expect(calls({ operations: ['read'], methods: ['action_confirm'] })).toBe(true);
  });

  test('conversations, and nothing else that hangs on a record, by an administrator’s default', () => {
    const all = policyOf({ access: { admin: { unlisted_models: 'allow' } } });
    expect(mayReach('read_messages', undefined, ADMIN, all)).toBe(true);
    for (const kind of ['post_message', 'read_attachments', 'print_report'] as const)
      expect(mayReach(kind, undefined, ADMIN, all)).toBe(false);
    for (const kind of ['create', 'write', 'unlink', 'call'] as const)
      expect(mayReach(kind, undefined, ADMIN, all)).toBe(true);
  });

  test('on one model, what is granted on that one', () => {
    expect(mayReach('write', model('sale.order'), SALES, POLICY)).toBe(true);
    expect(mayReach('unlink', model('sale.order'), SALES, POLICY)).toBe(false);
  });

  test('by a portal user, through portal_models', () => {
    expect(mayReach('search_read', undefined, PORTAL, POLICY)).toBe(true);
    expect(mayReach('unlink', undefined, PORTAL, POLICY)).toBe(false);
  });
});
