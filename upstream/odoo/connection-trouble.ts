import { ConnectionFailure } from './errors.ts';

/** What it means that an answer with this HTTP status is none of the protocol that was spoken. */
export function notOdoo(status: number): ConnectionFailure {
  if (status >= 300 && status < 400)
    return new ConnectionFailure(
      'misdirected',
      'The address in ODOO_URL redirects elsewhere: set ODOO_URL to the address it ends at.',
    );
  if (status === 429 || status >= 500)
    return new ConnectionFailure('unavailable', 'Odoo is not available at the moment.', 'unknown');
  return new ConnectionFailure(
    'misdirected',
    `The address in ODOO_URL does not answer like an Odoo server (HTTP ${status}).`,
  );
}

const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** The failure behind an error of the HTTP client; `answering` says whether an answer had begun. */
export function connectionFailure(error: unknown, answering: boolean): ConnectionFailure {
  const code = codeOf(error);
  if (NEVER_SENT.has(code))
    return new ConnectionFailure('unreachable', `Odoo cannot be reached (${code}).`);
  if (code.includes('TIMEOUT'))
    return new ConnectionFailure('timeout', 'Odoo did not answer in time.', 'unknown');
  return answering
    ? new ConnectionFailure('interrupted', 'The answer of Odoo broke off.', 'unknown')
    : new ConnectionFailure(
        'lost',
        'The connection to Odoo was lost before it answered.',
        'unknown',
      );
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return error.code;
  return '';
}
