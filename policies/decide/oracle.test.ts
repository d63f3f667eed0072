import { describe, expect, test } from 'vitest';
import { policyOf } from '../config-directory.fixture.ts';
import type { Json } from '../json.ts';
import type { ModelSchema, SchemaView } from '../model-schema.ts';
import type { Operation } from '../operation.ts';
import type { Subject } from '../subject.ts';
import { ALL_SCHEMAS, model, SALES } from './demo-policy.fixture.ts';
import { oracleQuestion } from './oracle.ts';

const OPEN = policyOf({
  restrictions: '{}',
  rbac: '{}',
  model_access: 'stock_models: {full_crud: [res.country, crm.lead]}',
});
const LISTED = policyOf({
  restrictions: '{}',
  rbac: '{}',
  model_access: `
group_access:
  ${[...SALES.groups][0]}: {res.country: {operations: [read], fields: {read: [name]}}}
`,
});
const HIDDEN = policyOf({
  restrictions: '{}',
  rbac: '{}',
  model_access: 'stock_models: {full_crud: [res.country]}\nsensitive_fields: {res.country: [code]}',
});
const country = model('res.country');
const named = [['name', '=', 'Belgium']];

/** The countries of the fixture, all of whose fields are plain. */
const SCHEMA: ModelSchema = {
  model: country,
  fields: new Map(
    [...(known(ALL_SCHEMAS.get(country)).fields ?? [])].filter(([name]) =>
      ['id', 'name', 'code', 'display_name'].includes(name),
    ),
  ),
};
const SCHEMAS: SchemaView = { get: (name) => (name === country ? SCHEMA : 'absent') };

function known(schema: ModelSchema | 'absent' | undefined): ModelSchema {
  if (schema === undefined || schema === 'absent') throw new Error('no such schema');
  return schema;
}

const question = (operation: Operation, policy = HIDDEN, who: Subject = SALES) =>
  oracleQuestion(operation, who, policy, SCHEMAS);
const asked = (...given: Parameters<typeof question>) => question(...given) !== undefined;
const list = (parts: object): Operation => ({ kind: 'search_read', model: country, ...parts });

describe('a question with a condition, on a model with hidden fields', () => {
  test.each<[string, Operation]>([
    ['a count', { kind: 'search_count', model: country, domain: named }],
    [
      'a count with a domain in text',
      { kind: 'search_count', model: country, domain: "[('a','=',1)]" },
    ],
    ['groups', { kind: 'read_group', model: country, domain: named, groupby: ['name'] }],
    [
      'groups by their figures',
      { kind: 'read_group', model: country, having: [['__count', '>', 1]] },
    ],
    ['a name search', { kind: 'name_search', model: country, name: 'Bel' }],
    ['a search for one', list({ domain: named, limit: 1 })],
    ['a search for ids', list({ domain: named, fields: ['id'] })],
    ['a search for two', list({ domain: named, limit: 2 })],
    ['a list', list({ domain: named, fields: ['name'] })],
    [
      'a list with one record more or less',
      list({ domain: ['|', ['id', 'in', [1, 2, 3]], ['name', '=like', 'B%']], fields: ['name'] }),
    ],
    ['a list from a place on', list({ domain: named, offset: 1, limit: 80 })],
    ['what is not among ids', list({ domain: [['id', 'not in', [1]]] })],
    ['a count by a method', callOf('search_count', [named])],
    ['a name search by a method', callOf('name_search', ['Bel'])],
  ])('%s can serve to guess', (_what, operation) => {
    expect(asked(operation)).toBe(true);
  });

  test.each<[string, Operation]>([
    ['a count of everything', { kind: 'search_count', model: country }],
    ['a count under no condition', { kind: 'search_count', model: country, domain: [] }],
    ['the groups of everything', { kind: 'read_group', model: country, groupby: ['name'] }],
    ['the first record', list({ limit: 1, order: 'id' })],
    ['a page of everything', list({ limit: 80, offset: 160 })],
    ['records by their ids', list({ domain: [['id', 'in', [1, 2]]] })],
    ['a count of ids', { kind: 'search_count', model: country, domain: [['id', '=', 1]] }],
    ['a record by its id', { kind: 'read', model: country, ids: [] }],
    ['another method', callOf('fields_get', [])],
  ])('%s does not', (_what, operation) => {
    expect(asked(operation)).toBe(false);
  });

  test.each<Json>([null, '', '[]', []])('%j is no condition, however it is written', (slot) => {
    for (const operation of [
      { kind: 'search_count', model: country, domain: slot },
      { kind: 'read_group', model: country, domain: slot, having: slot },
      { kind: 'name_search', model: country, domain: slot, name: slot },
      { kind: 'search_read', model: country, domain: slot, limit: 1 },
    ] as const)
      expect(asked(operation)).toBe(false);
    expect(asked({ kind: 'name_search', model: country, domain: slot, name: 'x' })).toBe(true);
    expect(asked({ kind: 'read_group', model: country, domain: named, having: slot })).toBe(true);
  });

  test('is the same on every page of a list, and for the count of it', () => {
    const first = question(list({ domain: named, limit: 80 }));
    for (const page of [
      list({ domain: named, limit: 80, offset: 80 }),
      list({ domain: named, fields: ['name'], order: 'name desc' }),
      { kind: 'search_count', model: country, domain: named } as const,
      callOf('search_count', [named]),
    ])
      expect(question(page)).toBe(first);
  });

  test('is another with another condition, on another model, and of other groups', () => {
    const groups = (parts: object): Operation => ({
      ...{ kind: 'read_group', model: country, domain: named },
      ...parts,
    });
    const others = [
      list({ domain: named }),
      list({ domain: [['name', '=', 'France']] }),
      list({ domain: ['!', ...named] }),
      { kind: 'search_count', model: model('crm.lead'), domain: named } as const,
      { kind: 'name_search', model: country, name: 'Bel' } as const,
      { kind: 'name_search', model: country, name: 'Fra' } as const,
      callOf('name_search', ['Bel', [], '=ilike']),
      callOf('name_search', ['Bel', [], '=']),
      groups({ groupby: ['name'] }),
      groups({ groupby: ['code'] }),
      groups({ groupby: ['name'], aggregates: ['phone_code:max'] }),
      groups({ groupby: ['name'], having: [['__count', '>', 1]] }),
    ].map((operation) => question(operation));
    expect(others).not.toContain(undefined);
    expect(new Set(others).size).toBe(others.length);
  });

  test('does not where nothing is hidden, or from administrators', () => {
    const count: Operation = { kind: 'search_count', model: country, domain: named };
    expect(asked(count, OPEN)).toBe(false);
    expect(asked(count, HIDDEN, { ...SALES, admin: true })).toBe(false);
  });

  test('does where the grant lists the fields that are open', () => {
    expect(asked({ kind: 'search_count', model: country, domain: named }, LISTED)).toBe(true);
  });

  test('does where the fields are not known', () => {
    const lead = { kind: 'search_count', model: model('crm.lead'), domain: named } as const;
    expect(asked(lead, OPEN)).toBe(true);
  });
});

function callOf(method: string, args: readonly Json[]): Operation {
  return {
    kind: 'call',
    model: country,
    method: method as Extract<Operation, { kind: 'call' }>['method'],
    ids: [],
    args,
    kwargs: {},
    dryRun: false,
  };
}
