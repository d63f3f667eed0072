import * as z from 'zod';
import type { CredentialMethod } from './odoo/credential.ts';
import { Secret } from './odoo/secret.ts';

/** What the process was started with. Nothing else of its environment is read. */
export interface Environment {
  readonly odooUrl: URL;
  readonly database: string | undefined;
  /** The account a stdio process signs in with by itself. */
  readonly account: EnvironmentAccount | undefined;
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
export const MIN_UPSTREAM_KEY_LENGTH = 32;

/** A variable of the environment that is missing or wrong; the text says which and what to write. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Reads ODOO_URL, ODOO_DB, ODOO_USERNAME, ODOO_API_KEY, ODOO_PASSWORD, UPSTREAM_KEY and
 * MCP_LOG_LEVEL; empty means unset. Throws {@link EnvironmentError} without repeating any value.
 */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  return {
    odooUrl: readUrl(given(variables.ODOO_URL) ?? 'http://localhost:8069'),
    database: given(variables.ODOO_DB),
    account: readAccount(
      given(variables.ODOO_USERNAME),
      given(variables.ODOO_API_KEY),
      given(variables.ODOO_PASSWORD),
    ),
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
