import { UpstreamFailure } from '../exchange.ts';

const UNREACHABLE: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** These can also end a connection that carried the request: only a failed `connect` has sent nothing. */
const UNREACHABLE_WHEN_CONNECTING: ReadonlySet<string> = new Set([
  'EACCES',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

/** Says in the guard's own terms why undici gave no answer. Anything unknown counts as a lost connection. */
export function failureOf(error: Error): UpstreamFailure {
  if (error instanceof UpstreamFailure) return error;
  const code = codeOf(error);
  if (UNREACHABLE.has(code) || (UNREACHABLE_WHEN_CONNECTING.has(code) && wasConnecting(error)))
    return new UpstreamFailure('unreachable', `no connection (${code})`, { cause: error });
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return new UpstreamFailure('too_large', 'the headers of the answer are too large', {
      cause: error,
    });
  // undici gives these a code only where its parser does.
  if (code.startsWith('HPE_') || error.name === 'HTTPParserError')
    return new UpstreamFailure('invalid', `the answer is not HTTP (${code})`, { cause: error });
  return new UpstreamFailure('closed', `the connection was lost (${code})`, { cause: error });
}

function wasConnecting(error: Error): boolean {
  if ('syscall' in error) return error.syscall === 'connect';
  return error instanceof AggregateError && error.errors.every((one) => wasConnecting(one));
}

/** A connection attempt to several addresses fails with all their errors: the first says enough. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError && error.errors[0] instanceof Error)
    return codeOf(error.errors[0]);
  return error.name;
}
