import type { RequestId, RpcMessage, RpcResponse } from './wire/message.ts';

/**
 * The two seams of the proxy. A client-side transport turns bytes into `Inbound`s and hands each to the
 * guard; an upstream-side transport performs one exchange with the server behind. One inbound message is
 * one upstream exchange; nothing in between is correlated by request id.
 */

/** `legacy`: revisions up to 2025-11-25 (initialize, sessions). `modern`: 2026-07-28 (stateless, `_meta`). */
export type Era = 'legacy' | 'modern';

/** One message from a client, who sent it, and the way back. */
export interface Inbound {
  readonly message: RpcMessage;
  readonly era: Era;
  readonly origin: Origin;
  /** Aborted when nobody waits for the answer any more and the era says that this cancels the request. */
  readonly signal: AbortSignal;
  readonly reply: Reply;
}

/** What the transport knows of where a message came from. Nothing in it is trusted as identity. */
export interface Origin {
  readonly transport: 'http' | 'stdio';
  /** Peer address, or `stdio`. */
  readonly source: string;
  /** The bearer token of the `Authorization` header, as sent. */
  readonly bearer?: string;
  /** The `Mcp-Session-Id` sent by the client. On stdio: one fixed id for the process. */
  readonly sessionId?: string;
  /** The `MCP-Protocol-Version` header, or the version of the modern envelope. */
  readonly protocolVersion?: string;
  /** `Mcp-Param-*` headers of the modern era, lower-case names. */
  readonly paramHeaders: Readonly<Record<string, string>>;
  /** Its headers may lack what they ought to repeat of the body: the operator lets the body alone count. */
  readonly bodyOnly?: true;
  /** `Last-Event-ID` of a legacy GET. */
  readonly lastEventId?: string;
}

/** The way back to the client. Exactly one of `respond`, `stream` or `finish` is called, once. */
export interface Reply {
  /** Answers with one JSON-RPC message and nothing else. */
  respond(message: RpcResponse, options?: ReplyOptions): void;
  /** Answers with a stream of events; each is flushed as it is written. */
  stream(options?: ReplyOptions): EventSink;
  /** Answers with a bare HTTP status (202 for accepted notifications, 401, 404, 405…). On stdio: nothing. */
  finish(status: number, options?: ReplyOptions): void;
}

export interface ReplyOptions {
  /** HTTP status; default 200. Meaningless on stdio. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface EventSink {
  /** Resolves when the client can take more (back-pressure); resolves at once after the client is gone. */
  write(event: StreamEvent): Promise<void>;
  end(): void;
}

/** One server-sent event: a message, or a bare cursor, retry hint or comment. */
export interface StreamEvent {
  readonly message?: RpcMessage;
  readonly id?: string;
  readonly retry?: number;
  readonly comment?: string;
}

/** The server behind the guard. */
export interface Upstream {
  /** A short name for messages and audit. */
  readonly name: string;
  /**
   * Performs one exchange. Rejects with `UpstreamFailure` when no answer can be had; never retries.
   * The caller reads `events` to its end or aborts `signal`.
   */
  exchange(message: RpcMessage, context: UpstreamContext): Promise<UpstreamAnswer>;
  /** Opens the legacy GET stream of a session; undefined when the upstream has none. */
  listen(context: UpstreamContext & Partial<ResumeFrom>): Promise<UpstreamAnswer>;
  /** Ends a legacy session. */
  endSession(context: UpstreamContext): Promise<void>;
  /** Ends every connection and process. Resolves when nothing is left. */
  close(): Promise<void>;
}

/** Where a stream is resumed from. */
export interface ResumeFrom {
  readonly lastEventId: string;
  /** Whether a request's answer is to come on it. Such a stream may be silent no longer than its first one. */
  readonly answers: boolean;
}

export interface UpstreamContext {
  readonly era: Era;
  readonly protocolVersion?: string;
  /** The guard's session this exchange belongs to: stdio upstreams keep one child per session. */
  readonly guardSession?: string;
  /** The upstream's own `Mcp-Session-Id`. */
  readonly upstreamSession?: string;
  /**
   * Headers the guard sets: the subject's credential, the start-up key, encoded `mcp-param-*` values. The
   * version, method, name and session headers are made by the transport, from the body and this context.
   */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Whether the server may hear in the client's words why the request is cancelled. */
  readonly tellsReason?: true;
}

export type UpstreamAnswer =
  /** One JSON-RPC message. */
  | {
      readonly kind: 'message';
      readonly status: number;
      readonly message: RpcResponse;
      readonly upstreamSession?: string;
    }
  /** A stream of events, ending with the response when the message was a request. */
  | {
      readonly kind: 'events';
      readonly status: number;
      readonly events: AsyncIterable<StreamEvent>;
      readonly upstreamSession?: string;
      /** The id the upstream knows the request by: replays of its answer carry it too. */
      readonly askedAs?: RequestId;
    }
  /** An HTTP status without a JSON-RPC body: 202, 404 for an ended session (stdio children too), 405… */
  | { readonly kind: 'status'; readonly status: number };

/** Why an upstream gave no answer. Its message is for the log; clients get a fixed text. */
export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure';
  readonly reason: 'unreachable' | 'timeout' | 'closed' | 'invalid' | 'too_large' | 'aborted';
  constructor(reason: UpstreamFailure['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** What a client-side transport calls with every message. Never rejects. */
export type Handle = (inbound: Inbound) => Promise<void>;

/** A legacy HTTP client's GET (`listen`) or DELETE (`end`) on the endpoint. */
export interface SessionRequest {
  readonly kind: 'listen' | 'end';
  readonly origin: Origin;
  readonly signal: AbortSignal;
  readonly reply: Reply;
}
export type HandleSession = (request: SessionRequest) => Promise<void>;
