import type { UpstreamContext } from './exchange.ts';
import type { RequestId, RpcNotification } from './wire/message.ts';

/** Why a signal was aborted: the client has cancelled its request. The words are its own, if it gave any. */
export class CancelledByClient extends Error {
  override readonly name = 'CancelledByClient';
  readonly words: string | undefined;
  constructor(words: string | undefined) {
    super('the client has cancelled its request');
    this.words = words;
  }
}

/** Why a signal was aborted: the guard ends. Whoever asked still waits, and is to be told. */
export class GuardLeaves extends Error {
  override readonly name = 'GuardLeaves';
  constructor() {
    super('the guard is ending');
  }
}

/** Whether nobody waits for the answer any more that is given under this signal. */
export function isGone(signal: AbortSignal): boolean {
  return signal.aborted && !(signal.reason instanceof GuardLeaves);
}

/** Characters of a client's words that are passed on: enough for a sentence in a server's log. */
const MOST_CHARACTERS = 500;

/**
 * Tells a server that nobody waits for a request any more. Why, it hears in the client's words only where the
 * request itself could have carried any: they are one more text from the client, and nobody has judged it.
 */
export function cancellation(
  requestId: RequestId,
  { signal, tellsReason }: Pick<UpstreamContext, 'signal' | 'tellsReason'>,
): RpcNotification & { readonly params: { readonly requestId: RequestId } } {
  const why: unknown = signal.reason;
  const words = tellsReason && why instanceof CancelledByClient ? why.words : undefined;
  const reason = words === undefined ? undefined : [...words].slice(0, MOST_CHARACTERS).join('');
  return {
    jsonrpc: '2.0',
    method: 'notifications/cancelled',
    params: { requestId, ...(reason === undefined ? {} : { reason }) },
  };
}
