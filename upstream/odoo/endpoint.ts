import { Pool } from 'undici';
import * as z from 'zod';
import { classifyFault, odooFault } from './classify.ts';
import { ConnectionFailure, callCancelled, OdooError } from './errors.ts';

/** Largest answer taken from Odoo, in bytes. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 120_000;
const SESSION_COOKIE = /(?:^|[;,\s])session_id=([^;,\s]+)/;

const envelope = z.looseObject({ result: z.unknown().optional(), error: odooFault.optional() });

/** One JSON-RPC exchange with Odoo's HTTP side. */
export interface ExchangeOptions {
  /** Value of the `session_id` cookie, when the call goes through an Odoo web session. */
  readonly session?: string;
  readonly signal?: AbortSignal | undefined;
  /** The model the call is for; only used to word errors. */
  readonly model?: string;
  /** Whether the call changes nothing and is no login, so that it may be sent more than once. */
  readonly repeatable?: boolean;
}

/** What came back: the JSON-RPC `result` (null when Odoo left it out) and a newly set session. */
export interface Exchange {
  readonly result: unknown;
  readonly session: string | undefined;
}

/** The one Odoo server this process talks to. */
export interface OdooEndpoint {
  /**
   * Posts a JSON-RPC call to `path`. Throws {@link OdooError} for every failure: a fault Odoo
   * answered, no connection, a time-out (10 s to connect, 120 s to answer), an answer over
   * {@link MAX_ANSWER_BYTES}, an answer that is not Odoo's, an aborted signal.
   */
  post(path: string, params: unknown, options?: ExchangeOptions): Promise<Exchange>;
  close(): Promise<void>;
}

export interface PoolSettings {
  /** Connections to Odoo at once; further calls wait for a free one. */
  readonly poolSize: number;
  readonly maxAnswerBytes?: number;
}

/**
 * Opens a connection pool to the Odoo at `url`; nothing is sent until the first call, and every call
 * is sent once.
 */
export function createPooledEndpoint(url: URL, settings: PoolSettings): OdooEndpoint {
  const { poolSize, maxAnswerBytes = MAX_ANSWER_BYTES } = settings;
  const pool = new Pool(url.origin, {
    connections: poolSize,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
  });
  const prefix = url.pathname.replace(/\/+$/, '');
  let lastId = 0;

  return {
    async post(path, params, options = {}) {
      lastId += 1;
      const body = JSON.stringify({ jsonrpc: '2.0', id: lastId, method: 'call', params });
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        accept: 'application/json',
      };
      if (options.session !== undefined) headers.cookie = `session_id=${options.session}`;
      let answering = false;
      try {
        const answer = await pool.request({
          path: `${prefix}${path}`,
          method: 'POST',
          headers,
          body,
          signal: options.signal ?? null,
        });
        answering = true;
        const text = await readCapped(answer.body, maxAnswerBytes);
        const exchange = readAnswer(answer.statusCode, text, options.model);
        return { result: exchange ?? null, session: sessionOf(answer.headers['set-cookie']) };
      } catch (error) {
        if (error instanceof OdooError) throw error;
        throw options.signal?.aborted === true
          ? callCancelled()
          : connectionFailure(error, answering);
      }
    },
    close: () => pool.destroy(),
  };
}

async function readCapped(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes)
      throw new OdooError(
        'validation',
        `The answer of Odoo is larger than ${Math.floor(maxBytes / 1024)} KiB: ask for fewer records or fields.`,
        'unknown',
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The `result` of a JSON-RPC answer; throws the classified fault, or `connection` for anything else. */
function readAnswer(status: number, text: string, model: string | undefined): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw notOdoo(status);
  }
  const parsed = envelope.safeParse(json);
  if (!parsed.success) throw notOdoo(status);
  if (parsed.data.error !== undefined) throw classifyFault(parsed.data.error, model);
  if (status !== 200) throw notOdoo(status);
  return parsed.data.result;
}

function notOdoo(status: number): OdooError {
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

function connectionFailure(error: unknown, answering: boolean): ConnectionFailure {
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

function sessionOf(header: string | string[] | undefined): string | undefined {
  for (const line of typeof header === 'string' ? [header] : (header ?? [])) {
    const session = SESSION_COOKIE.exec(line)?.[1];
    if (session !== undefined && session !== '') return session;
  }
  return undefined;
}
