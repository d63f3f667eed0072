import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { Subject } from '../../subject.ts';
import { ask, asked, denied, sentValues, write } from '../asking.fixture.ts';
import { policyOf, subject } from '../demo-policy.fixture.ts';
import { ANN, made, ruled } from './rule-values.fixture.ts';

describe('who makes a record', () => {
  const byMe: readonly Json[] = [['create_uid', '=', '$uid']];

  test('is known, and not written', () => {
    expect(sentValues(made('res.partner', byMe, { name: 'x' }))).toEqual([{ name: 'x' }]);
    expect(denied(made('res.partner', [['create_uid', '=', 6]], { name: 'x' })).reason).toContain(
      'out of reach',
    );
  });

  test('is not known of a subject without an account', () => {
    const nobody = subject(['staff']);
    expect(
      denied(made('res.partner', [['create_uid', '=', 6]], { name: 'x' }, nobody)).allowed,
    ).toBe('Give a value for create_uid.');
  });

  test('is what it was where a record is only written', () => {
    const written = write('res.partner', { phone: '1' }, [7]);
    expect(asked(written, ANN, ruled('res.partner', ['create_uid', '=', 6]))).toEqual([
      {
        model: 'res.partner',
        ids: [7],
        domain: ['&', ['active', 'in', [true, false]], ['create_uid', '=', 6]],
      },
    ]);
  });
});

describe('the subject’s own values', () => {
  test('stand in every part of a rule', () => {
    const policy = ruled(
      'crm.lead',
      ...['|', '!', ['user_id', '=', '$uid'], '|', ['partner_id', 'in', ['$partner_id', 3]]],
      ['partner_id', 'any', ['!', ['company_id', 'in', '$company_ids'], ['user_id', '=', '$uid']]],
    );
    expect(asked(write('crm.lead', { name: 'x' }, [7]), ANN, policy)).toMatchObject([
      {
        domain: [
          ...['|', '|', '!', ['user_id', '=', 5], ['partner_id', 'in', [9, 3]]],
          ['partner_id', 'any', ['&', '!', ['company_id', 'in', [1, 2]], ['user_id', '=', 5]]],
        ],
      },
    ]);
  });

  test.each(['$uid', '$partner_id', '$company_ids'])(
    'deny where there is no %s, be it that there is no account',
    (variable) => {
      const own = ruled('crm.lead', ['partner_id', 'in', [variable]]);
      const bare = {
        odoo: { database: 'd', login: 'l' } as unknown as NonNullable<Subject['odoo']>,
      };
      for (const who of [subject(['staff']), subject(['staff'], bare)])
        expect(denied(ask(write('crm.lead', { name: 'x' }), who, own))).toMatchObject({
          rule: 'rbac.yaml:record_rules.crm.lead[0]',
          reason: expect.stringContaining(`turns on ${variable},`),
        });
    },
  );

  test('a rule for several groups binds whoever is in one', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['crm.lead'] } },
      rbac: {
        record_rules: {
          'crm.lead': [{ domain: [['user_id', '=', '$uid']], groups: ['staff', 'clerks'] }],
        },
      },
    });
    expect(asked(write('crm.lead', { name: 'x' }, [7]), ANN, policy)).toHaveLength(1);
  });

  test('a condition that Odoo reads as a search by name, or on what is no relation, lets nothing through', () => {
    for (const condition of [
      ['partner_id', '=', 'Azure'],
      ['name.x', '=', 1],
      ['expected_revenue', '=', 'x'],
      ['name', 'any', [['x', '=', 1]]],
    ] as const)
      for (const domain of [[condition], ['|', ['id', '=', 1], condition], ['!', condition]])
        expect(
          denied(ask(write('crm.lead', { name: 'x' }), ANN, ruled('crm.lead', ...domain))),
        ).toMatchObject({
          code: 'record_not_allowed',
          reason: expect.stringContaining('cannot be applied'),
        });
  });
});

test('a variable that the subject has no value for lets nothing be made or written', () => {
  const nobody = subject(['staff']);
  const own: readonly Json[] = [['user_id', '=', '$uid']];
  for (const decision of [
    made('crm.lead', own, { user_id: 5 }, nobody),
    ask(write('crm.lead', { name: 'x' }), nobody, ruled('crm.lead', ...own)),
  ])
    expect(denied(decision).reason).toContain('turns on $uid');
});
