import { describe, expect, test } from 'vitest';
import { MASK } from '../decision.ts';
import type { Json } from '../json.ts';
import type { MethodName, RecordId } from '../names.ts';
import type { Operation, OperationKind } from '../operation.ts';
import { allowed, ask, denied, sent } from './asking.fixture.ts';
import { model, policyOf, subject } from './demo-policy.fixture.ts';

const POLICY = policyOf({
  access: {
    stock_models: { full_crud: ['sale.order'] },
    allowed_methods: { 'sale.order': ['action_confirm'] },
    group_access: {
      clerk: {
        'sale.order': {
          operations: ['read_messages', 'post_message', 'read_attachments', 'print_report'],
        },
      },
    },
  },
});
const CLERK = subject(['clerk']);
const order = { model: model('sale.order') };
const one = { ...order, ids: [5 as RecordId] };

/** Every operation on a model with the least it takes. */
const LEAST: readonly Operation[] = [
  { kind: 'search_read', ...order, fields: ['name'] },
  { kind: 'read', ...one, fields: ['name'] },
  { kind: 'search_count', ...order },
  { kind: 'read_group', ...order, groupby: ['state'] },
  { kind: 'name_search', ...order },
  { kind: 'fields_get', ...order },
  { kind: 'default_get', ...order, fields: ['name'] },
  { kind: 'onchange', ...order, values: {}, changed: [], fields: ['name'] },
  { kind: 'create_requirements', ...order },
  { kind: 'record_actions', ...one },
  { kind: 'read_messages', ...one },
  { kind: 'post_message', ...one, body: 'hello', dryRun: false },
  { kind: 'read_attachments', ...one },
  { kind: 'print_report', ...one, report: 'sale.report_saleorder' },
  { kind: 'create', ...order, values: [{ name: 'x' }], dryRun: false },
  { kind: 'write', ...one, values: { name: 'x' }, dryRun: false },
  { kind: 'unlink', ...one, dryRun: false },
  {
    ...{ kind: 'call', ...one, method: 'action_confirm' as MethodName },
    ...{ args: [], kwargs: {}, dryRun: false },
  },
];

/** What an operation of a kind comes to with these parts beside the least it takes. */
function asked(kind: OperationKind, parts: Readonly<Record<string, Json>> = {}) {
  const least = LEAST.find((operation) => operation.kind === kind);
  if (least === undefined) throw new Error(`no ${kind}`);
  return ask({ ...least, ...parts } as Operation, CLERK, POLICY);
}

const having = (slot: string): readonly OperationKind[] => {
  const kinds = LEAST.filter((operation) => slot in operation).map(({ kind }) => kind);
  if (kinds.length === 0) throw new Error(`no operation has ${slot}`);
  return kinds;
};
const KINDS = LEAST.map(({ kind }) => kind);
const LIMITED = ['search_read', 'read_group', 'name_search', 'read_messages', 'read_attachments'];
const PAGED = ['search_read', 'read_group', 'read_messages', 'read_attachments'];
const FILTERED = ['search_read', 'search_count', 'read_group', 'name_search'];
const SORTED = ['search_read', 'read_group'];

describe('of every operation', () => {
  test.each(KINDS)('a context is judged: %s', (kind) => {
    const translated = asked(kind, { context: { lang: 'en_US', su: 1 } });
    expect(sent(translated)).toMatchObject({ context: { lang: 'en_US' } });
    expect(sent(translated)).not.toHaveProperty('context.su');
    expect(allowed(translated).notes).toContainEqual({ kind: 'context_dropped', keys: ['su'] });
    expect(denied(asked(kind, { context: { default_name: 'x' } })).code).toBe('context_invalid');
    expect(denied(asked(kind, { context: 'x' })).code).toBe('context_invalid');
  });

  test.each(KINDS)('no part is sent that nobody gave: %s', (kind) => {
    const optional = ['context', 'order', 'having', 'offset', 'attachment', 'externalId'];
    const operation = sent(asked(kind));
    for (const part of optional) expect(operation).not.toHaveProperty(part);
  });

  test.each(KINDS)('the kind and the model stay what they were: %s', (kind) => {
    expect(sent(asked(kind))).toMatchObject({ kind, model: 'sale.order' });
  });
});

describe('of every operation that has one', () => {
  test.each(LIMITED)('a limit is sent, and never one that means all: %s', (kind) => {
    expect(sent(asked(kind as OperationKind, { limit: 7 }))).toMatchObject({ limit: 7 });
    for (const limit of [0, -1, false, '7'])
      expect(denied(asked(kind as OperationKind, { limit })).code).toBe('limit_invalid');
  });

  test.each(PAGED)('an offset is sent, or refused: %s', (kind) => {
    expect(sent(asked(kind as OperationKind, { offset: 7 }))).toMatchObject({ offset: 7 });
    for (const offset of [-1, false, '7', 1.5])
      expect(denied(asked(kind as OperationKind, { offset })).code).toBe('limit_invalid');
  });

  test.each(FILTERED)('a domain is sent, or refused: %s', (kind) => {
    const domain = [['state', '=', 'sale']];
    expect(sent(asked(kind as OperationKind, { domain }))).toMatchObject({ domain });
    expect(denied(asked(kind as OperationKind, { domain: 'x' })).code).toBe('domain_invalid');
    const hidden = [['nonsense', '=', 1]];
    expect(denied(asked(kind as OperationKind, { domain: hidden })).code).toBe(
      'field_not_searchable',
    );
  });

  test.each(SORTED)('an order is sent, or refused: %s', (kind) => {
    const decision = asked(kind as OperationKind, { order: 'state DESC' });
    expect(sent(decision)).toMatchObject({ order: 'state desc' });
    expect(denied(asked(kind as OperationKind, { order: 'state; x' })).code).toBe('order_invalid');
    expect(denied(asked(kind as OperationKind, { order: 5 })).code).toBe('order_invalid');
  });

  test.each(having('fields'))('a list of fields is exactly that: %s', (kind) => {
    expect(sent(asked(kind))).toHaveProperty('fields', expect.arrayContaining(['name']));
    for (const fields of ['name', { name: 1 }, ['name', 'name'], [5]])
      expect(denied(asked(kind, { fields })).code).toBe('arguments_invalid');
  });

  test.each(having('ids'))('ids are whole numbers, at least one: %s', (kind) => {
    expect(sent(asked(kind))).toMatchObject({ ids: [5] });
    for (const ids of [[], [0], [-5], [true], ['5'], [1.5]])
      expect(denied(asked(kind, { ids })).code).toBe('ids_invalid');
  });

  test.each(having('values'))('values are judged: %s', (kind) => {
    const values = kind === 'create' ? [{ nonsense: 1 }] : { nonsense: 1 };
    expect(denied(asked(kind, { values })).rule).toBe('built-in:unknown-field');
  });

  test.each(having('dryRun'))('a trial stays a trial: %s', (kind) => {
    expect(sent(asked(kind))).toMatchObject({ dryRun: false });
    expect(sent(asked(kind, { dryRun: true }))).toMatchObject({ dryRun: true });
  });
});

test('what stands for a hidden value is no message', () => {
  expect(denied(asked('post_message', { body: MASK })).code).toBe('values_invalid');
});
