import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CREDENTIAL_METHODS, parseCredentialHeader } from './credential.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const valid = { method: 'password', database: 'demo', login: 'admin', secret: 's3cret' };

describe('the credential header', () => {
  it('is read when it holds exactly the four members', () => {
    const credential = parseCredentialHeader(encode(valid));
    expect(credential).toMatchObject({ method: 'password', database: 'demo', login: 'admin' });
    expect(credential?.secret.reveal()).toBe('s3cret');
    expect(inspect(credential)).not.toContain('s3cret');
  });

  it('needs no login for a session, and one for everything else', () => {
    expect(parseCredentialHeader(encode({ ...valid, method: 'session', login: '' }))).toBeDefined();
    expect(parseCredentialHeader(encode({ ...valid, login: '' }))).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['an unknown method', { ...valid, method: 'root' }],
    ['an unknown member', { ...valid, uid: 1 }],
    ['no secret', { ...valid, secret: undefined }],
    ['an empty secret', { ...valid, secret: '' }],
    ['an empty database', { ...valid, database: '' }],
    ['a number for a login', { ...valid, login: 1 }],
    ['a list', [valid]],
    ['null', null],
  ])('is refused with %s', (_case, value) => {
    expect(parseCredentialHeader(encode(value))).toBeUndefined();
  });

  it.each([
    ['plain base64', Buffer.from('{"a":"??>"}').toString('base64')],
    ['blanks', `${encode(valid)} `],
    ['nothing', ''],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['an overlong value', encode({ ...valid, secret: 'x'.repeat(10_000) })],
  ])('is refused when it is %s', (_case, header) => {
    expect(parseCredentialHeader(header)).toBeUndefined();
  });

  it('survives a round trip for any credential', () => {
    const credentials = fc.record({
      method: fc.constantFrom(...CREDENTIAL_METHODS),
      database: fc.string({ minLength: 1, maxLength: 128 }),
      login: fc.string({ minLength: 1, maxLength: 256, unit: 'binary' }),
      secret: fc.string({ minLength: 1, maxLength: 200 }),
    });
    fc.assert(
      fc.property(credentials, (credential) => {
        const parsed = parseCredentialHeader(encode(credential));
        expect(parsed && { ...parsed, secret: parsed.secret.reveal() }).toEqual(credential);
      }),
    );
  });

  it('never throws, whatever the header holds', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(() => parseCredentialHeader(header)).not.toThrow();
      }),
    );
  });
});
