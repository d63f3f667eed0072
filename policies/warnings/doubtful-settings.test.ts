import { describe, expect, test } from 'vitest';
import { warningsOf } from '../config-directory.fixture.ts';

describe('settings that let nobody in', () => {
  const http = 'server: {transport: http}';

  test('an account for stdio does nothing over HTTP', () => {
    const env = { ODOO_USERNAME: 'ann', ODOO_API_KEY: 'key' };
    const warned = (gateway: string, given = env) =>
      warningsOf({ gateway }, { env: given }).filter((one) => one.includes('ODOO_USERNAME'));
    expect(warned(http)).toEqual([expect.stringContaining('signs nobody in over HTTP: call the')]);
    expect(warned('{}')).toEqual([]);
    expect(warningsOf({ gateway: http }, { env: {} }).join()).not.toContain('ODOO_USERNAME');
  });

  test('nor does anybody sign in where the login tool is closed and there is no token', () => {
    const warned = (identity: string, transport = http) =>
      warningsOf({ gateway: `${transport}\nidentity: ${identity}` }).filter((one) =>
        one.includes('lets nobody in'),
      );
    const token = `{name: a, sha256: ${'a'.repeat(64)}, groups: [base.group_user]}`;
    expect(warned('{login: deny}')).toHaveLength(1);
    expect(warned(`{login: deny, tokens: [${token}]}`)).toEqual([]);
    expect(warned('{login: deny, anonymous: {groups: [base.group_user]}}')).toEqual([]);
    expect(warned('{login: allow}')).toEqual([]);
    expect(warned('{login: deny}', '')).toEqual([]);
  });

  test('a binding of somebody else’s server is none of the one that ships with the guard', () => {
    const warned = (upstream: string) =>
      warningsOf({ gateway: `upstream: ${upstream}` }).filter((one) => one.includes('binding'));
    expect(warned('{binding: other}')).toEqual([
      'gateway settings upstream.binding has no effect: the server that ships with the guard has its own',
    ]);
    expect(warned('{binding: other, command: server}')).toEqual([]);
  });
});

test.each([
  [
    'upstream: {unbound: {tools: allow}}',
    'gateway settings upstream.unbound.tools "allow": tools no binding describes pass without any rule',
  ],
  [
    'upstream: {unbound: {prompts: allow}}',
    'gateway settings upstream.unbound.prompts "allow": prompts no binding describes pass without any rule',
  ],
  [
    'protocol: {sampling: allow}',
    'gateway settings protocol.sampling "allow" has no effect: nothing unbound may pass (upstream.unbound)',
  ],
  [
    'odoo: {url: "http://odoo.example.com"}',
    'gateway settings odoo.url is http:// to another machine: credentials travel readable, use https://',
  ],
  [
    'upstream: {url: "http://10.0.0.1/mcp"}',
    'gateway settings upstream.url is http:// to another machine: credentials travel readable, use https://',
  ],
  [
    `upstream: {socket: /a, key: ${'k'.repeat(32)}}\nodoo: {pool_size: 3}`,
    'gateway settings odoo.pool_size is told to a server the guard starts, and upstream.key says it does not: set ODOO_POOL_SIZE where that server runs',
  ],
])('%s loads with a warning', (text, warning) => {
  expect(warningsOf({ gateway: text })).toEqual([warning]);
});

test('what no rule judges is warned of where it may pass', () => {
  const text =
    'upstream: {unbound: {prompts: allow}}\nprotocol: {elicitation: forms, roots: allow}';
  expect(warningsOf({ gateway: text })).toEqual([
    expect.stringContaining('upstream.unbound.prompts'),
    'gateway settings protocol.elicitation "forms": what the server says there passes without any rule',
  ]);
});

test('http:// on this machine is no reason to warn', () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]', '127.8.9.1'])
    expect(warningsOf({ gateway: `odoo: {url: "http://${host}:8069"}` })).toEqual([]);
});
