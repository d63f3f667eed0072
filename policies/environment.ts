import { didYouMean } from './did-you-mean.ts';
import type { BrokeredAccount } from './gateway-settings.ts';
import type { Problem } from './load-error.ts';
import { secret } from './secret.ts';
import type { Interpolate } from './yaml-document.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Which setting of `gateway.yaml` each variable overrides, and whether its text is a number. */
const VARIABLES = [
  ['ODOO_URL', 'odoo', 'url', 'text'],
  ['ODOO_DB', 'odoo', 'database', 'text'],
  ['MCP_TRANSPORT', 'server', 'transport', 'text'],
  ['MCP_HOST', 'server', 'host', 'text'],
  ['MCP_PORT', 'server', 'port', 'number'],
  ['MCP_LOG_LEVEL', 'server', 'log_level', 'text'],
  ['SESSION_TIMEOUT_SECONDS', 'server', 'session_timeout_seconds', 'number'],
  ['MAX_CONCURRENT_SESSIONS', 'server', 'max_concurrent_sessions', 'number'],
  ['RATE_LIMIT_GLOBAL', 'rate_limit', 'global_per_minute', 'number'],
  ['RATE_LIMIT_WRITE', 'rate_limit', 'write_per_minute', 'number'],
] as const;

const WHOLE_NUMBER = /^\d{1,15}$/;
const REFERENCE = /\$\$\{|\$\{([^{}]*)\}|\$\{/g;
const NAME_AND_DEFAULT = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/** The variables that are set, as overrides of `gateway.yaml`. An empty variable counts as not set. */
export function settingsOf(env: Environment): Readonly<Record<string, Record<string, unknown>>> {
  const settings: Record<string, Record<string, unknown>> = {};
  for (const [variable, section, key, kind] of VARIABLES) {
    const text = env[variable];
    if (text === undefined || text === '') continue;
    settings[section] = {
      ...settings[section],
      [key]: kind === 'number' && WHOLE_NUMBER.test(text) ? Number(text) : text,
    };
  }
  return settings;
}

/** The variable that sets a place in `gateway.yaml`. */
export function variableAt(path: readonly PropertyKey[]): string | undefined {
  return VARIABLES.find(([, section, key]) => section === path[0] && key === path[1])?.[0];
}

/** The Odoo account for stdio that `ODOO_USERNAME` and `ODOO_API_KEY` or `ODOO_PASSWORD` name. */
export function stdioAccountOf(env: Environment): {
  readonly account?: BrokeredAccount;
  readonly problems: readonly Problem[];
} {
  const [login, apiKey, password] = ['ODOO_USERNAME', 'ODOO_API_KEY', 'ODOO_PASSWORD'].map(
    (name) => (env[name] === '' ? undefined : env[name]),
  );
  const problem = (message: string, hint: string) => ({
    problems: [{ file: 'environment', message, hint }],
  });
  if (apiKey !== undefined && password !== undefined)
    return problem('ODOO_API_KEY and ODOO_PASSWORD are both set', 'keep the one to sign in with');
  const credential = apiKey ?? password;
  if (login === undefined && credential === undefined) return { problems: [] };
  if (login === undefined)
    return problem(
      `${apiKey === undefined ? 'ODOO_PASSWORD' : 'ODOO_API_KEY'} is set without ODOO_USERNAME`,
      'set ODOO_USERNAME to the login it belongs to',
    );
  if (credential === undefined)
    return problem(
      'ODOO_USERNAME is set without a credential',
      'set ODOO_API_KEY or ODOO_PASSWORD',
    );
  return {
    account: {
      login,
      method: apiKey === undefined ? 'password' : 'api_key',
      secret: secret(credential),
    },
    problems: [],
  };
}

/**
 * Fills `${VAR}` and `${VAR:-default}` from the environment; `$${` is a literal `${`. A variable that is not
 * set, or empty, is refused: an empty group or URL would quietly switch something off.
 */
export function interpolator(env: Environment): Interpolate {
  return (text) => {
    const errors: string[] = [];
    const value = text.replaceAll(REFERENCE, (written: string, reference: string | undefined) => {
      if (written === '$${') return '${';
      const parts = reference === undefined ? null : NAME_AND_DEFAULT.exec(reference);
      const name = parts?.[1];
      if (name === undefined) {
        errors.push(
          `"\${" does not begin a variable: write \${NAME}, \${NAME:-default}, or "$\${"`,
        );
        return '';
      }
      const set = Object.hasOwn(env, name) ? env[name] : undefined;
      if (set !== undefined && set !== '') return set;
      const fallback = parts?.[2];
      if (fallback === undefined) errors.push(notSet(name, set, env));
      return fallback ?? '';
    });
    return errors[0] === undefined ? { value } : { error: errors[0] };
  };
}

function notSet(name: string, value: string | undefined, env: Environment): string {
  if (value === '') return `variable ${name} is empty: set it, or write \${${name}:-default}`;
  const known = Object.keys(env).filter((other) => (env[other] ?? '') !== '');
  const hint =
    didYouMean(
      name,
      known.filter((other) => other === other.toUpperCase()),
    ) ?? 'set it';
  return `variable ${name} is not set: ${hint.replace(/\?$/, '')}, or write \${${name}:-default}`;
}
