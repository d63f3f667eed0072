// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy files write variables this way
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policyOf, refusal } from './config-directory.fixture.ts';
import { interpolator } from './environment.ts';
import { loadPolicy, PolicyError } from './load.ts';

const gateway = `
server: {transport: stdio, host: 10.0.0.1, port: 1111, log_level: error,
  max_concurrent_sessions: 3, session_timeout_seconds: 30}
odoo: {url: "http://yaml:8069", database: yaml}
rate_limit: {global_per_minute: 7, write_per_minute: 3}
`;

describe('variables win over the file', () => {
  test('each of them', () => {
    const env = {
      ODOO_URL: 'https://env.example.com/',
      ODOO_DB: 'env',
      MCP_TRANSPORT: 'streamable-http',
      MCP_HOST: '0.0.0.0',
      MCP_PORT: '2222',
      MCP_LOG_LEVEL: 'DEBUG',
      SESSION_TIMEOUT_SECONDS: '60',
      MAX_CONCURRENT_SESSIONS: '9',
      RATE_LIMIT_GLOBAL: '99',
      RATE_LIMIT_WRITE: '9',
    };
    const { server, odoo, limits } = policyOf({ gateway }, { env }).gateway;
    expect(odoo).toMatchObject({ url: 'https://env.example.com', database: 'env' });
    expect(server).toMatchObject({
      transport: 'http',
      host: '0.0.0.0',
      port: 2222,
      logLevel: 'debug',
      sessionIdleMs: 60_000,
      maxSessions: 9,
    });
    expect(limits).toMatchObject({ globalPerMinute: 99, writePerMinute: 9 });
  });

  test('an empty variable counts as not set', () => {
    const { odoo } = policyOf({ gateway }, { env: { ODOO_URL: '', ODOO_DB: '' } }).gateway;
    expect(odoo).toMatchObject({ url: 'http://yaml:8069', database: 'yaml' });
  });

  test('and the command line wins over them', () => {
    const { gateway: settings } = policyOf(
      { gateway: 'upstream: {command: node, args: [a]}\n' },
      {
        env: { MCP_PORT: '2222', MCP_HOST: '10.0.0.2' },
        overrides: { server: { port: 3333 }, upstream: { url: 'http://127.0.0.1:9/mcp' } },
      },
    );
    expect(settings.server).toMatchObject({ port: 3333, host: '10.0.0.2' });
    expect(settings.upstream).toMatchObject({ kind: 'http', url: 'http://127.0.0.1:9/mcp' });
  });
});

test.each([
  ['MCP_PORT', '80x0', 'expected a number, found text'],
  ['MCP_PORT', '70000', 'must be at most 65535'],
  ['MCP_PORT', ' 80', 'expected a number, found text'],
  ['MCP_TRANSPORT', 'sse', 'expected one of stdio, http, streamable-http'],
  ['MCP_HOST', 'a b', 'the value is not a host'],
  ['ODOO_URL', 'ftp://odoo', 'the value is not an address with http:// or https:// in front'],
  ['ODOO_URL', 'http://user:pw@odoo', 'the value must not contain a user or password'],
  ['ODOO_DB', '../x', 'the value is not a database name'],
  ['RATE_LIMIT_GLOBAL', '0', 'must be at least 1'],
  ['RATE_LIMIT_WRITE', '-5', 'expected a number, found text'],
  ['MAX_CONCURRENT_SESSIONS', '1.5', 'expected a number, found text'],
])('%s=%s is refused by name', (variable, value, message) => {
  const [problem] = refusal({ gateway }, { env: { [variable]: value } });
  expect(problem).toBe(`environment ${variable}: ${message}`);
});

test('an option that is refused says which', () => {
  expect(refusal({}, { env: { MCP_PORT: '1' }, overrides: { server: { port: -1 } } })).toEqual([
    'options server.port: must be at least 0',
  ]);
});

