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
      version: undefined,
      poolSize: 10,
      breaker: { failures: 5, recoveryMs: 30_000 },
      retry: { maxRetries: 2, backoffMs: 250 },
      maxBlobBytes: 1_048_576,
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

  it('says how Odoo is called', () => {
    const environment = readEnvironment({
      ODOO_VERSION: '17',
      ODOO_POOL_SIZE: '3',
      ODOO_BREAKER_FAILURES: '1',
      ODOO_BREAKER_RECOVERY_MS: '0.5',
      ODOO_MAX_RETRIES: '0',
      ODOO_RETRY_BACKOFF_MS: '1100.0000000000002',
      UPSTREAM_MAX_BLOB_BYTES: '8388608',
    });
    expect(environment).toMatchObject({
      version: 17,
      poolSize: 3,
      breaker: { failures: 1, recoveryMs: 0.5 },
      retry: { maxRetries: 0, backoffMs: 1100.0000000000002 },
      maxBlobBytes: 8_388_608,
    });
  });

  it.each<[string, readonly string[]]>([
    ['ODOO_VERSION', ['16', '20', '18.0', 'auto', '0x12']],
    ['ODOO_POOL_SIZE', ['0', '1001', '-1', '1.5', '1e2', 'ten']],
    ['ODOO_BREAKER_FAILURES', ['0', '1000001', '-5', '2.5', 'NaN']],
    ['ODOO_BREAKER_RECOVERY_MS', ['0', '-1', '86400001', 'Infinity', '30s', '0x10', '1-1']],
    ['ODOO_MAX_RETRIES', ['-1', '11', '0.5', 'none']],
    ['UPSTREAM_MAX_BLOB_BYTES', ['0', '8388609', '1 MiB', '-1']],
    ['ODOO_RETRY_BACKOFF_MS', ['0', '-250', '1e9', 'NaN', '1..2', '.']],
  ])('names %s when it is out of range', (name, values) => {
    for (const value of values)
      expect(() => readEnvironment({ [name]: value }), value).toThrow(
        expect.objectContaining({
          name: 'EnvironmentError',
          message: expect.stringContaining(`${name} is no`),
        }),
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
    ['an unknown protocol', { ODOO_PROTOCOL: 'soap' }, /ODOO_PROTOCOL is none of auto, jsonrpc/],
    ['a short key', { UPSTREAM_KEY: 'short-key' }, /UPSTREAM_KEY/],
    ['plugins that are no list', { UPSTREAM_PLUGINS: '/opt/mrp.js' }, /UPSTREAM_PLUGINS/],
    ['a plugin with a relative path', { UPSTREAM_PLUGINS: '["./mrp.js"]' }, /UPSTREAM_PLUGINS/],
    ['a model that is none', { HELPDESK_MODEL: 'Tickets' }, /HELPDESK_MODEL/],
    ['an unknown log level', { MCP_LOG_LEVEL: 'loud' }, /MCP_LOG_LEVEL/],
  ])('is refused with %s, without showing a secret', (_case, variables, text) => {
    const read = () => readEnvironment(variables);
    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(text);
    expect(read).not.toThrow(/k3y-value|pw-value|short-key/);
  });

  it.each(['auto', 'jsonrpc', 'xmlrpc', 'json2'])('takes the protocol %s', (protocol) => {
    expect(readEnvironment({ ODOO_PROTOCOL: protocol }).protocol).toBe(protocol);
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
      'HELPDESK_MODEL',
      'MCP_LOG_LEVEL',
      'ODOO_API_KEY',
      'ODOO_BREAKER_FAILURES',
      'ODOO_BREAKER_RECOVERY_MS',
      'ODOO_DB',
      'ODOO_MAX_RETRIES',
      'ODOO_PASSWORD',
      'ODOO_POOL_SIZE',
      'ODOO_PROTOCOL',
      'ODOO_RETRY_BACKOFF_MS',
      'ODOO_URL',
      'ODOO_USERNAME',
      'ODOO_VERSION',
      'UPSTREAM_KEY',
      'UPSTREAM_MAX_BLOB_BYTES',
      'UPSTREAM_PLUGINS',
    ]);
  });
});
