import type { EventSink, Inbound, Reply } from './exchange.ts';
import type { RpcNotification, RpcRequest } from './wire/message.ts';

/** A way back on which the client can be asked something before it is answered. */
export interface AskingReply extends Reply {
  /** Sends a message ahead of the answer: from then on the answer is a stream. */
  send(message: RpcRequest | RpcNotification): Promise<void>;
  /** The request is over, whether or not it could be answered. */
  over(): void;
}

/** Milliseconds after which a client hears that its request is at work, if it has heard nothing else. */
const OPEN_AFTER_MS = 15_000;

/** Requests whose answer may need a header or a status of its own: clients open sessions and tell eras by them. */
const ANSWERED_WHOLE: ReadonlySet<string> = new Set(['initialize', 'server/discover']);

/**
 * Puts whatever is said after the first message on the stream that this message opened. Over HTTP an answer that is
 * long in coming becomes a stream too, for clients, and whatever stands between, give up a connection on which not
 * even headers arrive: a stream has keep-alives (2025-11-25 and 2026-07-28, Streamable HTTP).
 */
export function askingReply(
  { reply, origin, message }: Pick<Inbound, 'reply' | 'origin'> & { readonly message: RpcRequest },
  openAfterMs = OPEN_AFTER_MS,
): AskingReply {
  let sink: EventSink | undefined;
  let patience: NodeJS.Timeout | undefined;
  if (origin.transport === 'http' && !ANSWERED_WHOLE.has(message.method)) {
    patience = setTimeout(() => {
      sink ??= reply.stream();
    }, openAfterMs);
    patience.unref();
  }
  return {
    async send(said) {
      clearTimeout(patience);
      sink ??= reply.stream();
      await sink.write({ message: said });
    },
    stream(options) {
      clearTimeout(patience);
      sink ??= reply.stream(options);
      return sink;
    },
    respond(response, options) {
      clearTimeout(patience);
      if (!sink) return reply.respond(response, options);
      void sink.write({ message: response });
      sink.end();
    },
    finish(status, options) {
      clearTimeout(patience);
      if (sink) sink.end();
      else reply.finish(status, options);
    },
    over: () => clearTimeout(patience),
  };
}
