import { isAbsolute } from 'node:path';
import * as z from 'zod';
import type { BreakerSettings } from './odoo/circuit-breaker.ts';
import type { CredentialMethod } from './odoo/credential.ts';
import { ODOO_PROTOCOLS, type OdooProtocol } from './odoo/protocol-choice.ts';
import type { RetrySettings } from './odoo/retry.ts';
import { Secret } from './odoo/secret.ts';
import { ODOO_MAJORS, type OdooMajor } from './odoo/version.ts';

/** What the process was started with. Nothing else of its environment is read. */
export interface Environment {
  readonly odooUrl: URL;
  readonly database: string | undefined;
  /** The release Odoo must be of; the server is asked when it is absent. */
  readonly version: OdooMajor | undefined;
  /** How Odoo is spoken to; `auto` chooses by release and credential. */
  readonly protocol: OdooProtocol;
  /** Connections to Odoo at once. */
  readonly poolSize: number;
  readonly breaker: BreakerSettings;
  readonly retry: RetrySettings;
  /** The account a stdio process signs in with by itself. */
  readonly account: EnvironmentAccount | undefined;
  /** Absolute paths of the modules whose tools are added. */
  readonly plugins: readonly string[];
  /** The model the helpdesk tools work with. */
  readonly helpdeskModel: string;
  /** Most bytes a tool puts into one result as a blob: an attachment, a printed report. */
  readonly maxBlobBytes: number;
  /** The start-up secret every HTTP request must carry. */
  readonly upstreamKey: Secret | undefined;
  readonly logLevel: LogLevel;
}

export interface EnvironmentAccount {
  readonly method: CredentialMethod;
  readonly login: string;
  readonly secret: Secret;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Shortest start-up secret, in characters. */
const MIN_UPSTREAM_KEY_LENGTH = 32;

/** A variable of the environment that is missing or wrong; the text says which and what to write. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** Written as base64 it still fits into the largest answer taken from Odoo. */
const LARGEST_BLOB_BYTES = 8 * 1024 * 1024;

/** A day, in milliseconds. */
const LONGEST_MS = 86_400_000;

/**
 * Reads the variables named here; empty means unset. Throws {@link EnvironmentError}, which names the
 * variable and repeats no value.
 */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  return {
    odooUrl: readUrl(given(variables.ODOO_URL) ?? 'http://localhost:8069'),
    database: given(variables.ODOO_DB),
    version: readVersion(given(variables.ODOO_VERSION)),
    protocol: readProtocol(given(variables.ODOO_PROTOCOL)?.trim() ?? 'auto'),
    poolSize: readCount('ODOO_POOL_SIZE', given(variables.ODOO_POOL_SIZE), 1, 1_000) ?? 10,
    breaker: {
      failures:
        readCount('ODOO_BREAKER_FAILURES', given(variables.ODOO_BREAKER_FAILURES), 1, 1_000_000) ??
        5,
      recoveryMs:
        readMs('ODOO_BREAKER_RECOVERY_MS', given(variables.ODOO_BREAKER_RECOVERY_MS)) ?? 30_000,
    },
    retry: {
      maxRetries: readCount('ODOO_MAX_RETRIES', given(variables.ODOO_MAX_RETRIES), 0, 10) ?? 2,
      backoffMs: readMs('ODOO_RETRY_BACKOFF_MS', given(variables.ODOO_RETRY_BACKOFF_MS)) ?? 250,
    },
    account: readAccount(
      given(variables.ODOO_USERNAME),
      given(variables.ODOO_API_KEY),
      given(variables.ODOO_PASSWORD),
    ),
    plugins: readPlugins(given(variables.UPSTREAM_PLUGINS)),
    helpdeskModel: readModel(given(variables.HELPDESK_MODEL) ?? 'helpdesk.ticket'),
    maxBlobBytes:
      readCount(
        'UPSTREAM_MAX_BLOB_BYTES',
        given(variables.UPSTREAM_MAX_BLOB_BYTES),
        1,
        LARGEST_BLOB_BYTES,
      ) ?? 1024 * 1024,
    upstreamKey: readKey(given(variables.UPSTREAM_KEY)),
    logLevel: readLevel(given(variables.MCP_LOG_LEVEL)?.toLowerCase() ?? 'warn'),
  };
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new EnvironmentError(
      'ODOO_URL is not an http or https address. Write it like https://odoo.example.com',
    );
  if (url.username !== '' || url.password !== '')
    throw new EnvironmentError(
      'ODOO_URL holds a user name or password. Take it out: credentials go into ODOO_USERNAME and ODOO_API_KEY.',
    );
  if (url.search !== '' || url.hash !== '')
    throw new EnvironmentError('ODOO_URL has a query or a fragment. Write only the address.');
  return url;
}

