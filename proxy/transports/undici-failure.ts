import { UpstreamFailure } from '../exchange.ts';

const UNREACHABLE: ReadonlySet<string> = new Set([
  'EACCES',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Says in the guard's own terms why undici gave no answer. Anything unknown counts as a lost connection. */
export function failureOf(error: Error): UpstreamFailure {
  if (error instanceof UpstreamFailure) return error;
  const code = codeOf(error);
  if (UNREACHABLE.has(code))
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

/** A connection attempt to several addresses fails with all their errors: the first says enough. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError && error.errors[0] instanceof Error)
    return codeOf(error.errors[0]);
  return error.name;
}
