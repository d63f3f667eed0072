import type { Reply } from '../exchange.ts';
import {
  isResponse,
  type RequestId,
  RPC_ERROR,
  type RpcMessage,
  rpcError,
} from '../wire/message.ts';

/** A reply on a stdio client, with what the reader of its input needs to know of it. */
export interface StdioReply extends Reply {
  /** Answers with an internal error where nothing else has. */
  close(): void;
}

export interface StdioReplySettings {
  /** The request to answer; undefined for notifications, responses and the listener: they get none. */
  readonly id: RequestId | undefined;
  /** Whether the client still wants what is written. */
  readonly wanted: () => boolean;
  readonly write: (message: RpcMessage) => Promise<void>;
}

/**
 * Answers on a stream of lines. What HTTP says with a status alone is said with an error here, for a
 * request must have an answer, unless the server has cancelled it itself (2026-07-28, subscriptions). Answering
 * twice throws.
 */
export function stdioReply(settings: StdioReplySettings): StdioReply {
  const { id } = settings;
  let opened = false;
  let responded = false;
  let cancelled = false;

  function open(): void {
    if (opened) throw new Error('a request was answered twice');
    opened = true;
  }

  function write(message: RpcMessage): Promise<void> {
    if (isResponse(message)) {
      if (id === undefined || responded) return Promise.resolve();
      responded = true;
    } else if (message.method === 'notifications/cancelled' && message.params?.requestId === id) {
      cancelled = true;
    }
    return settings.wanted() ? settings.write(message) : Promise.resolve();
  }

  function fail(text: string): void {
    if (id !== undefined && !cancelled) void write(rpcError(id, RPC_ERROR.internal, text));
  }

  return {
    respond(message) {
      open();
      void write(message);
    },
    stream() {
      open();
      return {
        write: (event) => (event.message === undefined ? Promise.resolve() : write(event.message)),
        end: () => fail('the upstream ended its answer early'),
      };
    },
    finish(status) {
      open();
      fail(finishText(status));
    },
    close: () => fail('internal error'),
  };
}

function finishText(status: number): string {
  switch (status) {
    case 202:
      // Nobody was taken to wait any more: the input has ended, and the answer took longer than that is waited for.
      return 'the guard is ending: its input has ended before the answer was there';
    case 404:
      return 'the session has ended; initialize again';
    default:
      return `refused with ${status}`;
  }
}
