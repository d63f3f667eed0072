// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy files write variables this way
import { expect, test } from 'vitest';
import { refusal } from '../config-directory.fixture.ts';

const refused = (text: string) =>
  refusal({ gateway: text }).map((line) => line.replace('config/gateway.yaml:', ''));

test.each<readonly [string, string]>([
  ['sever: {}', '1:1 unknown key "sever": did you mean "server"?'],
  ['server: {transport: sse}', '1:21 expected one of stdio, http, streamable-http'],
  ['server: {port: 70000}', '1:16 must be at most 65535'],
  ['server: {port: "80"}', '1:16 expected a number, found text'],
  ['server: {host: "a b"}', '1:16 the value is not a host'],
  [
    'server: {log_level: LOUD}',
    '1:21 "LOUD" is not a log level: use one of trace, debug, info, warn, error, silent',
  ],
  [
    'server: {log_level: constructor}',
    '1:21 "constructor" is not a log level: use one of trace, debug, info, warn, error, silent',
  ],
  ['server: {session_timeout_seconds: 0}', '1:35 must be more than 0'],
  [
    'server: {allowed_origins: ["https://a/path"]}',
    '1:28 the value is not an origin (write scheme, host and port only: https://app.example.com)',
  ],
  ...['/mcp', '/mcp/*', '/*', 'health', '/a/../b/..//c', '/a?b'].map(
    (path) =>
      [
        `server: {pass_through: ["${path}"]}`,
        '1:25 the value is not a path to pass through (a named path such as /health or /static/*; never /mcp)',
      ] as const,
  ),
  ['odoo: {url: "ftp://x"}', '1:13 the value is not an address with http:// or https:// in front'],
  ['odoo: {url: "http://u:p@x"}', '1:13 the value must not contain a user or password'],
  ['odoo: {version: 16}', '1:17 expected one of auto, 17, 18, 19'],
  ['odoo: {database: "a/b"}', '1:18 the value is not a database name'],
  ['odoo: {retry: {max_retry: 1}}', '1:16 unknown key "max_retry": did you mean "max_retries"?'],
  ['auth: {methods: []}', '1:17 must name a method'],
  ['auth: {methods: [oauth]}', '1:18 expected one of password, api_key, session'],
  [
    'auth: {required_group: " "}',
    '1:24 an empty group restricts nothing: name a group, or remove the entry; an empty list ([]) means nobody',
  ],
  ['rate_limit: {global_per_minute: 0}', '1:33 must be at least 1'],
  [
    'upstream: {url: "http://a", command: b}',
    '1:11 names both a url and a command: keep one of the two',
  ],
  ['upstream: {headers: {A: b}}', '1:21 headers are only sent to a url'],
  ['upstream: {args: [a]}', '1:11 args and env belong to a command'],
  ['upstream: {max_processes: 0}', '1:27 must be at least 1'],
  [
    'upstream: {url: "http://a", headers: {"Mcp-Session-Id": b}}',
    '1:39 the value is a header the guard sets itself',
  ],
  [
    'upstream: {url: "http://a", headers: {A: "b\\r\\nC: d"}}',
    '1:42 the value is not a header value (one printable line)',
  ],
  [
    `upstream: {url: "http://a", key: ${'k'.repeat(32)}, headers: {X-Odoo-Credential: b}}`,
    '1:77 holds a header the guard sets itself where it has a key: remove X-Upstream-Key and X-Odoo-Credential, or "key"',
  ],
  [
    'upstream: {socket: /a}',
    '1:20 a socket is where the server that ships with the guard runs, which needs its key: add "key", the UPSTREAM_KEY of that server',
  ],
  [
    `upstream: {socket: /a, url: "http://a", key: ${'k'.repeat(32)}}`,
    '1:20 names a socket beside a url or a command: keep one of them',
  ],
  [
    `upstream: {key: ${'k'.repeat(32)}}`,
    '1:17 the key is that of a server at a url or a socket: add "url" or "socket", or remove "key"',
  ],
  [
    `upstream: {command: a, key: ${'k'.repeat(32)}}`,
    '1:29 the key is that of a server at a url or a socket: add "url" or "socket", or remove "key"',
  ],
  [
    'upstream: {url: "http://a", key: short}',
    '1:34 the value is not a secret of 32 or more printable characters',
  ],
  [`upstream: {socket: a/b, key: ${'k'.repeat(32)}}`, '1:20 the value is not an absolute path'],
  ['upstream: {unbound: {tools: maybe}}', '1:29 expected one of deny, allow'],
  ['identity: {login: no}', '1:19 expected one of allow, deny'],
  ['identity: {tokens: [{name: a}]}', '1:21 "sha256" is missing'],
  [
    'identity: {stdio: {acts_for: {uid: 1, company_ids: [1]}}}',
    "1:36 the value is Odoo's internal account, nobody's own",
  ],
  ['identity: {stdio: {acts_for: {uid: 7}}}', '1:20 "company_ids" is missing'],
  [
    'identity: {stdio: {acts_for: {uid: 7, company_ids: []}}}',
    '1:52 must name a company: no company would mean every company of the account',
  ],
  [
    'identity: {tokens: [{name: a, sha256: ABC}]}',
    '1:39 the value is not a SHA-256 digest (64 lower-case hex digits)',
  ],
  [
    'identity: {tokens: [{name: a, sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855}]}',
    '1:39 the value is the digest of an empty token',
  ],
  [
    'identity: {stdio: {odoo: {login: a}}}',
    '1:26 needs either api_key or password: write one of the two, best as ${VARIABLE}',
  ],
  [
    'identity: {stdio: {odoo: {login: a, api_key: b, password: c}}}',
    '1:26 needs either api_key or password: write one of the two, best as ${VARIABLE}',
  ],
  [
    'identity: {stdio: {groups: [""]}}',
    '1:29 an empty group restricts nothing: name a group, or remove the entry; an empty list ([]) means nobody',
  ],
  ['identity: {anonymous: {admin: true}}', '1:31 an anonymous caller cannot be an administrator'],
  ['limits: {per_tool: {t: 0}}', '1:24 must be at least 1'],
  [
    'upstream: {plugins: [mrp/inside]}',
    '1:22 the value is neither a package name nor a path beginning with ./, ../ or /',
  ],
  ['upstream: {plugins: [mrp, mrp]}', '1:21 names a plugin twice'],
  [
    'upstream: {command: npx, plugins: [mrp]}',
    '1:35 plugins belong to the server that ships with the guard: remove "plugins", or "url" and "command"',
  ],
  [
    'limits: {budgets: [{per: day, max: 1}]}',
    '1:20 says neither what it counts nor what it sums, or both: write "count: true", or "sum: <field>"',
  ],
  [
    'limits: {budgets: [{model: a.b, count: true, sum: c, per: day, max: 1}]}',
    '1:20 says neither what it counts nor what it sums, or both: write "count: true", or "sum: <field>"',
  ],
  [
    'limits: {budgets: [{sum: amount, per: day, max: 1}]}',
    '1:20 sums a field of no model: add the model that has the field',
  ],
  [
    'limits: {budgets: [{count: true, per: day, max: 1, groups: []}]}',
    '1:20 binds nobody: name a group, or leave "groups" out to bind everybody',
  ],
  ['budgets: []', '1:1 "budgets" is not supported by this version: move budgets to limits'],
  ['audit: {sink: file}', '1:8 sink "file" needs a file: add "file: /path/to/audit.jsonl"'],
  [
    'audit: {file: a}',
    '1:8 names a file that nothing is written to: write "sink: file", or remove "file"',
  ],
  [
    'telemetry: {}',
    '1:1 "telemetry" is not supported by this version: remove this key; decisions are recorded under audit',
  ],
  [
    'http: {}',
    '1:1 "http" is not supported by this version: move host, port and allowed_origins to server, and remove this key',
  ],
  [
    'protocol: {extensions: [tasks]}',
    '1:25 the value is not the id of an extension (such as com.example/seen)',
  ],
  [
    'protocol: {version: 2025-11-25}',
    '1:12 "version" is not supported by this version: the protocol version is the client’s; remove this key',
  ],
])('%s is refused', (text, problem) => {
  expect(refused(text)).toEqual([problem]);
});

test('a refusal never shows what a credential was', () => {
  const text = `identity: {tokens: [{name: a, sha256: hunter2, odoo: {login: a, api_key: [hunter2]}}]}`;
  expect(refused(text).join('\n')).not.toContain('hunter2');
});
