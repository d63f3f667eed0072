import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Json } from '../../policies/json.ts';
import {
  CLIENT_JSON_LIMITS,
  type JsonLimits,
  ParseFailure,
  parseStrictJson,
} from './strict-json.ts';

const parse = (text: string | Uint8Array, limits: Partial<JsonLimits> = {}): Json =>
  parseStrictJson(text, { ...CLIENT_JSON_LIMITS, ...limits });

function kindOf(text: string | Uint8Array, limits: Partial<JsonLimits> = {}): string {
  try {
    parse(text, limits);
  } catch (error) {
    if (error instanceof ParseFailure) return error.kind;
    throw error;
  }
  return 'accepted';
}

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
});

describe('what is accepted', () => {
  const key = fc
    .string()
    .filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      fc.constant(null),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e6, max: 1e6 }),
      fc.string({ unit: 'binary' }),
      fc.array(tie('value'), { maxLength: 5 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  })).value;

  it('reads every valid text as the engine does', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(JSON.stringify(parse(text))).toBe(JSON.stringify(JSON.parse(text)));
        expect(JSON.stringify(parse(Buffer.from(text)))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('gives objects on which an absent key is undefined, whatever its name', () => {
    const value = parse('{"a":{"b":[{}]}}') as { a: { b: [object] } };
    for (const object of [value, value.a, value.a.b[0]]) {
      expect(Reflect.get(object, 'toString')).toBeUndefined();
      expect(Reflect.get(object, 'hasOwnProperty')).toBeUndefined();
    }
  });

  it('takes an emoji written as an escaped pair, and any colons, quotes and brackets inside strings', () => {
    expect(parse('"\\ud83d\\ude00"')).toBe('😀');
    expect(parse('{"a:\\"{[":"]}:\\\\","b":","}')).toEqual({ 'a:"{[': ']}:\\', b: ',' });
  });

  it('takes integers to the edge of what a double holds', () => {
    expect(parse('[9007199254740991,-9007199254740991,1.5,-0.25e3]')).toEqual([
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
      1.5,
      -250,
    ]);
  });
});

describe('what is refused', () => {
  it.each([
    ['{"a":1,"a":1}', 'duplicate_key'],
    ['{"x":[{"y":{"name":"safe","n\\u0061me":"evil"}}]}', 'duplicate_key'],
    ['{"a":{"deep":{"b":1,"c":2}},"a":0}', 'duplicate_key'],
    ['{"__proto__":{"admin":true}}', 'forbidden_key'],
    ['{"a":[{"\\u005f_proto__":1}]}', 'forbidden_key'],
    ['{"constructor":1}', 'forbidden_key'],
    ['{"prototype":1}', 'forbidden_key'],
    ['9007199254740992', 'number'],
    ['[-9007199254740993]', 'number'],
    ['{"id":12345678901234567890.0}', 'number'],
    ['1e400', 'number'],
    ['"\\ud800"', 'surrogate'],
    ['{"\\uDC00":1}', 'surrogate'],
    ['"\\uD83D\\u0041"', 'surrogate'],
    ['\ufeff{}', 'bom'],
    ['{} {}', 'syntax'],
    ['{}x', 'syntax'],
    ['', 'syntax'],
    [' ', 'syntax'],
    ["{'a':1}", 'syntax'],
    ['{"a":1,}', 'syntax'],
    ['[1,]', 'syntax'],
    ['{a:1}', 'syntax'],
    ['01', 'syntax'],
    ['NaN', 'syntax'],
    ['"\t"', 'syntax'],
    ['{"a":1} // note', 'syntax'],
    ['\0', 'syntax'],
  ])('%j: %s', (text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });

  it('bytes that are not UTF-8: cut, overlong, encoded surrogates, UTF-16', () => {
    expect(kindOf(Buffer.from([0x22, 0xc3, 0x22]))).toBe('utf8');
    expect(kindOf(Buffer.from([0x22, 0xc0, 0xaf, 0x22]))).toBe('utf8');
    expect(kindOf(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toBe('utf8');
    expect(kindOf(Buffer.from('\u{10ffff}{}', 'utf16le'))).toBe('utf8');
    expect(kindOf('"\ud800"')).toBe('utf8');
  });

  it('nesting and members beyond the limits, without running out of stack', () => {
    expect(kindOf('['.repeat(64) + ']'.repeat(64))).toBe('accepted');
    expect(kindOf('['.repeat(65) + ']'.repeat(65))).toBe('depth');
    expect(kindOf('['.repeat(100_000))).toBe('depth');
    expect(kindOf('{"a":'.repeat(100_000))).toBe('depth');
    expect(kindOf('[1,2,3]', { maxMembers: 3 })).toBe('accepted');
    expect(kindOf('[1,2,3,4]', { maxMembers: 3 })).toBe('members');
    expect(kindOf('{"a":{"b":{"c":{"d":1}}}}', { maxMembers: 3 })).toBe('members');
    expect(kindOf('[0]', { maxBytes: 3 })).toBe('accepted');
    expect(kindOf('[10]', { maxBytes: 3 })).toBe('too_large');
  });

  it('never quotes what it read', () => {
    try {
      parse('{"password":"hunter2"');
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain('hunter2');
    }
  });
});

describe('properties', () => {
  it('any bytes are read or refused with a ParseFailure', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        kindOf(bytes);
      }),
    );
  });

  it('a message with any bytes changed is read as the engine reads it, or refused', () => {
    const text = Buffer.from(
      '{"jsonrpc":"2.0","id":1,"params":{"name":"é\\u00e9","n":[1,2.5e3,null,true,{}]}}',
    );
    const change = fc.tuple(fc.nat(text.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(text);
        for (const [at, byte] of changes) bytes[at] = byte;
        if (kindOf(bytes) === 'accepted')
          expect(JSON.stringify(parse(bytes))).toBe(
            JSON.stringify(JSON.parse(bytes.toString('utf8'))),
          );
      }),
      { numRuns: 500 },
    );
  });

  it('a key repeated anywhere is found', () => {
    const key = fc.stringMatching(/^[a-z]{1,3}$/);
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 8 }), fc.nat(5), (keys, depth) => {
        const object = `{${keys.map((name, at) => `${JSON.stringify(name)}:${at}`).join(',')}}`;
        const text = `${'[{"k":'.repeat(depth)}${object}${'}]'.repeat(depth)}`;
        const repeats = new Set(keys).size < keys.length;
        expect(kindOf(text)).toBe(repeats ? 'duplicate_key' : 'accepted');
      }),
    );
  });
});
