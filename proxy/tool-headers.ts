import { isArray, isObject, type Json, type JsonObject } from '../policies/json.ts';
import { type UpstreamAnswer, UpstreamFailure } from './exchange.ts';
import type { Call } from './messages/call.ts';
import { ownMeta, withMeta } from './messages/envelope.ts';
import { soleResponse } from './sole-response.ts';
import { untilAborted } from './until-aborted.ts';
import type { OnBehalf, UpstreamDoor } from './upstream-exchange.ts';
import { RPC_ERROR } from './wire/message.ts';
import {
  type ParamHeader,
  paramHeaderMismatch,
  paramHeadersFor,
  paramHeadersOf,
} from './wire/param-headers.ts';

/**
 * The `Mcp-Param-*` headers of tool calls (2026-07-28): which arguments a tool wants repeated in headers is in
 * its definition, so somebody has to have read the list of tools. Everybody is listed the same tools by the
 * upstream, for lists are asked for without anybody's account: one memory of them serves all callers.
 */
export interface ToolHeaders {
  /** Keeps what an answer to `tools/list` says. */
  learn(list: JsonObject): void;
  /** What was learned may no longer hold: the server says that its tools have changed. */
  forget(): void;
  /** Whether a tool may be offered to this caller: not where a header it declares breaks the rules of HTTP. */
  mayOffer(tool: JsonObject, call: Pick<Call, 'era' | 'origin'>): boolean;
  /**
   * Compares what a client repeated in headers with the arguments it sent. `invalid`: the tool is not one that
   * can be called over HTTP. Throws `UpstreamFailure` where the list of tools cannot be had.
   */
  check(call: Call, tool: string, args: JsonObject): Promise<HeaderCheck>;
  /** Forwards a request with the headers that repeat it; once more where its tool's headers had changed. */
  request(call: Call, params: JsonObject | undefined, behalf: OnBehalf): Promise<UpstreamAnswer>;
}

export type HeaderCheck =
  | { readonly kind: 'equal' | 'invalid' }
  | { readonly kind: 'differs'; readonly header: string };

export interface ToolHeadersOptions {
  readonly door: Pick<UpstreamDoor, 'request'>;
  /** How the upstream is spoken to: only HTTP has headers. */
  readonly upstream: 'http' | 'stdio';
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

type Declared = readonly ParamHeader[] | 'invalid';
type HeaderFields = Readonly<Record<string, string>>;

/** Milliseconds a list of tools is believed without having been read again. */
const MAX_AGE_MS = 60_000;
/** Milliseconds the guard allows itself for reading the list. */
const READING_MS = 15_000;
const MOST_PAGES = 100;
/** Tools that are remembered for their headers. */
const MOST_TOOLS = 10_000;
/** What a header line can hold (RFC 9110, 5.5). */
const PRINTABLE = /^[\x20-\x7e\t]*$/;

/** Reads the list of tools when the first call needs it, and again when it is old or said to have changed. */
export function createToolHeaders({ door, upstream, now }: ToolHeadersOptions): ToolHeaders {
  /** Tools that declare headers; a tool that is not in here declares none. */
  const known = new Map<string, Declared>();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  function learn({ tools }: JsonObject): void {
    for (const tool of isArray(tools) ? tools : []) {
      if (!isObject(tool) || typeof tool.name !== 'string') continue;
      const declared = declaredIn(tool);
      if (declared.length === 0) known.delete(tool.name);
      else if (known.has(tool.name) || known.size < MOST_TOOLS) known.set(tool.name, declared);
    }
  }

  async function read(): Promise<void> {
    let cursor: Json | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const list = await readPage(typeof cursor === 'string' ? { cursor } : {});
      learn(list);
      cursor = list.nextCursor;
      if (typeof cursor !== 'string') break;
    }
    readAt = now();
  }

