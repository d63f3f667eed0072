import type { JsonObject } from '../../policies/json.ts';
import type { OnBehalf, UpstreamDoor } from '../upstream-exchange.ts';

/** A lookup for somebody who came without a session, an account or a limit to their patience. */
export const BEHALF: OnBehalf = {
  era: 'legacy',
  protocolVersion: undefined,
  session: undefined,
  credential: undefined,
  signal: new AbortController().signal,
};

export type CallTool = (tool: string, args: JsonObject) => JsonObject;

/** A door to an upstream whose tools answer, or throw, what a test says. */
export function toolsDoor(callTool: CallTool): Pick<UpstreamDoor, 'callTool'> {
  return { callTool: async (tool, args) => callTool(tool, args) };
}
