import { describe, expect, it } from 'vitest';
import { EnvironmentError, readEnvironment } from './environment.ts';

describe('the environment', () => {
  it('needs nothing', () => {
    const environment = readEnvironment({});
    expect(environment.odooUrl.href).toBe('http://localhost:8069/');
    expect(environment).toMatchObject({
      database: undefined,
      account: undefined,
      logLevel: 'warn',
    });
  });

  it('takes an empty variable for an unset one', () => {
    expect(readEnvironment({ ODOO_URL: '', ODOO_DB: ' ', UPSTREAM_KEY: '' })).toEqual(
      readEnvironment({}),
    );
  });

  it('signs in with an API key or a password', () => {
    const withKey = readEnvironment({ ODOO_USERNAME: 'bob', ODOO_API_KEY: 'k3y' }).account;
    expect(withKey).toMatchObject({ method: 'api_key', login: 'bob' });
    expect(withKey?.secret.reveal()).toBe('k3y');
    expect(readEnvironment({ ODOO_USERNAME: 'bob', ODOO_PASSWORD: 'pw' }).account?.method).toBe(
      'password',
    );
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['another scheme', { ODOO_URL: 'ftp://odoo' }, /ODOO_URL/],
    ['no address', { ODOO_URL: 'odoo:8069:x' }, /ODOO_URL/],
    ['a password in the address', { ODOO_URL: 'http://a:b@odoo' }, /ODOO_URL/],
    ['a query', { ODOO_URL: 'http://odoo/?db=x' }, /ODOO_URL/],
    ['a login without a secret', { ODOO_USERNAME: 'bob' }, /ODOO_USERNAME/],
    ['a secret without a login', { ODOO_API_KEY: 'k3y-value' }, /ODOO_USERNAME/],
    [
      'two secrets',
      { ODOO_USERNAME: 'bob', ODOO_API_KEY: 'k3y-value', ODOO_PASSWORD: 'pw-value' },
      /keep one/,
    ],
    ['a short key', { UPSTREAM_KEY: 'short-key' }, /UPSTREAM_KEY/],
    ['an unknown log level', { MCP_LOG_LEVEL: 'loud' }, /MCP_LOG_LEVEL/],
  ])('is refused with %s, without showing a secret', (_case, variables, text) => {
    const read = () => readEnvironment(variables);
    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(text);
    expect(read).not.toThrow(/k3y-value|pw-value|short-key/);
  });

  it('is asked for its own variables only', () => {
    const asked = new Set<string>();
    const spy = new Proxy<NodeJS.ProcessEnv>(
      {},
      {
        get: (_target, name) => {
          asked.add(String(name));
          return undefined;
        },
      },
    );
    readEnvironment(spy);
    expect([...asked].sort()).toEqual([
      'MCP_LOG_LEVEL',
      'ODOO_API_KEY',
      'ODOO_DB',
      'ODOO_PASSWORD',
      'ODOO_URL',
      'ODOO_USERNAME',
      'UPSTREAM_KEY',
    ]);
  });
});