  /** A server that refuses to list tools declares no headers. */
  async function readPage(params: JsonObject): Promise<JsonObject> {
    const answer = await door.request(
      'tools/list',
      withMeta(params, ownMeta('modern', undefined)),
      {
        era: 'modern',
        protocolVersion: undefined,
        session: undefined,
        credential: undefined,
        signal: AbortSignal.timeout(READING_MS),
      },
    );
    const response = await soleResponse(answer);
    return 'result' in response ? response.result : {};
  }

  /** Reads the list. Whoever comes while it is being read waits for the same reading. */
  function refresh(signal: AbortSignal): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return untilAborted(reading, signal);
  }

  async function declaredBy(tool: string, signal: AbortSignal): Promise<Declared> {
    if (now() - readAt > MAX_AGE_MS) await refresh(signal);
    return known.get(tool) ?? [];
  }

  /** A client over HTTP that repeats nothing is its HTTP server's to judge: there may be nothing to repeat. */
  function needsList({ era, origin }: Call): boolean {
    if (era !== 'modern') return false;
    if (origin.transport === 'stdio') return upstream === 'http';
    const repeats = Object.keys(origin.paramHeaders).length > 0;
    return upstream === 'stdio' || repeats || origin.bodyOnly === true;
  }

  async function fieldsFor(call: Call, params: JsonObject | undefined): Promise<HeaderFields> {
    const tool = call.request.method === 'tools/call' ? params?.name : undefined;
    const declared =
      typeof tool === 'string' && needsList(call) ? await declaredBy(tool, call.signal) : [];
    if (declared === 'invalid') throw new UpstreamFailure('invalid', INVALID);
    const own = new Set(declared.map(({ header }) => header));
    const fields: Record<string, string> = {};
    for (const [name, value] of Object.entries(call.origin.paramHeaders)) {
      if (!own.has(name) && PRINTABLE.test(value)) fields[name] = value;
    }
    return { ...fields, ...paramHeadersFor(declared, params?.arguments) };
  }

  return {
    learn,
    forget() {
      readAt = Number.NEGATIVE_INFINITY;
    },
    mayOffer(tool, { era, origin }) {
      const overHttp = origin.transport === 'http' || upstream === 'http';
      return era !== 'modern' || !overHttp || declaredIn(tool) !== 'invalid';
    },
    async check(call, tool, args) {
      if (!needsList(call)) return { kind: 'equal' };
      const first = compare(call, await declaredBy(tool, call.signal), args);
      if (first.kind === 'equal') return first;
      // The client may have read the list later than the guard.
      await refresh(call.signal);
      return compare(call, known.get(tool) ?? [], args);
    },
    async request(call, params, behalf) {
      const { method } = call.request;
      if (call.era !== 'modern' || upstream !== 'http') return door.request(method, params, behalf);
      const headers = await fieldsFor(call, params);
      const answer = await door.request(method, params, { ...behalf, headers });
      if (!isHeaderMismatch(answer) || !needsList(call)) return answer;
      await refresh(call.signal);
      const renewed = await fieldsFor(call, params);
      if (JSON.stringify(renewed) === JSON.stringify(headers)) return answer;
      return door.request(method, params, { ...behalf, headers: renewed });
    },
  };
}

const INVALID = 'the tool declares headers that no HTTP request can carry';

function declaredIn(tool: JsonObject): Declared {
  return paramHeadersOf(tool.inputSchema) ?? 'invalid';
}

/** On stdio there are no headers that could differ. */
function compare({ origin }: Call, declared: Declared, args: JsonObject): HeaderCheck {
  if (declared === 'invalid') return { kind: 'invalid' };
  if (origin.transport === 'stdio') return { kind: 'equal' };
  const due = declared.filter(({ header }) => !origin.bodyOnly || header in origin.paramHeaders);
  const header = paramHeaderMismatch(due, args, origin.paramHeaders);
  return header === undefined ? { kind: 'equal' } : { kind: 'differs', header };
}

/** A request that was refused for its headers was not carried out. */
function isHeaderMismatch(answer: UpstreamAnswer): boolean {
  return (
    answer.kind === 'message' &&
    'error' in answer.message &&
    answer.message.error.code === RPC_ERROR.headerMismatch
  );
}
