import { UpstreamFailure } from './exchange.ts';

/**
 * Waits for work that others wait for too. An abort ends the waiting, not the work: it throws `UpstreamFailure`
 * (`aborted`).
 */
export function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new UpstreamFailure('aborted', 'the caller no longer waits'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
