import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { jsonSchemas } from '../../policies/schema/json-schemas.ts';
import { GATEWAY } from './cases-gateway.fixture.ts';
import { MODEL_ACCESS } from './cases-model-access.fixture.ts';
import { RBAC } from './cases-rbac.fixture.ts';
import { RESTRICTIONS } from './cases-restrictions.fixture.ts';
import type { KeyCases } from './key-case.fixture.ts';
import { differingKeys, flatShape, leafKeys } from './schema-leaves.fixture.ts';

const CASES: Readonly<Record<string, KeyCases>> = {
  'restrictions.yaml': RESTRICTIONS,
  'model_access.yaml': MODEL_ACCESS,
  'rbac.yaml': RBAC,
  'gateway.yaml': GATEWAY,
};

test('every file of the policy has its cases', () => {
  expect(Object.keys(CASES).sort()).toEqual(Object.keys(jsonSchemas()).sort());
});

describe.each(Object.entries(jsonSchemas()))('%s', (file, schema) => {
  const shape = flatShape(schema);
  const cases = CASES[file] ?? {};

  test('every key that can be written has a test that flips it, and no test is about another key', () => {
    expect(Object.keys(cases).sort()).toEqual([...leafKeys(shape)].sort());
  });

  test.each(Object.keys(cases))('the test of %s flips that key and nothing else', (key) => {
    const { from = '', to = '' } = cases[key] ?? {};
    expect(differingKeys(shape, parse(from), parse(to))).toEqual([key]);
  });
});
