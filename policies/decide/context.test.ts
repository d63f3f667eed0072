import { describe, expect, test } from 'vitest';
import type { Note } from '../decision.ts';
import type { Json } from '../json.ts';
import type { Operation } from '../operation.ts';
import { ask, create, denied, sent } from './asking.fixture.ts';
import { judgeContext } from './context.ts';
import { id, model, SALES, subject } from './demo-policy.fixture.ts';

const OWN = subject(['sales'], { odoo: { database: 'd', login: 'l', uid: 5, companyIds: [1, 2] } });

function judged(context: Json | undefined, who = SALES) {
  const notes: Note[] = [];
  return { answer: judgeContext(context, who, notes), notes };
}

describe('a context', () => {
  test('keeps what narrows or translates', () => {
    const context = { lang: 'fr_BE', tz: 'Europe/Brussels', allowed_company_ids: [1] };
    expect(judged(context)).toEqual({ answer: context, notes: [] });
    expect(judged({ lang: 'sr@latin' }).answer).toEqual({ lang: 'sr@latin' });
  });

  test('may ask for an order to be cancelled without a window', () => {
    const context = { disable_cancel_warning: true };
    expect(judged(context)).toEqual({ answer: context, notes: [] });
    expect(judged({ disable_cancel_warning: 1 }).answer).toMatchObject({ effect: 'deny' });
  });

  test('loses every other key, and says so', () => {
    const { answer, notes } = judged({
      active_test: false,
      tracking_disable: true,
      lang: 'en_US',
      uid: 1,
      'Odd key': 1,
    });
    expect(answer).toEqual({ lang: 'en_US' });
    expect(notes).toEqual([
      {
        kind: 'context_dropped',
        keys: ['active_test', 'tracking_disable', 'uid', '(not a context key)'],
      },
    ]);
  });

  test('names a thousand companies at most', () => {
    const companies = (length: number) => Array.from({ length }, (_, index) => index + 1);
    const named = (length: number) => judged({ allowed_company_ids: companies(length) }).answer;
    expect(named(1_000)).toEqual({ allowed_company_ids: companies(1_000) });
    expect(named(1_001)).toMatchObject({ code: 'context_invalid' });
  });

  test('loses keys that are none without repeating them', () => {
    const odd = { 'active_test ': 1, '1x': 1, active_test_Jane: 1, ['x'.padEnd(65, 'x')]: 1 };
    expect(judged(odd).notes).toEqual([
      { kind: 'context_dropped', keys: Array.from({ length: 4 }, () => '(not a context key)') },
    ]);
  });

  test('is none when none is given', () => {
    expect(judged(undefined)).toEqual({ answer: undefined, notes: [] });
    expect(judged(null)).toEqual({ answer: undefined, notes: [] });
    expect(judged({})).toEqual({ answer: {}, notes: [] });
  });

  test('names the subject’s companies when they are known, given or not, and never none', () => {
    expect(judged(undefined, OWN).answer).toEqual({ allowed_company_ids: [1, 2] });
    expect(judged({ lang: 'fr_FR' }, OWN).answer).toEqual({
      lang: 'fr_FR',
      allowed_company_ids: [1, 2],
    });
    expect(judged({}, OWN).answer).toEqual({ allowed_company_ids: [1, 2] });
    const odoo = { database: 'd', login: 'l', uid: 5, companyIds: [] };
    expect(judged({}, subject(['sales'], { odoo })).answer).toEqual({});
    expect(judged({ allowed_company_ids: [2] }, OWN).answer).toEqual({ allowed_company_ids: [2] });
    expect(judged({ allowed_company_ids: [3] }, OWN).answer).toMatchObject({
      code: 'context_invalid',
    });
    expect(judged({ allowed_company_ids: [1, 3] }, OWN).answer).toMatchObject({
      code: 'context_invalid',
    });
  });

  test.each<Json>([
    'lang',
    [1],
    false,
    5,
    { lang: 5 },
    { lang: 'fr_FR; x' },
    { lang: '../x' },
    { lang: '../en_US' },
    { lang: 'en_US/..' },
    { tz: 5 },
    { tz: 'x'.repeat(65) },
    { tz: 'a b' },
    { allowed_company_ids: [] },
    { allowed_company_ids: 1 },
    { allowed_company_ids: null },
    { allowed_company_ids: ['1'] },
    { allowed_company_ids: [true] },
    { allowed_company_ids: [0] },
    { default_user_id: 2 },
    { default_: 1 },
  ])('%j is refused', (context) => {
    expect(judged(context).answer).toMatchObject({ effect: 'deny', code: 'context_invalid' });
  });
});

test('the refusal of a default says where the value belongs', () => {
  expect(judged({ default_name: 'x' }).answer).toMatchObject({
    allowed: 'Put the value among the values of the record instead.',
  });
});

describe('every operation that takes a context', () => {
  const operations: readonly Operation[] = [
    { kind: 'search_read', model: model('crm.lead'), fields: ['name'] },
    { kind: 'search_count', model: model('crm.lead') },
    { kind: 'read', model: model('crm.lead'), ids: [id(1)], fields: ['name'] },
    { kind: 'fields_get', model: model('crm.lead') },
    create('crm.lead', { name: 'x' }),
    { kind: 'write', model: model('crm.lead'), ids: [id(1)], values: { name: 'x' }, dryRun: false },
    { kind: 'unlink', model: model('crm.lead'), ids: [id(1)], dryRun: false },
  ];

  test.each(operations)('$kind has it judged', (operation) => {
    const with_ = (context: Json) => ask({ ...operation, context } as Operation);
    expect(sent(with_({ lang: 'en_US', su: 1 }))).toMatchObject({ context: { lang: 'en_US' } });
    expect(sent(ask(operation))).not.toHaveProperty('context');
    expect(denied(with_({ default_name: 'x' })).code).toBe('context_invalid');
  });
});

describe('companies of the account that carries the calls', () => {
  const carried = subject(['sales'], {
    odoo: { database: 'demo', login: 'bot', uid: 2, companyIds: [1, 2], carrier: true },
  });

  test('are sent, and not chosen among, but for the one it works in', () => {
    expect(judgeContext({ allowed_company_ids: [1] }, carried, [])).toEqual({
      allowed_company_ids: [1],
    });
    expect(judgeContext({ lang: 'en_US' }, carried, [])).toMatchObject({
      allowed_company_ids: [1, 2],
    });
    expect(judgeContext({ allowed_company_ids: [2] }, carried, [])).toMatchObject({
      code: 'context_invalid',
    });
  });
});
