import type { GatewaySettings } from '../../policies/gateway-settings.ts';
import { UsageError } from './usage-error.ts';

/** What a person reads when the guard could not listen where it was told to; other errors stay as they are. */
export function listenFailure(
  error: unknown,
  { host, port }: Pick<GatewaySettings['server'], 'host' | 'port'>,
): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new UsageError(
        `Port ${port} of ${host} is in use. Set MCP_PORT to another one (0: any free port), or end what listens there.`,
      );
    case 'EACCES':
      return new UsageError(
        `Port ${port} of ${host} is not open to this account. Set MCP_PORT to one above 1023.`,
      );
    case 'EADDRNOTAVAIL':
    case 'EAI_AGAIN':
    case 'ENOTFOUND':
      return new UsageError(
        `${JSON.stringify(host)} is not an address of this machine. Set MCP_HOST to one that is, or unset it for 127.0.0.1.`,
      );
    default:
      return error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
