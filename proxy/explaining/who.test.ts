import { describe, expect, it } from 'vitest';
import type { GroupName } from '../../policies/names.ts';
import { sha256 } from '../guarded.fixture.ts';
import { offline } from './setting.fixture.ts';
import { subjectOf } from './who.ts';

const gateway = `
identity:
  tokens:
    - {name: sales-agent, sha256: ${sha256('s')}, groups: [sales]}
    - {name: desk, sha256: ${sha256('d')}, acts_for: {uid: 9, partner_id: 8, company_ids: [2, 1]}}
  stdio: {name: me, groups: [hr], admin: true}
`;
const { policy } = offline({ gateway }).context;

describe('whose call is asked about', () => {
  it('a token has its own groups', () => {
    expect(subjectOf({ token: 'sales-agent', uid: 7 }, policy)).toMatchObject({
      id: 'token:sales-agent',
      groups: new Set(['sales']),
      admin: false,
      odoo: { uid: 7 },
    });
  });

  it('a token stands for whom gateway.yaml says, unless another user is asked about', () => {
    expect(subjectOf({ token: 'desk' }, policy).odoo).toMatchObject({
      uid: 9,
      partnerId: 8,
      companyIds: [2, 1],
    });
    expect(subjectOf({ token: 'desk', uid: 7 }, policy).odoo).not.toHaveProperty('companyIds');
  });

  it('so has the person on stdio', () => {
    expect(subjectOf({ token: 'me' }, policy)).toMatchObject({ id: 'stdio', admin: true });
  });

  it('anybody else has the groups that are given, and is no stranger', () => {
    const groups = ['sales' as GroupName];
    expect(subjectOf({ groups }, policy)).toMatchObject({
      name: 'somebody of sales',
      source: 'odoo',
      groups: new Set(groups),
      admin: false,
    });
  });

  it.each([
    ['sales-agnt', 'did you mean "sales-agent"?'],
    ['nobody-like-it', 'it names sales-agent, desk, me'],
  ])('nobody is called %s', (token, hint) => {
    expect(() => subjectOf({ token }, policy)).toThrow(hint);
  });

  it('without names, groups are the way to ask', () => {
    expect(() => subjectOf({ token: 'x' }, offline({}).context.policy)).toThrow(
      'it names nobody; describe somebody by groups instead',
    );
  });
});
