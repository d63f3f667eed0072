import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../policies/json.ts';
import { parseRpcMessage, RpcFailure } from './rpc-parse.ts';

function failureOf(json: Json): RpcFailure | undefined {
  try {
    parseRpcMessage(json);
    return undefined;
  } catch (error) {
    if (error instanceof RpcFailure) return error;
    throw error;
  }
}

describe('messages', () => {
  it.each<Json>([
    { jsonrpc: '2.0', id: 0, method: 'ping' },
    { jsonrpc: '2.0', id: '0', method: 'tools/call', params: { name: 'x', arguments: {} } },
    { jsonrpc: '2.0', id: -7, method: 'x', params: {} },
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 1, result: {} },
    { jsonrpc: '2.0', id: 1, error: { code: -32600, message: 'no', data: [1] } },
    { jsonrpc: '2.0', id: null, error: { code: 1, message: '' } },
  ])('%j is taken as it is', (json) => {
    expect(parseRpcMessage(json)).toEqual(json);
  });

  it('an error without an id gets null for one', () => {
    expect(parseRpcMessage({ jsonrpc: '2.0', error: { code: 1, message: 'x' } })).toEqual({
      jsonrpc: '2.0',
      id: null,
      error: { code: 1, message: 'x' },
    });
  });
});

describe('refusals', () => {
  it.each<[string, Json, string | number | null]>([
    ['a batch', [{ jsonrpc: '2.0', id: 1, method: 'tools/call' }], null],
    ['an empty batch', [], null],
    ['a string', 'tools/call', null],
    ['null', null, null],
    ['another version', { jsonrpc: '1.0', id: 1, method: 'x' }, 1],
    ['a version that is a number', { jsonrpc: 2, id: 1, method: 'x' }, 1],
    ['no version', { id: 'a', method: 'x' }, 'a'],
    ['a null id', { jsonrpc: '2.0', id: null, method: 'x' }, null],
    ['a fraction for an id', { jsonrpc: '2.0', id: 1.5, method: 'x' }, null],
    ['a boolean id', { jsonrpc: '2.0', id: true, method: 'x' }, null],
    ['an array id', { jsonrpc: '2.0', id: [1], method: 'x' }, null],
    ['an empty id', { jsonrpc: '2.0', id: '', method: 'x' }, null],
    ['a long id', { jsonrpc: '2.0', id: 'x'.repeat(257), method: 'x' }, null],
    ['a method that is an array', { jsonrpc: '2.0', id: 1, method: ['tools/call'] }, 1],
    ['a null method', { jsonrpc: '2.0', id: 1, method: null }, 1],
    ['an empty method', { jsonrpc: '2.0', id: 1, method: '' }, 1],
    ['a long method', { jsonrpc: '2.0', id: 1, method: 'x'.repeat(129) }, 1],
    ['params that are an array', { jsonrpc: '2.0', id: 1, method: 'x', params: [] }, 1],
    ['null params', { jsonrpc: '2.0', id: 1, method: 'x', params: null }, 1],
    ['an extra key', { jsonrpc: '2.0', id: 1, method: 'x', extra: 1 }, 1],
    ['a method in capitals beside it', { jsonrpc: '2.0', id: 1, method: 'x', Method: 'y' }, 1],
    ['a request with a result', { jsonrpc: '2.0', id: 1, method: 'x', result: {} }, 1],
    ['neither result nor error', { jsonrpc: '2.0', id: 1 }, 1],
    ['both', { jsonrpc: '2.0', id: 1, result: {}, error: { code: 1, message: '' } }, 1],
    ['a result that is an array', { jsonrpc: '2.0', id: 1, result: [] }, 1],
    ['a result without an id', { jsonrpc: '2.0', result: {} }, null],
    ['a result for a null id', { jsonrpc: '2.0', id: null, result: {} }, null],
    ['an error for a fraction', { jsonrpc: '2.0', id: 0.5, error: { code: 1, message: '' } }, null],
    ['an error that is a string', { jsonrpc: '2.0', id: 1, error: 'no' }, 1],
    ['a fractional code', { jsonrpc: '2.0', id: 1, error: { code: 1.5, message: '' } }, 1],
    ['an error without a message', { jsonrpc: '2.0', id: 1, error: { code: 1 } }, 1],
  ])('%s', (_name, json, id) => {
    expect(failureOf(json)).toMatchObject({ code: -32600, id });
  });

  it.each(['Arguments', 'NAME', 'argument\u017f', 'requestid', '_Meta', 'tas\u212a'])(
    'a key of params that some servers read as another: %s',
    (key) => {
      const message = { jsonrpc: '2.0', id: 1, method: 'x', params: { [key]: 1 } };
      expect(failureOf(message)).toMatchObject({ code: -32600, id: 1 });
    },
  );

  it('names the key in a form that cannot break a log line', () => {
    const key = `evil\n${'x'.repeat(500)}`;
    const failure = failureOf({ jsonrpc: '2.0', id: 1, method: 'x', [key]: 1 });
    expect(failure?.message).not.toContain('\n');
    expect(failure?.message.length).toBeLessThan(120);
  });
});

it('any JSON value is a message or an RpcFailure', () => {
  const json = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        jsonrpc: fc.constantFrom<Json>('2.0', '1.0'),
        id: fc.jsonValue(),
        method: fc.jsonValue(),
        params: fc.jsonValue(),
        result: fc.jsonValue(),
        error: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(json, (value) => {
      if (failureOf(value as Json) === undefined) expect(value).toMatchObject({ jsonrpc: '2.0' });
    }),
  );
});
