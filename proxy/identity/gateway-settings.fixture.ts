import type { GatewaySettings, IdentitySettings } from '../../policies/gateway-settings.ts';

/** Settings as the defaults have them, for tests of the rooms that read only parts of them. */
export function gatewaySettings(
  changes: Partial<Omit<GatewaySettings, 'identity'>> & {
    readonly identity?: Partial<IdentitySettings>;
  } = {},
): GatewaySettings {
  const { identity, ...rest } = changes;
  return {
    mode: 'enforce',
    server: {
      transport: 'http',
      host: '127.0.0.1',
      port: 0,
      logLevel: 'silent',
      allowedHosts: [],
      allowedOrigins: [],
      maxSessions: 100,
      sessionIdleMs: 1_800_000,
      maxRequestBytes: 1_000_000,
      passThrough: [],
    },
    odoo: {
      url: 'http://127.0.0.1:8069',
      database: 'demo',
      protocol: 'auto',
      poolSize: 1,
      circuitBreaker: { failureThreshold: 5, recoveryMs: 30_000 },
      retry: { maxRetries: 0, backoffBaseMs: 1 },
    },
    auth: { methods: new Set(['password', 'api_key']) },
    upstream: {
      kind: 'bundled',
      plugins: [],
      unbound: { tools: 'deny', resources: 'deny', prompts: 'deny', completions: 'deny' },
      timeoutMs: 1_000,
      maxProcesses: 8,
    },
    protocol: {
      versionHeader: 'strict',
      extensions: [],
      sampling: 'deny',
      elicitation: 'deny',
      roots: 'deny',
      logging: 'deny',
      tasks: 'deny',
    },
    limits: {
      globalPerMinute: 60,
      writePerMinute: 20,
      perTool: new Map(),
      oraclePerMinute: 30,
      budgets: [],
      concurrent: 10,
      lockout: {
        perLogin: { failures: 5, lockMs: 300_000 },
        perSource: { failures: 30, lockMs: 900_000 },
      },
    },
    audit: { sink: 'log', values: false },
    ...rest,
    identity: { login: 'allow', tokens: [], ...identity },
  };
}
