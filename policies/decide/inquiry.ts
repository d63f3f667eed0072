import { otherModel } from '../../releases/other-name.ts';
import type { Change } from '../change.ts';
import { type Deny, deny } from '../decision.ts';
import { type FactsView, NO_FACTS, type Question } from '../facts.ts';
import type { ModelSchema, SchemaView } from '../model-schema.ts';
import { type ModelName, parseModelName } from '../names.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import { PENDING } from './refusal.ts';
import { type SubjectRights, subjectRights } from './rights/subject-rights.ts';

/** One decision under way: who asks, under which policy, and what turned out to be missing for it. */
export interface Inquiry {
  readonly subject: Subject;
  readonly policy: Policy;
  readonly rights: SubjectRights;
  readonly schemas: SchemaView;
  /** Models whose metadata was needed and not at hand. Not empty: nothing may be allowed. */
  readonly missing: Set<ModelName>;
  readonly facts: FactsView;
  /** Questions that were not answered yet, by their keys. Not empty: nothing may be allowed. */
  readonly open: Map<string, Question>;
  /** What the commands of x2many fields do to other records. */
  readonly implied: Change[];
}

/** Begins a decision, with nothing found missing yet. */
export function openInquiry(
  subject: Subject,
  policy: Policy,
  schemas: SchemaView,
  facts: FactsView = NO_FACTS,
): Inquiry {
  return {
    subject,
    policy,
    rights: subjectRights(subject, policy),
    schemas,
    missing: new Set(),
    facts,
    open: new Map(),
    implied: [],
  };
}

/** The same inquiry for a side question, whose gaps must not hold up the decision. */
export function besides(inquiry: Inquiry): Inquiry {
  return { ...inquiry, missing: new Set(), open: new Map(), implied: [] };
}

/**
 * The answer to a question about records. Not asked yet: noted as open, and undefined. Whoever takes that for
 * a yes may go on, to learn of everything else that is open: until all is answered `decide` allows nothing.
 */
export function holds(inquiry: Inquiry, question: Question): boolean | undefined {
  const answer = inquiry.facts.holds(question);
  if (answer === undefined) inquiry.open.set(question.key, question);
  return answer;
}

/** The metadata of a model. Not at hand: noted as missing. Not to be had: denied. */
export function schemaOf(inquiry: Inquiry, model: ModelName): ModelSchema | Deny {
  const schema = inquiry.schemas.get(model);
  if (schema === undefined) {
    inquiry.missing.add(model);
    return PENDING;
  }
  if (schema === 'absent') {
    const other = otherModel(model, (name) => {
      const known = parseModelName(name);
      return known !== undefined && !('effect' in inquiry.rights.on(known).read);
    });
    return deny(
      'schema_unavailable',
      'built-in:schema',
      `the fields of ${model} are not known, so what this call would reach on it cannot be judged.`,
      other === undefined ? {} : { allowed: other },
    );
  }
  return schema;
}
