import type { BoundTool } from '../../policies/bindings/binding.ts';
import { structuredAnswer } from '../../policies/filter/structured-result.ts';
import type { Json, JsonObject } from '../../policies/json.ts';
import type { Call } from './call.ts';
import type { HandlerContext } from './context.ts';

/**
 * The answer of a tool that tells whose account a call is carried by, for a caller who did not sign in to it: who the
 * caller is here, and nothing of the account that the binding does not let be told. Any other answer as it is.
 */
export function ownIdentity(
  result: JsonObject,
  tool: Pick<BoundTool, 'name' | 'kinds'>,
  { caller, shadow }: Call,
  { binding }: Pick<HandlerContext, 'binding'>,
): JsonObject {
  const subject = shadow?.subject ?? caller.subject;
  const failed = result.isError !== undefined && result.isError !== false;
  if (subject.source === 'odoo' || failed || !tool.kinds.has('whoami')) return result;
  const { content: _said, ...envelope } = result;
  const identity = binding?.identity;
  if (identity?.whoami !== tool.name) return { ...envelope, content: [], structuredContent: {} };

  const answer = structuredAnswer(result) ?? {};
  const told: Record<string, Json> = {};
  for (const key of identity.told) {
    const value = Object.hasOwn(answer, key) ? answer[key] : undefined;
    if (value !== undefined) told[key] = value;
  }
  const { name, groups, admin, companyIds } = identity.result;
  const companies = subject.odoo?.companyIds;
  return {
    ...envelope,
    content: [],
    structuredContent: {
      ...told,
      [name]: subject.name,
      [groups]: [...subject.groups],
      [admin]: subject.admin,
      ...(companies === undefined ? {} : { [companyIds]: companies }),
    },
  };
}