describe('the account of stdio', () => {
  test('is kept for signing in while the file names no stdio subject', () => {
    const env = { ODOO_USERNAME: 'ada', ODOO_API_KEY: 'k3y' };
    const { identity } = policyOf({}, { env }).gateway;
    expect(identity.stdio).toBeUndefined();
    expect(identity.stdioAccount).toMatchObject({ login: 'ada', method: 'api_key' });
    expect(identity.stdioAccount?.secret.reveal()).toBe('k3y');
    expect(JSON.stringify(identity)).not.toContain('k3y');
  });

  test('carries the calls of the stdio subject the file names, and wins over its own', () => {
    const { identity } = policyOf(
      { gateway: 'identity: {stdio: {groups: [sales], odoo: {login: old, password: old}}}' },
      { env: { ODOO_USERNAME: 'ada', ODOO_PASSWORD: 'pw' } },
    ).gateway;
    expect(identity.stdioAccount).toBeUndefined();
    expect(identity.stdio).toMatchObject({
      name: 'stdio',
      groups: ['sales'],
      odoo: { login: 'ada', method: 'password' },
    });
  });

  test.each([
    [
      { ODOO_API_KEY: 'k' },
      'environment ODOO_API_KEY is set without ODOO_USERNAME: set ODOO_USERNAME to the login it belongs to',
    ],
    [
      { ODOO_USERNAME: 'a' },
      'environment ODOO_USERNAME is set without a credential: set ODOO_API_KEY or ODOO_PASSWORD',
    ],
    [
      { ODOO_USERNAME: 'a', ODOO_API_KEY: 'k', ODOO_PASSWORD: 'p' },
      'environment ODOO_API_KEY and ODOO_PASSWORD are both set: keep the one to sign in with',
    ],
  ])('%o is half an account', (env, message) => {
    expect(refusal({}, { env })).toEqual([message]);
  });
});

describe('variables inside the files', () => {
  test('are filled, numbers and switches included', () => {
    const text =
      'server:\n  port: ${PORT}\n  name: "${A}-${B:-b}"\naudit:\n  values: ${V:-true}\nodoo:\n  database: ${N}\n';
    const env = { PORT: '7777', A: 'a', N: '19' };
    const { server, audit, odoo } = policyOf({ gateway: text }, { env }).gateway;
    expect(server).toMatchObject({ port: 7777, name: 'a-b' });
    expect(audit.values).toBe(true);
    expect(odoo.database).toBe('19');
  });

  test.each<[string, Record<string, string>, string]>([
    ['${GROUP}', {}, 'variable GROUP is not set: set it, or write ${GROUP:-default}'],
    ['${GROUP}', { GROUP: '' }, 'variable GROUP is empty: set it, or write ${GROUP:-default}'],
    [
      '${GRUOP}',
      { GROUP: 'x' },
      'variable GRUOP is not set: did you mean "GROUP", or write ${GRUOP:-default}',
    ],
    ...['constructor', 'toString', '__proto__'].map(
      (name): [string, Record<string, string>, string] => [
        `\${${name}}`,
        {},
        `variable ${name} is not set: set it, or write \${${name}:-default}`,
      ],
    ),
    ['${a b}', {}, '"${" does not begin a variable: write ${NAME}, ${NAME:-default}, or "$${"'],
  ])('%s with %o is refused where it stands', (written, env, message) => {
    expect(
      refusal({ rbac: `tool_group_requirements:\n  t:\n    - "${written}"\n` }, { env }),
    ).toEqual([`config/rbac.yaml:3:7 ${message}`]);
  });

  test('"$${" is a literal, and a lone dollar is one', () => {
    expect(interpolator({})('a $${X} costs $5')).toEqual({ value: 'a ${X} costs $5' });
  });

  test('have to be quoted inside braces', () => {
    expect(refusal({ gateway: 'server: {port: ${PORT}}\n' })).toEqual([
      'config/gateway.yaml:1:17 Unexpected flow-map-start at node end: quote a variable inside { } or [ ]: "${NAME}"',
    ]);
  });

  test('a filled value is never filled again', () => {
    expect(interpolator({ A: '${B}', B: 'b' })('${A}')).toEqual({ value: '${B}' });
  });
});

test('whatever the environment holds, loading answers a policy or names what is wrong', () => {
  const variable = fc.constantFrom(
    'ODOO_URL',
    'ODOO_DB',
    'MCP_TRANSPORT',
    'MCP_HOST',
    'MCP_PORT',
    'MCP_LOG_LEVEL',
    'SESSION_TIMEOUT_SECONDS',
    'MAX_CONCURRENT_SESSIONS',
    'RATE_LIMIT_GLOBAL',
    'RATE_LIMIT_WRITE',
  );
  const value = fc.oneof(fc.string(), fc.integer().map(String), fc.webUrl());
  fc.assert(
    fc.property(fc.dictionary(variable, value), (env) => {
      try {
        const { server, odoo, limits } = loadPolicy({ env }).gateway;
        expect(odoo.url).toMatch(/^https?:\/\//);
        expect(server.port).toBeLessThanOrEqual(65_535);
        expect(limits.writePerMinute).toBeGreaterThan(0);
      } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        for (const problem of error.problems) {
          expect(problem.file).toBe('environment');
          expect(Object.keys(env).some((name) => problem.message.startsWith(name))).toBe(true);
        }
      }
    }),
    { numRuns: 60 },
  );
});
