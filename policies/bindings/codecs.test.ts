import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { CODECS, type Codec, decode, encode } from './codecs.ts';

describe('codecs', () => {
  it.each<[Codec, Json, Json | undefined]>([
    ['list', [1], [1]],
    ['list', '[1]', undefined],
    ['object', { a: 1 }, { a: 1 }],
    ['object', [], undefined],
    ['int', 3, 3],
    ['int', 3.5, undefined],
    ['int', '3', undefined],
    ['int', true, undefined],
    ['int', 2 ** 53, undefined],
    ['boolean', 1, undefined],
    ['text', 'a', 'a'],
    ['csv', 'name, email', ['name', 'email']],
    ['csv', 'name,,email', undefined],
    ['csv', '', undefined],
    ['json', '[["a", "=", 1]]', [['a', '=', 1]]],
    ['json', "[('a', '=', 1)]", undefined],
    ['json', [1], undefined],
    ['text_int', '7', 7],
    ['text_int', '07', undefined],
    ['text_int', '-7', undefined],
    ['text_int', 7, undefined],
    ['text_or_list', 'name', ['name']],
    ['text_or_list', ['name', 'email'], ['name', 'email']],
    ['text_or_list', { name: 1 }, undefined],
    ['one_field', 'name', ['name']],
    ['one_field', 'name,vat', undefined],
    ['keys', { name: {}, email: {} }, ['name', 'email']],
    ['keys', { lines: { fields: {} } }, undefined],
  ])('%s decodes %j to %j', (codec, given, decoded) => {
    expect(decode(given, [codec], 'none')).toEqual(decoded);
  });

  it('uses the first codec that fits', () => {
    expect(decode('a,b', ['list', 'json', 'csv'], 'none')).toEqual(['a', 'b']);
    expect(decode('["a,b"]', ['list', 'json', 'csv'], 'none')).toEqual(['a,b']);
  });

  it.each<[Codec, string, Json | undefined]>([
    ['list', '[1]', [1]],
    ['object', '{"a":1}', { a: 1 }],
    ['int', ' 7 ', 7],
    ['int', '7.5', undefined],
    ['boolean', 'Yes', true],
    ['boolean', '0', false],
    ['list', 'null', undefined],
    ['text', '[1]', '[1]'],
  ])('with python_sdk coercion %s decodes %j to %j', (codec, given, decoded) => {
    expect(decode(given, [codec], 'python_sdk')).toEqual(decoded);
  });

  it('writes back what it read', () => {
    expect(encode(['a', 'b'], 'csv')).toBe('a,b');
    expect(encode([['a', '=', 1]], 'json')).toBe('[["a","=",1]]');
    expect(encode(7, 'int')).toBe(7);
    expect(encode(7, 'text_int')).toBe('7');
    expect(encode(['name'], 'text_or_list')).toBe('name');
    expect(encode([], 'text_or_list')).toEqual([]);
    expect(encode(['id', 'name'], 'one_field')).toBe('name');
    expect(encode(['name'], 'keys')).toEqual({ name: {} });
  });

  it('refuses to write a value in a form it does not have', () => {
    for (const codec of CODECS.filter((name) => name !== 'json' && name !== 'object'))
      expect(() => encode({ a: 1 }, codec)).toThrow(TypeError);
    expect(() => encode(['name', 'email'], 'one_field')).toThrow(TypeError);
    expect(() => encode(['id'], 'one_field')).toThrow(TypeError);
  });
});
