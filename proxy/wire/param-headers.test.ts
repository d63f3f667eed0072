import { describe, expect, it } from 'vitest';
import type { Json } from '../../policies/json.ts';
import { paramHeaderMismatch, paramHeadersFor, paramHeadersOf } from './param-headers.ts';

const schema = (properties: Json): Json => ({ type: 'object', properties });
const declared = paramHeadersOf(
  schema({
    region: { type: 'string', 'x-mcp-header': 'Region' },
    page: { type: 'integer', 'x-mcp-header': 'Page' },
    deep: { type: 'object', properties: { dry: { type: 'boolean', 'x-mcp-header': 'Dry-Run' } } },
    free: { type: 'string' },
  }),
);
const args = { region: 'Zürich', page: 42, deep: { dry: true }, free: 'x' };

describe('declarations', () => {
  it('finds them at any depth of properties', () => {
    expect(declared?.map(({ header, path }) => [header, path.join('.')])).toEqual([
      ['mcp-param-region', 'region'],
      ['mcp-param-page', 'page'],
      ['mcp-param-dry-run', 'deep.dry'],
    ]);
  });

  it.each<[string, Json]>([
    ['a name with a space', schema({ a: { type: 'string', 'x-mcp-header': 'a b' } })],
    ['a name that is no string', schema({ a: { type: 'string', 'x-mcp-header': 1 } })],
    ['a number', schema({ a: { type: 'number', 'x-mcp-header': 'A' } })],
    ['an object', schema({ a: { type: 'object', 'x-mcp-header': 'A' } })],
    ['the root', { type: 'string', 'x-mcp-header': 'A' }],
    [
      'the same name twice',
      schema({
        a: { type: 'string', 'x-mcp-header': 'A' },
        b: { type: 'string', 'x-mcp-header': 'a' },
      }),
    ],
    ['items', schema({ a: { items: { type: 'string', 'x-mcp-header': 'A' } } })],
    ['anyOf', { anyOf: [schema({ a: { type: 'string', 'x-mcp-header': 'A' } })] }],
    ['$defs', { $defs: { x: schema({ a: { type: 'string', 'x-mcp-header': 'A' } }) } }],
  ])('a schema with one at %s is not usable', (_name, broken) => {
    expect(paramHeadersOf(broken)).toBeUndefined();
  });

  it('a schema without any has none', () => {
    expect(paramHeadersOf({ type: 'object' })).toEqual([]);
    expect(paramHeadersOf(undefined)).toEqual([]);
  });
});

describe('values', () => {
  const headers = paramHeadersFor(declared ?? [], args);

  it('are made from the arguments', () => {
    expect(headers).toEqual({
      'mcp-param-region': '=?base64?WsO8cmljaA==?=',
      'mcp-param-page': '42',
      'mcp-param-dry-run': 'true',
    });
    expect(paramHeadersFor(declared ?? [], { region: null })).toEqual({});
  });

  it('agree with themselves, and integers agree as numbers', () => {
    expect(paramHeaderMismatch(declared ?? [], args, headers)).toBeUndefined();
    expect(
      paramHeaderMismatch(declared ?? [], args, { ...headers, 'mcp-param-page': '42.0' }),
    ).toBeUndefined();
  });

  it.each([
    ['mcp-param-region', { 'mcp-param-region': 'Bern' }],
    ['mcp-param-region', { 'mcp-param-region': '=?base64?broken?=' }],
    ['mcp-param-page', { 'mcp-param-page': '43' }],
    ['mcp-param-dry-run', { 'mcp-param-dry-run': 'TRUE' }],
  ])('a different %s is found', (name, change) => {
    expect(paramHeaderMismatch(declared ?? [], args, { ...headers, ...change })).toBe(name);
  });

  it('a missing one is found, unless its argument is missing too', () => {
    expect(paramHeaderMismatch(declared ?? [], args, {})).toBe('mcp-param-region');
    expect(paramHeaderMismatch(declared ?? [], {}, headers)).toBeUndefined();
  });
});
