import type { Policy } from '../../policies/policy.ts';
import { auditFileProblem } from '../audit/audit-file.ts';
import { socketProblem } from '../transports/own-socket.ts';

/**
 * What of this machine would keep a guard with this policy from starting, a line each with what to do about it. Nothing
 * is made, changed or connected to.
 */
export function startProblems({ gateway: { audit, upstream } }: Policy): readonly string[] {
  const at = upstream.kind === 'bundled' ? upstream.at : undefined;
  const distrusted = at && 'socketPath' in at ? socketProblem(at.socketPath) : undefined;
  return [
    ...problem(audit.file === undefined ? undefined : auditFileProblem(audit.file)),
    ...problem(distrusted && `gateway.yaml:upstream.socket: ${distrusted}`),
  ];
}

function problem(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}
