import { openInquiry } from '../../policies/decide/inquiry.ts';
import { narrowingOf } from '../../policies/decide/record-rules/record-rules.ts';
import { refuseField } from '../../policies/decide/rights/field-rights.ts';
import type { Deny, Obligation } from '../../policies/decision.ts';
import type { SchemaView } from '../../policies/model-schema.ts';
import { effectOf, modelOf, type Operation } from '../../policies/operation.ts';
import type { Policy } from '../../policies/policy.ts';
import { RULE_EFFECTS, type RuleEffect } from '../../policies/record-rule.ts';
import type { PolicyRule } from './policy-rules.ts';
import type { Judged, Way } from './way.ts';

/** A rule that had a say in a decision, and the names the decision was about. */
interface Fired {
  readonly rule: string;
  readonly names: readonly string[];
}

/** Which rules of a policy had a say in the way of one call. */
export function firedRules(
  way: Way,
  rules: readonly PolicyRule[],
  policy: Policy,
  schemas: SchemaView,
): readonly PolicyRule[] {
  const fired = [
    ...(way.denial ? ofDenial(way.denial, undefined) : []),
    ...way.judged.flatMap((judged) => ofJudged(judged, way, policy, schemas)),
  ];
  return rules.filter((rule) =>
    fired.some(({ rule: name, names }) => name === rule.rule && names.some(rule.isAbout)),
  );
}

function ofJudged(
  { operation, decision }: Judged,
  { caller }: Way,
  policy: Policy,
  schemas: SchemaView,
): readonly Fired[] {
  if (decision.effect === 'deny') return ofDenial(decision, operation);
  const names = namesOf(operation);
  const granted = [decision.rule, ...(decision.effect === 'confirm' ? [decision.confirmRule] : [])];
  const inquiry = openInquiry(caller.subject, policy, schemas);
  const model = modelOf(operation);
  const narrowing = model && narrowingOf(inquiry, model, ruleEffectOf(operation));
  const onTheWay = decision.notes.flatMap((note) => {
    if (note.kind !== 'records_narrowed' || note.model === model) return [];
    const rules = narrowingOf(inquiry, note.model, 'read');
    const about = [...names, note.model];
    return rules && 'rule' in rules
      ? separate(rules.rule).map((rule) => ({ rule, names: about }))
      : [];
  });
  const hiding = maskedBy(decision.obligation, (field, of) => {
    const schema = schemas.get(of);
    const known =
      schema === undefined || schema === 'absent' ? undefined : schema.fields.get(field);
    return known && refuseField(inquiry, of, known, 'read');
  });
  const texts = [...granted, ...(narrowing ? [narrowing.rule] : []), ...hiding];
  return [...texts.flatMap(separate).map((rule) => ({ rule, names })), ...onTheWay];
}

/** A denial of a path speaks of the model the path ended at, in its reason. */
function ofDenial({ rule, reason }: Deny, operation: Operation | undefined): readonly Fired[] {
  const spoken = reason.split(/[^A-Za-z0-9_.]+/).flatMap((word) => {
    const name = word.replace(/\.$/, '');
    return [name, name.slice(name.lastIndexOf('.') + 1)];
  });
  const names = [...spoken, ...(operation ? namesOf(operation) : [])];
  return separate(rule).map((one) => ({ rule: one, names }));
}

/** Several rules with one say are named in one text. */
function separate(rule: string): readonly string[] {
  return rule.split(', ');
}

function namesOf(operation: Operation): readonly string[] {
  const model = modelOf(operation);
  return [
    ...(model === undefined ? [] : [model]),
    ...(operation.kind === 'call' ? [operation.method] : []),
    operation.kind,
  ];
}

type FieldOf = Extract<Obligation, { readonly kind: 'records' }>;

function maskedBy(
  obligation: Obligation,
  refuse: (field: FieldOf['masked'][number], model: FieldOf['model']) => Deny | undefined,
): readonly string[] {
  if (obligation.kind !== 'records') return [];
  const { masked, model } = obligation;
  return masked.flatMap((field) => refuse(field, model)?.rule ?? []);
}

/** Messages, files and documents are within reach where reading the record is. */
function ruleEffectOf({ kind }: Operation): RuleEffect {
  const effect = effectOf(kind);
  return RULE_EFFECTS.find((known) => known === effect) ?? 'read';
}
