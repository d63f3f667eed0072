import { request } from 'undici';

/** Milliseconds an address has for any answer at all. */
const PATIENCE_MS = 5_000;

/**
 * Why nothing answers at the address of Odoo, as one sentence for whoever set it; undefined where something does.
 * Whether that is an Odoo is for the server behind the guard to find out.
 */
export async function odooSilence(url: string): Promise<string | undefined> {
  try {
    const answer = await request(url, { method: 'HEAD', signal: AbortSignal.timeout(PATIENCE_MS) });
    await answer.body.dump();
    return undefined;
  } catch (error) {
    return `Odoo does not answer at ${url}: ${reasonOf(error)}. Is it running, and is ODOO_URL right? Each call tries again.`;
  }
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there (ECONNREFUSED)';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `there is no host of that name (${code})`;
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return `that port speaks http://, not https:// (${code})`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `its certificate is from nobody this machine trusts; name yours in NODE_EXTRA_CA_CERTS (${code})`;
    case 'CERT_HAS_EXPIRED':
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `its certificate has expired, or is for another name (${code})`;
    default:
      return code === '' ? 'no answer within 5 s' : `the connection failed (${code})`;
  }
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}
