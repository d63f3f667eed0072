// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy files write variables this way
import { describe, expect, test } from 'vitest';
import { policyOf, refusal, warningsOf } from '../config-directory.fixture.ts';

const gateway = (text: string) => policyOf({ gateway: text }).gateway;
const refused = (text: string) =>
  refusal({ gateway: text }).map((line) => line.replace('config/gateway.yaml:', ''));
const NOTHING_UNBOUND = {
  tools: 'deny',
  resources: 'deny',
  prompts: 'deny',
  completions: 'deny',
} as const;
const DIGEST = '0123456789abcdef'.repeat(4);

describe('every key', () => {
  test('server', () => {
    const text = `
server:
  name: guard
  transport: http
  host: "::1"
  port: 0
  log_level: Warning
  max_concurrent_sessions: 2
  session_timeout_seconds: 1.5
  allowed_hosts: [guard.example.com]
  allowed_origins: ["https://app.example.com:8443"]
  max_request_bytes: 2048
  pass_through: [/health, "/static/*"]
`;
    expect(gateway(text).server).toEqual({
      name: 'guard',
      transport: 'http',
      host: '::1',
      port: 0,
      logLevel: 'warn',
      maxSessions: 2,
      sessionIdleMs: 1_500,
      allowedHosts: ['guard.example.com'],
      allowedOrigins: ['https://app.example.com:8443'],
      maxRequestBytes: 2_048,
      passThrough: ['/health', '/static/*'],
    });
  });

  test.each([
    ['DEBUG', 'debug'],
    ['Info', 'info'],
    ['WARNING', 'warn'],
    ['ERROR', 'error'],
    ['CRITICAL', 'error'],
    ['silent', 'silent'],
  ])('log_level %s is %s', (written, level) => {
    expect(gateway(`server: {log_level: ${written}}`).server.logLevel).toBe(level);
  });

  test('odoo', () => {
    const text = `
odoo:
  url: https://odoo.example.com/base/
  database: prod
  version: 18
  protocol: jsonrpc
  pool_size: 4
  circuit_breaker: {failure_threshold: 2, recovery_timeout_seconds: 0.5}
  retry: {max_retries: 0, backoff_base_seconds: 2}
`;
    expect(gateway(text).odoo).toEqual({
      url: 'https://odoo.example.com/base',
      database: 'prod',
      version: 18,
      protocol: 'jsonrpc',
      poolSize: 4,
      circuitBreaker: { failureThreshold: 2, recoveryMs: 500 },
      retry: { maxRetries: 0, backoffBaseMs: 2_000 },
    });
    expect(gateway('odoo: {version: auto, database: ""}').odoo).not.toHaveProperty('version');
  });

  test('auth', () => {
    expect(gateway('auth: {methods: [session], required_group: base.group_user}').auth).toEqual({
      methods: new Set(['session']),
      requiredGroup: 'base.group_user',
    });
    expect(gateway('{}').auth).toEqual({ methods: new Set(['api_key', 'password']) });
  });

  test('rate_limit and limits', () => {
    const text = `
rate_limit: {global_per_minute: 5, write_per_minute: 2}
limits:
  per_tool: {search_read: 3}
  concurrent: 1
  oracle_per_minute: 7
  budgets:
    - {model: sale.*, operations: [create], sum: amount_total, per: day, max: 50000, groups: sales}
    - {count: true, per: hour, max: 10}
    - {operations: [call], count: calls, per: minute, max: 1}
  lockout: {per_login: {failures: 1, minutes: 2}, per_source: {failures: 3, minutes: 4}}
`;
    expect(gateway(text).limits).toEqual({
      globalPerMinute: 5,
      writePerMinute: 2,
      perTool: new Map([['search_read', 3]]),
      concurrent: 1,
      oraclePerMinute: 7,
      budgets: [
        {
          models: expect.objectContaining({ written: ['sale.*'] }),
          effects: new Set(['create']),
          groups: ['sales'],
          measure: { kind: 'sum', field: 'amount_total' },
          per: 'day',
          max: 50_000,
          rule: 'gateway.yaml:limits.budgets[0]',
        },
        {
          models: undefined,
          effects: new Set(['create', 'write', 'unlink', 'call', 'post_message']),
          groups: undefined,
          measure: { kind: 'records' },
          per: 'hour',
          max: 10,
          rule: 'gateway.yaml:limits.budgets[1]',
        },
        expect.objectContaining({ effects: new Set(['call']), measure: { kind: 'calls' } }),
      ],
      lockout: {
        perLogin: { failures: 1, lockMs: 120_000 },
        perSource: { failures: 3, lockMs: 240_000 },
      },
    });
  });

  test.each([
    ['{}', 30],
    ['rate_limit: {global_per_minute: 3}', 30],
    ['rate_limit: {global_per_minute: 1000}', 500],
    ['rate_limit: {global_per_minute: 1000}\nlimits: {oracle_per_minute: 5}', 5],
  ])('%s leaves so many questions with conditions a minute: %i', (text, perMinute) => {
    expect(gateway(text).limits.oraclePerMinute).toBe(perMinute);
  });

  test('mode', () => {
    expect(gateway('{}').mode).toBe('enforce');
    expect(gateway('mode: shadow').mode).toBe('shadow');
  });

  test('upstream: the bundled one, a url, a command', () => {
    expect(gateway('{}').upstream).toEqual({
      kind: 'bundled',
      plugins: [],
      unbound: NOTHING_UNBOUND,
      timeoutMs: 60_000,
      maxProcesses: 64,
    });
    expect(
      gateway(
        'upstream: {url: "http://127.0.0.1:8000/mcp", headers: {X-Key: k}, binding: other, timeout_seconds: 5}',
      ).upstream,
    ).toEqual({
      kind: 'http',
      url: 'http://127.0.0.1:8000/mcp',
      headers: { 'X-Key': 'k' },
      binding: 'other',
      unbound: NOTHING_UNBOUND,
      timeoutMs: 5_000,
      maxProcesses: 64,
    });
    expect(
      gateway(
        'upstream: {command: npx, args: [-y, x], env: {A: b}, unbound: {tools: allow}, max_processes: 200}',
      ).upstream,
    ).toEqual({
      kind: 'stdio',
      command: 'npx',
      args: ['-y', 'x'],
      env: { A: 'b' },
      unbound: { ...NOTHING_UNBOUND, tools: 'allow' },
      timeoutMs: 60_000,
      maxProcesses: 200,
    });
  });

  test('upstream: the bundled one where it runs by itself', () => {
    const key = 'k'.repeat(32);
    const common = { plugins: ['mrp'], unbound: NOTHING_UNBOUND, timeoutMs: 60_000 };
    const written = gateway(
      `upstream: {url: "http://127.0.0.1:8070/mcp", key: ${key}, headers: {X-Mesh: m}, plugins: [mrp]}`,
    ).upstream;
    expect(written).toMatchObject({
      kind: 'bundled',
      at: { url: 'http://127.0.0.1:8070/mcp', headers: { 'X-Mesh': 'm' } },
      ...common,
    });
    expect(JSON.stringify(written)).not.toContain(key);
    expect(written.kind === 'bundled' && written.at?.key.reveal()).toBe(key);
    expect(
      gateway(`upstream: {socket: /run/odoo-mcp/upstream.sock, key: ${key}}`).upstream,
    ).toMatchObject({ kind: 'bundled', at: { socketPath: '/run/odoo-mcp/upstream.sock' } });
  });

  test('protocol: nothing, unless it is named', () => {
    const nothing = { sampling: 'deny', elicitation: 'deny', roots: 'deny', logging: 'deny' };
    expect(gateway('{}').protocol).toMatchObject(nothing);
    expect(gateway('{}').protocol.extensions).toEqual([]);
    const extensions = ['com.example/seen', 'io.modelcontextprotocol/ui'];
    expect(gateway(`protocol: {extensions: ${JSON.stringify(extensions)}}`).protocol).toMatchObject(
      {
        extensions,
      },
    );
    const named = { sampling: 'allow', elicitation: 'forms', roots: 'allow', logging: 'allow' };
    expect(gateway(`protocol: ${JSON.stringify(named)}`).protocol).toMatchObject(named);
  });

  test('upstream: plugins of the bundled one, by package or path', () => {
    const plugins = [
      'odoo-mcp-mrp',
      '@example/mrp',
      './plugins/mrp',
      '../mrp.js',
      '/opt/mrp',
      'C:\\mrp',
    ];
    expect(gateway(`upstream: {plugins: ${JSON.stringify(plugins)}}`).upstream).toMatchObject({
      kind: 'bundled',
      plugins,
    });
  });

  test('upstream: each family of unbound things by itself', () => {
    expect(
      gateway('upstream: {unbound: {resources: allow, completions: allow}}').upstream.unbound,
    ).toEqual({ tools: 'deny', resources: 'allow', prompts: 'deny', completions: 'allow' });
  });

  test('identity, whose secrets do not print', () => {
    const { identity } = gateway(`
identity:
  login: deny
  tokens:
    - {name: bot, sha256: ${DIGEST}, groups: [sales], odoo: {login: b, api_key: s3cret, database: d}}
  stdio: {name: me, admin: true}
  anonymous: {groups: [guest], odoo: {login: g, password: s3cret}}
`);
    expect(identity).toMatchObject({
      login: 'deny',
      tokens: [
        {
          name: 'bot',
          sha256: DIGEST,
          groups: ['sales'],
          admin: false,
          odoo: { login: 'b', method: 'api_key', database: 'd' },
        },
      ],
      stdio: { name: 'me', groups: [], admin: true },
      anonymous: { name: 'anonymous', groups: ['guest'], odoo: { method: 'password' } },
    });
    expect(identity.tokens[0]?.odoo?.secret.reveal()).toBe('s3cret');
    expect(JSON.stringify(identity)).not.toContain('s3cret');
    expect(gateway('{}').identity).toEqual({ login: 'allow', tokens: [] });
  });

  test('audit', () => {
    expect(gateway('audit: {sink: file, file: /var/log/a.jsonl, values: true}').audit).toEqual({
      sink: 'file',
      file: '/var/log/a.jsonl',
      values: true,
    });
    expect(gateway('audit: {sink: off}').audit.sink).toBe('off');
  });
});

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
