import { describe, expect, test } from 'vitest';
import { NO_FACTS } from '../../facts.ts';
import type { Json } from '../../json.ts';
import type { SchemaView } from '../../model-schema.ts';
import type { Operation } from '../../operation.ts';
import type { Subject } from '../../subject.ts';
import { allowed, denied, NONE_FIT, search } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import {
  ADMIN,
  ALL_SCHEMAS,
  id,
  model,
  modelSchema,
  policyOf,
  SALES,
} from '../demo-policy.fixture.ts';

const OWN = modelSchema('calendar.event', {
  name: 'char',
  location: 'char',
  start: 'datetime',
  privacy: 'selection',
  user_id: 'many2one:res.users',
  partner_ids: 'many2many:res.partner rare',
  categ_ids: 'many2many:calendar.event.type rare',
  message_ids: 'one2many:mail.message inverse=res_id rare',
});
const OTHERS = new Map([
  ['calendar.event', OWN],
  ['calendar.event.type', modelSchema('calendar.event.type', { name: 'char' })],
  [
    'calendar.attendee',
    modelSchema('calendar.attendee', { event_id: 'many2one:calendar.event', state: 'selection' }),
  ],
]);
const VIEW: SchemaView = { get: (name) => OTHERS.get(name) ?? ALL_SCHEMAS.get(name) };
const ATTACHED = ['read_messages', 'post_message', 'read_attachments', 'print_report'];
const POLICY = policyOf({
  access: {
    stock_models: { full_crud: [...OTHERS.keys(), 'res.partner'] },
    group_access: { sales: { 'calendar.event': { operations: ATTACHED } } },
  },
});
const INVITED: Subject = {
  ...SALES,
  odoo: { database: 'd', login: 'ann', uid: 6, partnerId: 7 },
};
const OPEN: Json = ['privacy', '!=', 'private'];

function judge(operation: Operation, who: Subject = SALES) {
  return decide(operation, who, POLICY, VIEW, { holds: () => true });
}

/** What is searched with, where a search has this domain. */
function sent(domain: Json, who: Subject = SALES, more: object = {}) {
  const parts = { domain, fields: ['id'], ...more };
  const { operation } = allowed(judge(search('calendar.event', parts), who));
  return 'domain' in operation ? operation.domain : undefined;
}

describe('a search of meetings by what private ones keep to themselves', () => {
  const secret: Json = ['name', 'ilike', 'dismissal'];

  test.each<[string, Json, Json]>([
    ['a condition', [secret], ['&', OPEN, secret]],
    ['its negation', ['!', secret], ['&', OPEN, '!', secret]],
    [
      'one of several',
      ['|', ['start', '>', '2026-01-01'], secret],
      ['&', OPEN, '|', ['start', '>', '2026-01-01'], secret],
    ],
    [
      'a path that goes on',
      [['categ_ids.name', '=', 'x']],
      ['&', OPEN, ['categ_ids.name', '=', 'x']],
    ],
    [
      'a sub-domain',
      [['categ_ids', 'any', [['name', '=', 'x']]]],
      ['&', OPEN, ['categ_ids', 'any', [['name', '=', 'x']]]],
    ],
  ])('is about the others: %s', (_, domain, narrowed) => {
    expect(sent(domain)).toEqual(narrowed);
    expect(sent(domain, { ...ADMIN, groups: SALES.groups })).toEqual(narrowed);
  });

  test('is about those the subject is invited to as well, and says that it is narrowed', () => {
    const own: Json = ['partner_ids', 'in', [7]];
    expect(sent([secret], INVITED)).toEqual(['&', '|', OPEN, own, secret]);
    const count = {
      kind: 'search_count',
      model: model('calendar.event'),
      domain: [secret],
    } as const;
    expect(allowed(judge(count)).notes).toContainEqual({
      kind: 'records_narrowed',
      model: 'calendar.event',
    });
  });

  test('is not narrowed where meetings cannot be private', () => {
    const fields = new Map([...OWN.fields].filter(([name]) => name !== 'privacy'));
    const view: SchemaView = {
      get: (name) => (name === 'calendar.event' ? { ...OWN, fields } : VIEW.get(name)),
    };
    const asked = search('calendar.event', { domain: [secret], fields: ['id'], order: 'name' });
    const { operation } = allowed(decide(asked, SALES, POLICY, view, NO_FACTS));
    expect(operation).toMatchObject({ domain: [secret] });
  });

  test('may be in its order alone', () => {
    expect(sent([], SALES, { order: 'start desc, name' })).toEqual([OPEN]);
    expect(sent([], SALES, { order: 'start desc, id' })).toEqual([]);
  });

  test.each<readonly [Json]>([
    [['start', '>=', '2026-01-01']],
    [['user_id', '=', 6]],
    [['user_id.name', '=', 'Ann']],
    [['partner_ids', 'in', [7, 8]]],
    [['privacy', '=', 'private']],
  ])('when somebody is busy is nobody’s secret: %j', (condition) => {
    expect(sent([condition])).toEqual([condition]);
  });

  test('is not made through a relation, nor by name', () => {
    const through = (leaf: Json) =>
      denied(judge(search('calendar.attendee', { domain: [leaf], fields: ['id'] })));
    expect(through(['event_id.name', 'ilike', 'x'])).toMatchObject({
      code: 'field_not_searchable',
      rule: 'built-in:private-meetings',
      allowed: expect.stringContaining('Search calendar.event itself'),
    });
    expect(through(['event_id', 'any', [['location', '=', 'x']]])).toMatchObject({
      rule: 'built-in:private-meetings',
    });
    expect(through(['event_id', 'ilike', 'x'])).toMatchObject({ rule: 'built-in:name-search' });
    const found = search('calendar.attendee', {
      domain: [['event_id.start', '>', '2026-01-01']],
      fields: ['id'],
    });
    expect(judge(found).effect).toBe('allow');
  });
});

describe('what hangs on a private meeting', () => {
  const meeting = { model: model('calendar.event'), ids: [id(4)] };
  const operations: readonly Operation[] = [
    { kind: 'read_messages', ...meeting },
    { kind: 'post_message', ...meeting, body: 'x', dryRun: false },
    { kind: 'read_attachments', ...meeting },
    { kind: 'print_report', ...meeting, report: 'calendar.report' },
  ];

  test.each(operations)('is for those who are invited: $kind', (operation) => {
    expect(decide(operation, INVITED, POLICY, VIEW, NO_FACTS)).toMatchObject({
      effect: 'need_facts',
      questions: [{ ids: [4], domain: ['|', OPEN, ['partner_ids', 'in', [7]]] }],
    });
    expect(denied(decide(operation, INVITED, POLICY, VIEW, NONE_FIT))).toMatchObject({
      code: 'record_not_allowed',
      rule: 'built-in:private-meetings',
    });
    expect(judge(operation, INVITED).effect).toBe('allow');
  });
});