function readVersion(text: string | undefined): OdooMajor | undefined {
  if (text === undefined) return undefined;
  const version = ODOO_MAJORS.find((major) => String(major) === text.trim());
  if (version === undefined)
    throw new EnvironmentError(
      `ODOO_VERSION is none of ${ODOO_MAJORS.join(', ')}. Leave it out to have Odoo asked.`,
    );
  return version;
}

function readProtocol(text: string): OdooProtocol {
  const protocol = ODOO_PROTOCOLS.find((known) => known === text);
  if (protocol === undefined)
    throw new EnvironmentError(
      `ODOO_PROTOCOL is none of ${ODOO_PROTOCOLS.join(', ')}. Leave it out to have it chosen.`,
    );
  return protocol;
}

function readCount(
  name: string,
  text: string | undefined,
  min: number,
  max: number,
): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!/^\s*\d{1,7}\s*$/.test(text) || count < min || count > max)
    throw new EnvironmentError(`${name} is no whole number from ${min} to ${max}.`);
  return count;
}

/** Milliseconds; fractions are taken, since seconds times a thousand can leave some. */
function readMs(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = Number(text);
  if (!/^[\s\d.e-]+$/.test(text) || !(ms > 0 && ms <= LONGEST_MS))
    throw new EnvironmentError(
      `${name} is no number of milliseconds from above 0 to ${LONGEST_MS}.`,
    );
  return ms;
}

function readAccount(
  login: string | undefined,
  apiKey: string | undefined,
  password: string | undefined,
): EnvironmentAccount | undefined {
  if (apiKey !== undefined && password !== undefined)
    throw new EnvironmentError('Both ODOO_API_KEY and ODOO_PASSWORD are set: keep one of them.');
  const secret = apiKey ?? password;
  if (login === undefined && secret === undefined) return undefined;
  if (login === undefined)
    throw new EnvironmentError('ODOO_API_KEY or ODOO_PASSWORD is set without ODOO_USERNAME.');
  if (secret === undefined)
    throw new EnvironmentError('ODOO_USERNAME is set without ODOO_API_KEY or ODOO_PASSWORD.');
  return {
    method: apiKey === undefined ? 'password' : 'api_key',
    login,
    secret: new Secret(secret),
  };
}

function readPlugins(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const paths = z.array(z.string().refine(isAbsolute)).safeParse(parsedJson(text));
  if (!paths.success)
    throw new EnvironmentError(
      'UPSTREAM_PLUGINS is no JSON list of absolute paths. Write it like ["/opt/plugins/mrp.js"].',
    );
  return [...new Set(paths.data)];
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readModel(text: string): string {
  if (!/^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+$/.test(text.trim()))
    throw new EnvironmentError('HELPDESK_MODEL is no model. Write it like helpdesk.ticket.');
  return text.trim();
}

function readKey(key: string | undefined): Secret | undefined {
  if (key !== undefined && key.length < MIN_UPSTREAM_KEY_LENGTH)
    throw new EnvironmentError(
      `UPSTREAM_KEY is shorter than ${MIN_UPSTREAM_KEY_LENGTH} characters. Use a random one.`,
    );
  return key === undefined ? undefined : new Secret(key);
}

function readLevel(text: string): LogLevel {
  const level = z.enum(LOG_LEVELS).safeParse(text === 'warning' ? 'warn' : text);
  if (!level.success)
    throw new EnvironmentError(`MCP_LOG_LEVEL is none of ${LOG_LEVELS.join(', ')}.`);
  return level.data;
}
