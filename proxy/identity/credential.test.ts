import { expect, test } from 'vitest';
import { secret } from '../../policies/secret.ts';
import { brokeredCredential, credentialHeader, loginArguments } from './credential.ts';

const ACCOUNT = { login: 'bøt', method: 'api_key', secret: secret('kéy "1"') } as const;

test('the header carries exactly the credential, in characters any header may hold', () => {
  const credential = brokeredCredential(ACCOUNT, 'prod', 'identity.stdio.odoo');
  const header = credentialHeader(credential);
  expect(header).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(JSON.parse(Buffer.from(header, 'base64url').toString('utf8'))).toEqual({
    method: 'api_key',
    database: 'prod',
    login: 'bøt',
    secret: 'kéy "1"',
  });
});

test('an account goes to its own database before the configured one, and to none by guess', () => {
  const own = { ...ACCOUNT, database: 'own' };
  expect(brokeredCredential(own, 'prod', 'x').database).toBe('own');
  expect(brokeredCredential(ACCOUNT, 'prod', 'x').database).toBe('prod');
  expect(() => brokeredCredential(ACCOUNT, undefined, 'identity.stdio.odoo')).toThrow(
    'identity.stdio.odoo.database',
  );
});

test('the login tool is called with its own argument names', () => {
  const binding = {
    tool: 'login',
    told: [],
    arguments: { method: 'how', login: 'user', credential: 'key', database: 'db' },
    result: {
      uid: '',
      login: '',
      name: '',
      groups: '',
      admin: '',
      database: '',
      partnerId: '',
      companyIds: '',
    },
  };
  expect(loginArguments(binding, ACCOUNT)).toEqual({ how: 'api_key', user: 'bøt', key: 'kéy "1"' });
  expect(loginArguments(binding, { ...ACCOUNT, database: 'own' })).toHaveProperty('db', 'own');
});
