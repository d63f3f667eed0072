import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directoryOf } from '../config-directory.fixture.ts';
import { loadPolicy } from '../load.ts';

const TOKEN = `name: t, sha256: ${'a'.repeat(64)}`;
const account = (secret: string) => `odoo: {login: bot, database: d, ${secret}}`;
const token = (secret: string) =>
  `identity: {tokens: [{name: s, sha256: ${'b'.repeat(64)}}, {${TOKEN}, ${account(secret)}}]}`;

/** The warnings about a gateway.yaml with such modes. */
function warnings(gateway: string, { folder = 0o755, file = 0o644 } = {}): readonly string[] {
  const directory = directoryOf({ gateway });
  chmodSync(join(directory, 'gateway.yaml'), file);
  chmodSync(directory, folder);
  return loadPolicy({ directory, env: { SECRET: 'from-outside' } }).warnings.filter((warning) =>
    warning.includes('every account of this machine'),
  );
}

describe.skipIf(process.platform === 'win32')('policy files', () => {
  it.each([
    [token('api_key: literal'), 'identity.tokens.1.odoo.api_key'],
    [token('password: literal'), 'identity.tokens.1.odoo.password'],
    [`identity: {stdio: {${account('password: literal')}}}`, 'identity.stdio.odoo.password'],
    [`identity: {anonymous: {${account('password: l')}}}`, 'identity.anonymous.odoo.password'],
    [`upstream: {url: "http://h/mcp", key: ${'k'.repeat(32)}}`, 'upstream.key'],
    [
      'upstream: {url: "http://h/mcp", headers: {Authorization: "Bearer x"}}',
      'upstream.headers.Authorization',
    ],
    ['upstream: {command: c, env: {HOST: h, ODOO_API_KEY: x}}', 'upstream.env.ODOO_API_KEY'],
  ])('%s: that others may read is warned about', (gateway, place) => {
    const expected = [expect.stringContaining(`gateway.yaml holds a secret (${place})`)];
    expect(warnings(gateway)).toEqual(expected);
    expect(warnings(gateway, { file: 0o640 })).toEqual([]);
    expect(warnings(gateway, { folder: 0o700 })).toEqual([]);
  });

  it.each([
    token(`api_key: "\${SECRET}"`),
    `upstream: {url: "http://h/mcp", key: "${'k'.repeat(32)}\${SECRET}"}`,
    'upstream: {url: "http://h/mcp", headers: {X-Team: sales}}',
    'odoo: {database: d}',
  ])('%s: may be read by others', (gateway) => {
    expect(warnings(gateway)).toEqual([]);
  });

  it('that others may write are warned about, and so is their folder', () => {
    const gateway = 'odoo: {database: d}';
    expect(warnings(gateway, { file: 0o666 })).toEqual([
      expect.stringMatching(/gateway\.yaml may be changed by every account .*chmod o-w/),
    ]);
    expect(warnings(gateway, { file: 0o666, folder: 0o750 })).toEqual([]);
    expect(warnings(gateway, { folder: 0o777 })).toEqual([
      expect.stringMatching(/is a folder in which every account .* may put policy files/),
    ]);
  });
});
