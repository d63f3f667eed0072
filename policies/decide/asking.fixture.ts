import type { Allow, Decision, Deny } from '../decision.ts';
import { type FactsView, NO_FACTS } from '../facts.ts';
import type { Json, JsonObject } from '../json.ts';
import type { RecordId } from '../names.ts';
import type { Operation, SearchRead } from '../operation.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import { decide } from './decide.ts';
import { ALL_SCHEMAS, model, POLICY, SALES } from './demo-policy.fixture.ts';
import { sound } from './soundness.fixture.ts';

/** Every record exists and fits whatever is asked of it. */
const ALL_FIT: FactsView = { holds: () => true };

/** No record exists, or none fits. */
export const NONE_FIT: FactsView = { holds: () => false };

/** Decides with every schema of the fixture at hand, and every question answered with yes: soundly. */
export function ask(
  operation: Operation,
  who: Subject = SALES,
  policy: Policy = POLICY,
  facts: FactsView = ALL_FIT,
): Decision {
  return sound(decide(operation, who, policy, ALL_SCHEMAS, facts));
}

/** What is asked of Odoo before the operation is decided, as model, ids and domain. */
export function asked(operation: Operation, who: Subject = SALES, policy: Policy = POLICY) {
  const decision = ask(operation, who, policy, NO_FACTS);
  if (decision.effect !== 'need_facts') throw new Error(`nothing: ${JSON.stringify(decision)}`);
  return decision.questions.map(({ model, ids, domain }) => ({ model, ids, domain }));
}

export function allowed(decision: Decision): Allow {
  if (decision.effect !== 'allow') throw new Error(`not allowed: ${JSON.stringify(decision)}`);
  return decision;
}

export function denied(decision: Decision): Deny {
  if (decision.effect !== 'deny') throw new Error(`not denied: ${JSON.stringify(decision)}`);
  return decision;
}

export type SearchParts = Omit<SearchRead, 'kind' | 'model'>;

export function search(name: string, parts: SearchParts = {}): SearchRead {
  return { kind: 'search_read', model: model(name), ...parts };
}

/** A search on one condition that asks only for ids, so that nothing but the domain is at stake. */
export function where(name: string, ...leaf: readonly Json[]): SearchRead {
  return search(name, { domain: [leaf], fields: ['id'] });
}

export function write(name: string, values: JsonObject, ids: readonly number[] = [1]): Operation {
  return {
    kind: 'write',
    model: model(name),
    ids: ids as readonly RecordId[],
    values,
    dryRun: false,
  };
}

export function create(name: string, ...values: readonly JsonObject[]): Operation {
  return { kind: 'create', model: model(name), values, dryRun: false };
}

/** The operation that would be sent. */
export function sent(decision: Decision): Operation {
  return allowed(decision).operation;
}

/** The domain that would be sent. */
export function sentDomain(decision: Decision): Json | undefined {
  const operation = sent(decision);
  return 'domain' in operation ? operation.domain : undefined;
}

/** The values that would be sent. */
export function sentValues(decision: Decision): unknown {
  const operation = sent(decision);
  return 'values' in operation ? operation.values : undefined;
}
