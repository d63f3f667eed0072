import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { ALL_SCHEMAS, field, model, POLICY, schemaNamed } from '../demo-policy.fixture.ts';
import { openInquiry } from '../inquiry.ts';
import { type FieldUse, refuseField } from './field-rights.ts';

/** Every use of a field, in the order they are listed in. */
export const USES: readonly FieldUse[] = ['read', 'search', 'create', 'write'];

/** Why a subject may not use a field (`model.field`); undefined where it may. */
export function refusal(path: string, use: FieldUse, who: Subject, policy: Policy = POLICY) {
  const dot = path.lastIndexOf('.');
  const on = path.slice(0, dot);
  const schema = schemaNamed(on).fields.get(field(path.slice(dot + 1)));
  if (!schema) throw new Error(`the fixture has no ${path}`);
  return refuseField(openInquiry(who, policy, ALL_SCHEMAS), model(on), schema, use);
}

/** The uses a subject may make of a field. */
export function uses(path: string, who: Subject, policy: Policy = POLICY): readonly string[] {
  return USES.filter((use) => refusal(path, use, who, policy) === undefined);
}
