import {
  CLIENT_CAPABILITIES_META_KEY,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';

const capabilities = z.looseObject({
  elicitation: z.looseObject({ form: z.unknown(), url: z.unknown() }).partial().optional(),
});
const envelope = z.looseObject({ [CLIENT_CAPABILITIES_META_KEY]: capabilities });

/**
 * Whether the client takes forms. It says so with each request (2026-07-28) or when it connects (before);
 * a client of the earlier era that talks HTTP without a session has said nothing that is still known.
 * `elicitation: {}` means forms, as it did before there were other modes.
 */
export function takesForms(server: McpServer, { mcpReq }: ServerContext): boolean {
  const declared =
    mcpReq.envelope === undefined
      ? capabilities.safeParse(server.server.getClientCapabilities()).data
      : envelope.safeParse(mcpReq.envelope).data?.[CLIENT_CAPABILITIES_META_KEY];
  const elicitation = declared?.elicitation;
  if (elicitation === undefined) return false;
  return elicitation.form !== undefined || elicitation.url === undefined;
}
