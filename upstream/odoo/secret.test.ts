import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret.ts';

const VALUE = 'hunter2-correct-horse';

describe('a secret', () => {
  const secret = new Secret(VALUE);

  it('gives its value only when asked to reveal it', () => {
    expect(secret.reveal()).toBe(VALUE);
  });

  it.each<[string, () => string]>([
    ['a template', () => `${secret}`],
    ['string addition', () => String(secret) + secret],
    ['JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['inspect', () => inspect({ deep: { secret } }, { depth: null, showHidden: true })],
    ['inspect with getters', () => inspect(secret, { showProxy: true, getters: true })],
    ['format', () => format('%s %o %j %O', secret, secret, secret, secret)],
    ['an error message', () => String(new Error(`login failed with ${secret}`))],
    ['an error cause', () => inspect(new Error('login failed', { cause: secret }))],
    ['structuredClone', () => inspect(structuredClone({ secret }), { showHidden: true })],
    ['its own keys', () => JSON.stringify(Reflect.ownKeys(secret))],
    ['its entries', () => JSON.stringify([Object.entries(secret), { ...secret }])],
    ['a number conversion', () => String(Number(secret))],
  ])('is not shown by %s', (_way, show) => {
    expect(show()).not.toContain(VALUE);
  });

  it('shows the same mask whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(JSON.stringify(new Secret(value))).toBe('"[secret]"');
        expect(inspect(new Secret(value))).toBe('[secret]');
      }),
    );
  });
});
