import type { EventSink, Reply } from './exchange.ts';
import type { RpcNotification, RpcRequest } from './wire/message.ts';

/** A way back on which the client can be asked something before it is answered. */
export interface AskingReply extends Reply {
  /** Sends a message ahead of the answer: from then on the answer is a stream. */
  send(message: RpcRequest | RpcNotification): Promise<void>;
}

/** Puts whatever is said after the first message on the stream that this message opened. */
export function askingReply(reply: Reply): AskingReply {
  let sink: EventSink | undefined;
  return {
    async send(message) {
      sink ??= reply.stream();
      await sink.write({ message });
    },
    stream(options) {
      sink ??= reply.stream(options);
      return sink;
    },
    respond(message, options) {
      if (!sink) return reply.respond(message, options);
      void sink.write({ message });
      sink.end();
    },
    finish(status, options) {
      if (sink) sink.end();
      else reply.finish(status, options);
    },
  };
}
