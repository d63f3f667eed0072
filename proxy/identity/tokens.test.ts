import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TokenSettings } from '../../policies/gateway-settings.ts';
import { createTokens, newToken } from './tokens.ts';

const entry = (name: string, token: string): TokenSettings => ({
  name,
  groups: [],
  admin: false,
  sha256: createHash('sha256').update(token).digest('hex'),
});

describe('bearer tokens', () => {
  test('a new token is found by the hash that came with it', () => {
    const { token, sha256 } = newToken();
    expect(token).toMatch(/^omg_[A-Za-z0-9_-]{43}$/);
    const tokens = createTokens([entry('other', 'x'), { ...entry('mine', ''), sha256 }]);
    expect(tokens.find(token)?.name).toBe('mine');
    expect(newToken().token).not.toBe(token);
  });

  test('nothing but the exact token is anybody’s', () => {
    const tokens = createTokens([entry('a', 'omg_secret'), entry('b', 'omg_other')]);
    expect(tokens.find('omg_other')?.name).toBe('b');
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (sent) => {
        fc.pre(sent !== 'omg_secret' && sent !== 'omg_other');
        expect(tokens.find(sent)).toBeUndefined();
      }),
    );
    for (const sent of ['', ' omg_secret', 'omg_secret ', 'omg_secret\n', 'OMG_SECRET']) {
      expect(tokens.find(sent)).toBeUndefined();
    }
  });

  test('a hash of something that cannot be a token lets nobody in', () => {
    const tokens = createTokens([entry('empty', ''), entry('spaced', 'a b')]);
    expect(tokens.find('')).toBeUndefined();
    expect(tokens.find('a b')).toBeUndefined();
  });

  test('a hash is no token', () => {
    const { sha256, ...rest } = entry('a', 'omg_secret');
    expect(createTokens([{ ...rest, sha256 }]).find(sha256)).toBeUndefined();
  });

  test.each([
    ['the same hash twice', [entry('a', 'x'), entry('b', 'x')], 'a and b'],
    ['the same name twice', [entry('a', 'x'), entry('a', 'y')], 'named a'],
    ['no hash', [{ ...entry('a', 'x'), sha256: 'omg_plain' }], 'sha256 of a'],
    ['an upper-case hash', [{ ...entry('a', 'x'), sha256: 'AB'.repeat(32) }], 'sha256 of a'],
  ])('refuses %s, by name and without the hash', (_, settings, says) => {
    expect(() => createTokens(settings)).toThrow(says);
    for (const { sha256 } of settings) expect(() => createTokens(settings)).not.toThrow(sha256);
  });
});
