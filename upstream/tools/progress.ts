import type { ServerContext } from '@modelcontextprotocol/server';

/** The part of an MCP request that progress needs. */
export type ProgressRequest = Pick<ServerContext['mcpReq'], '_meta' | 'notify'>;

/**
 * How a tool tells how far it is: `notifications/progress` under the token of the request, or nothing
 * where the client gave no token. A client that is gone does not stop the work.
 */
export function progressReporter(
  request: ProgressRequest,
): (done: number, total: number) => Promise<void> {
  const progressToken = request._meta?.progressToken;
  if (progressToken === undefined) return async () => undefined;
  return async (progress, total) => {
    const params = { progressToken, progress, total };
    await request.notify({ method: 'notifications/progress', params }).catch(() => undefined);
  };
}
