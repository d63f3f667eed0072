import type { Policy } from '../../policies/policy.ts';
import { auditFileProblem } from '../audit/audit-file.ts';

/**
 * What of this machine would keep a guard with this policy from starting, a line each with what to do about it. Nothing
 * is made, changed or connected to.
 */
export function startProblems({ gateway: { audit } }: Policy): readonly string[] {
  const unrecorded = audit.file === undefined ? undefined : auditFileProblem(audit.file);
  return unrecorded === undefined ? [] : [unrecorded];
}
