import { type Dispatcher, Pool } from 'undici';
import * as z from 'zod';
import { classifyFault, odooFault } from './classify.ts';
import { connectionFailure, notOdoo } from './connection-trouble.ts';
import { callCancelled, OdooError } from './errors.ts';

/** Largest answer taken from Odoo, in bytes. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 120_000;
/** What a proxy answers in the place of an Odoo that is down; Odoo itself fails with 500. */
const UNAVAILABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const SESSION_COOKIE = /(?:^|[;,\s])session_id=([^;,\s]+)/;

const envelope = z.looseObject({ result: z.unknown().optional(), error: odooFault.optional() });

export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether the call changes nothing and is no login, so that it may be sent more than once. */
  readonly repeatable?: boolean;
}

/** One JSON-RPC exchange with Odoo's HTTP side. */
export interface ExchangeOptions extends SendOptions {
  /** Value of the `session_id` cookie, when the call goes through an Odoo web session. */
  readonly session?: string;
  /** The model the call is for; only used to word errors. */
  readonly model?: string;
}

/** A POST of one protocol: what goes out, and how what comes back is read. */
export interface WireRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The result in the answer; throws `OdooError` for a fault and for what is not this protocol. */
  read(status: number, text: string): unknown;
}

/** A GET of a file that Odoo serves to a web session. */
export interface FileRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Largest file taken, in bytes. */
  readonly maxBytes: number;
}

/** What a GET was answered with; the status is Odoo's own, a redirection is not followed. */
export interface FileAnswer {
  readonly status: number;
  readonly type: string;
  readonly location: string | undefined;
  readonly bytes: Buffer;
  readonly session: string | undefined;
}

/** What came back: the result (null when Odoo left it out) and a newly set session. */
export interface Exchange {
  readonly result: unknown;
  readonly session: string | undefined;
}

/**
 * The one Odoo server this process talks to. Every way throws {@link OdooError} for every failure: a
 * fault Odoo answered, no connection, a time-out (10 s to connect, 120 s to answer), an answer over
 * {@link MAX_ANSWER_BYTES}, an answer that is not Odoo's, an aborted signal.
 */
export interface OdooEndpoint {
  /** Posts a JSON-RPC call to `path`. */
  post(path: string, params: unknown, options?: ExchangeOptions): Promise<Exchange>;
  /** Posts a call of another protocol. */
  send(request: WireRequest, options?: SendOptions): Promise<Exchange>;
  /**
   * Gets a file, of at most `maxBytes`; a larger one throws class `validation`. Answers whatever status
   * Odoo gave, except the ones of a server that is not available.
   */
  download(request: FileRequest, options?: SendOptions): Promise<FileAnswer>;
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

  const exchange = async <T>(
    request: { readonly path: string; readonly headers: Readonly<Record<string, string>> },
    body: string | undefined,
    signal: AbortSignal | undefined,
    take: (answer: Dispatcher.ResponseData) => Promise<T>,
  ): Promise<T> => {
    let answering = false;
    try {
      const answer = await pool.request({
        path: `${prefix}${request.path}`,
        method: body === undefined ? 'GET' : 'POST',
        headers: { ...request.headers },
        body: body ?? null,
        signal: signal ?? null,
      });
      answering = true;
      return await take(answer);
    } catch (error) {
      if (error instanceof OdooError) throw error;
      throw signal?.aborted === true ? callCancelled() : connectionFailure(error, answering);
    }
  };

  const send: OdooEndpoint['send'] = (request, { signal } = {}) =>
    exchange(request, request.body, signal, async ({ statusCode, headers, body }) => {
      const bytes = await readCapped(body, maxAnswerBytes, 'ask for fewer records or fields');
      const result = request.read(statusCode, bytes.toString('utf8')) ?? null;
      return { result, session: sessionOf(headers['set-cookie']) };
    });

  return {
    send,
    download: (request, { signal } = {}) =>
      exchange(request, undefined, signal, async ({ statusCode, headers, body }) => {
        const maxBytes = statusCode === 200 ? request.maxBytes : maxAnswerBytes;
        const bytes = await readCapped(body, maxBytes, 'ask for less at once');
        if (UNAVAILABLE.has(statusCode)) throw notOdoo(statusCode);
        return {
          status: statusCode,
          type: single(headers['content-type']) ?? '',
          location: single(headers.location),
          bytes,
          session: sessionOf(headers['set-cookie']),
        };
      }),
    post(path, params, { session, model, ...options } = {}) {
      lastId += 1;
      const request: WireRequest = {
        path,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...(session === undefined ? {} : { cookie: `session_id=${session}` }),
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: lastId, method: 'call', params }),
        read: (status, text) => readAnswer(status, text, model),
      };
      return send(request, options);
    },
    close: () => pool.destroy(),
  };
}

async function readCapped(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
  advice: string,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes)
      throw new OdooError(
        'validation',
        `The answer of Odoo is larger than ${Math.floor(maxBytes / 1024)} KiB: ${advice}.`,
        'unknown',
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
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

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

function sessionOf(header: string | string[] | undefined): string | undefined {
  for (const line of typeof header === 'string' ? [header] : (header ?? [])) {
    const session = SESSION_COOKIE.exec(line)?.[1];
    if (session !== undefined && session !== '') return session;
  }
  return undefined;
}
