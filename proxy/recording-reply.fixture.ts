import type { Reply, ReplyOptions } from './exchange.ts';
import { isResponse, type RpcMessage, type RpcResponse } from './wire/message.ts';

/** A way back to a client that is not there: keeps what it was told. */
export interface RecordingReply extends Reply {
  /** Which of the three ways was taken, and how often. */
  readonly ways: readonly ('respond' | 'stream' | 'finish')[];
  /** Every message, streamed or not. */
  readonly messages: readonly RpcMessage[];
  /** The answers among them. */
  readonly responses: readonly RpcResponse[];
  /** The ids of events of its stream. */
  readonly eventIds: readonly string[];
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the stream was ended; undefined where none was opened. */
  readonly ended: boolean | undefined;
}

/** Answering twice throws, as it does over HTTP and stdio. */
export function recordingReply(
  onMessage: (message: RpcMessage) => void = () => {},
): RecordingReply {
  const ways: ('respond' | 'stream' | 'finish')[] = [];
  const messages: RpcMessage[] = [];
  const eventIds: string[] = [];
  let told: { status: number; headers: Readonly<Record<string, string>> } | undefined;
  let ended: boolean | undefined;

  function take(way: 'respond' | 'stream' | 'finish', status: number, options: ReplyOptions): void {
    ways.push(way);
    if (told) throw new Error('a request was answered twice');
    told = { status, headers: options.headers ?? {} };
  }
  function keep(message: RpcMessage): void {
    messages.push(message);
    onMessage(message);
  }

  return {
    ways,
    messages,
    eventIds,
    get responses() {
      return messages.filter(isResponse);
    },
    get status() {
      return told?.status;
    },
    get headers() {
      return told?.headers ?? {};
    },
    get ended() {
      return ended;
    },
    respond(message, options = {}) {
      take('respond', options.status ?? 200, options);
      keep(message);
    },
    stream(options = {}) {
      take('stream', options.status ?? 200, options);
      ended = false;
      return {
        async write({ message, id }) {
          if (id !== undefined) eventIds.push(id);
          if (message) keep(message);
        },
        end() {
          ended = true;
        },
      };
    },
    finish(status, options = {}) {
      take('finish', status, options);
    },
  };
}
