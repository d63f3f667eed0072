import type { Policy } from '../../policy.ts';

/**
 * The largest file, in bytes, that an answer can carry: in base64 it takes four thirds of its size, and the
 * answer around it stays below the policy's limit by the rest.
 */
export function largestFile({ access }: Policy): number {
  return Math.floor((access.maxResponseBytes * 3) / 4);
}
