import type { Decision } from '../../decision.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { MethodName } from '../../names.ts';
import type { CallMethod } from '../../operation.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { ask } from '../asking.fixture.ts';
import { ACCESS, id, model, policyOf, RBAC, RESTRICTIONS, SALES } from '../demo-policy.fixture.ts';
import type { OdooVersion } from './signatures.ts';

export interface CallParts {
  readonly ids?: readonly number[];
  readonly args?: readonly Json[];
  readonly kwargs?: JsonObject;
  readonly context?: Json;
  readonly dryRun?: boolean;
}

/** A call of `model.method`, as a generic method tool binds it. */
export function methodCall(path: string, parts: CallParts = {}): CallMethod {
  const { ids = [], args = [], kwargs = {}, context, dryRun = false } = parts;
  const dot = path.lastIndexOf('.');
  return {
    ...{ kind: 'call', model: model(path.slice(0, dot)), ids: ids.map(id), args, kwargs, dryRun },
    method: path.slice(dot + 1) as MethodName,
    ...(context === undefined ? {} : { context }),
  };
}

/** The policy of the fixtures for one release of Odoo, or for an unknown one. */
export function policyFor(version: OdooVersion | undefined): Policy {
  return policyOf({
    ...{ access: ACCESS, rbac: RBAC, restrictions: RESTRICTIONS },
    gateway: version === undefined ? {} : { odoo: { version } },
  });
}

const UNKNOWN_VERSION = policyFor(undefined);

export function askCall(
  path: string,
  parts: CallParts = {},
  who: Subject = SALES,
  policy: Policy = UNKNOWN_VERSION,
): Decision {
  return ask(methodCall(path, parts), who, policy);
}
