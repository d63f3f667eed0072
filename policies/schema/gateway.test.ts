import { describe, expect, test } from 'vitest';
import { policyOf } from '../config-directory.fixture.ts';

const gateway = (text: string) => policyOf({ gateway: text }).gateway;
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
