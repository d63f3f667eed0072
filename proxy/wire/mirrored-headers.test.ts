import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeHeaderValue, encodeHeaderValue, mirrorHeaders } from './mirrored-headers.ts';

it('a value survives encoding, and every encoded value is one a header line can hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const encoded = encodeHeaderValue(value);
      expect(encoded).toMatch(/^[\x20-\x7e]*$/);
      expect(decodeHeaderValue(encoded)).toBe(value);
    }),
  );
});

it.each([
  ['search_read', 'search_read'],
  ['a b', 'a b'],
  ['', '=?base64??='],
  [' a', '=?base64?IGE=?='],
  ['é', '=?base64?w6k=?='],
  ['a\nb', '=?base64?YQpi?='],
  ['=?base64?YQ==?=', '=?base64?PT9iYXNlNjQ/WVE9PT89?='],
])('%j is written %s', (value, header) => {
  expect(encodeHeaderValue(value)).toBe(header);
});

it.each(['=?base64?YQ=?=', '=?base64?Y Q==?=', '=?base64?/w==?=', '=?base64?YR?='])(
  '%s is not accepted',
  (header) => {
    expect(decodeHeaderValue(header)).toBeUndefined();
  },
);

it('white space around a header does not count', () => {
  expect(decodeHeaderValue(' \ttools/call ')).toBe('tools/call');
});

it('mirrors the method of every call, and the name of those that have one', () => {
  const version = '2026-07-28';
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'é' } } as const;
  expect(mirrorHeaders(call, version)).toEqual({
    'mcp-protocol-version': version,
    'mcp-method': 'tools/call',
    'mcp-name': '=?base64?w6k=?=',
  });
  expect(mirrorHeaders({ jsonrpc: '2.0', id: 1, method: 'tools/list' }, version)).toEqual({
    'mcp-protocol-version': version,
    'mcp-method': 'tools/list',
  });
});
