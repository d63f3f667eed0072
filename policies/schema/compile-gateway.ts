import type {
  ActsFor,
  BrokeredAccount,
  GatewaySettings,
  IdentitySettings,
  NamedSubject,
  UpstreamSettings,
} from '../gateway-settings.ts';
import { secret } from '../secret.ts';
import { compileBudgets } from './budgets.ts';
import type { GatewayFile } from './gateway.ts';

type SubjectWritten = NonNullable<GatewayFile['identity']['stdio']>;
type AccountWritten = NonNullable<SubjectWritten['odoo']>;

/** The settings the proxy runs on: durations in milliseconds, secrets wrapped, empty words gone. */
export function compileGateway(
  file: GatewayFile,
  stdioAccount: BrokeredAccount | undefined,
): GatewaySettings {
  const { server, odoo, auth, limits } = file;
  const settings: GatewaySettings = {
    mode: file.mode,
    server: {
      ...(server.name === undefined ? {} : { name: server.name }),
      transport: server.transport === 'stdio' ? 'stdio' : 'http',
      host: server.host,
      port: server.port,
      logLevel: server.log_level,
      allowedHosts: server.allowed_hosts,
      allowedOrigins: server.allowed_origins,
      maxSessions: server.max_concurrent_sessions,
      sessionIdleMs: server.session_timeout_seconds * 1_000,
      maxRequestBytes: server.max_request_bytes,
      passThrough: server.pass_through,
    },
    odoo: {
      url: odoo.url.replace(/\/+$/, ''),
      ...(odoo.database === '' ? {} : { database: odoo.database }),
      ...(odoo.version === 'auto' ? {} : { version: odoo.version }),
      protocol: odoo.protocol,
      poolSize: odoo.pool_size,
      circuitBreaker: {
        failureThreshold: odoo.circuit_breaker.failure_threshold,
        recoveryMs: odoo.circuit_breaker.recovery_timeout_seconds * 1_000,
      },
      retry: {
        maxRetries: odoo.retry.max_retries,
        backoffBaseMs: odoo.retry.backoff_base_seconds * 1_000,
      },
    },
    auth: {
      methods: new Set(auth.methods),
      ...(auth.required_group === '' ? {} : { requiredGroup: auth.required_group }),
    },
    upstream: compileUpstream(file.upstream),
    protocol: compileProtocol(file.protocol),
    identity: compileIdentity(file.identity, stdioAccount),
    limits: {
      globalPerMinute: file.rate_limit.global_per_minute,
      writePerMinute: file.rate_limit.write_per_minute,
      perTool: new Map(Object.entries(limits.per_tool)),
      oraclePerMinute: limits.oracle_per_minute ?? oracleRate(file.rate_limit.global_per_minute),
      budgets: compileBudgets(limits.budgets),
      concurrent: limits.concurrent,
      lockout: {
        perLogin: compileLockout(limits.lockout.per_login),
        perSource: compileLockout(limits.lockout.per_source),
      },
    },
    audit: {
      sink: file.audit.sink,
      ...(file.audit.file === undefined ? {} : { file: file.audit.file }),
      values: file.audit.values,
    },
  };
  return Object.freeze(settings);
}

/** Enough to look up a line of an order every two seconds, and too few to guess a name letter by letter. */
const ORACLE_PER_MINUTE = 30;

/** Whoever raises the limit of all calls wants work done that a fixed limit would stop. */
function oracleRate(globalPerMinute: number): number {
  return Math.max(ORACLE_PER_MINUTE, Math.floor(globalPerMinute / 2));
}

function compileUpstream(written: GatewayFile['upstream']): UpstreamSettings {
  const common = {
    ...(written.binding === undefined ? {} : { binding: written.binding }),
    unbound: written.unbound,
    timeoutMs: written.timeout_seconds * 1_000,
    maxProcesses: written.max_processes,
  };
  const { url, command, socket, key, headers, plugins } = written;
  if (key !== undefined) {
    const at = socket === undefined ? url && { url, headers } : { socketPath: socket };
    if (!at) throw new Error('a key without a place was not refused');
    return { kind: 'bundled', plugins, at: { ...at, key: secret(key) }, ...common };
  }
  if (url !== undefined) return { kind: 'http', url, headers, ...common };
  if (command !== undefined)
    return { kind: 'stdio', command, args: written.args, env: written.env, ...common };
  return { kind: 'bundled', plugins, ...common };
}

function compileProtocol({
  version_header: versionHeader,
  ...open
}: GatewayFile['protocol']): GatewaySettings['protocol'] {
  return { versionHeader, ...open };
}

function compileIdentity(
  written: GatewayFile['identity'],
  stdioAccount: BrokeredAccount | undefined,
): IdentitySettings {
  const { stdio, anonymous } = written;
  return {
    login: written.login,
    tokens: written.tokens.map((token) => ({ ...compileSubject(token), sha256: token.sha256 })),
    ...(stdio === undefined
      ? {}
      : {
          stdio: {
            ...compileSubject(stdio),
            ...(stdioAccount === undefined ? {} : { odoo: stdioAccount }),
          },
        }),
    ...(stdio === undefined && stdioAccount !== undefined ? { stdioAccount } : {}),
    ...(anonymous === undefined ? {} : { anonymous: compileSubject(anonymous) }),
  };
}

function compileSubject(written: SubjectWritten): NamedSubject {
  return {
    name: written.name,
    groups: written.groups,
    admin: written.admin,
    ...(written.odoo === undefined ? {} : { odoo: compileAccount(written.odoo) }),
    ...(written.acts_for === undefined ? {} : { actsFor: compileActsFor(written.acts_for) }),
  };
}

function compileActsFor(written: NonNullable<SubjectWritten['acts_for']>): ActsFor {
  const { uid, partner_id: partnerId, company_ids: companyIds } = written;
  return { uid, companyIds, ...(partnerId === undefined ? {} : { partnerId }) };
}

function compileAccount(written: AccountWritten): BrokeredAccount {
  const { login, api_key: apiKey, password, database } = written;
  const credential = apiKey ?? password;
  if (credential === undefined) throw new Error('an account without a credential was not refused');
  return {
    login,
    method: apiKey === undefined ? 'password' : 'api_key',
    secret: secret(credential),
    ...(database === undefined ? {} : { database }),
  };
}

function compileLockout(written: { failures: number; minutes: number }) {
  return { failures: written.failures, lockMs: written.minutes * 60_000 };
}
