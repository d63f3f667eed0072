import type { ModelName } from '../../names.ts';
import type { GroupGrant, Policy } from '../../policy.ts';
import { isPortal, type Subject } from '../../subject.ts';
import { type ModelRights, modelRights } from './model-rights.ts';

/** What one subject may do under one policy, worked out model by model as they are asked about. */
export interface SubjectRights {
  readonly subject: Subject;
  readonly policy: Policy;
  readonly portal: boolean;
  /** The grants of the subject's own groups. */
  readonly grants: readonly GroupGrant[];
  on(model: ModelName): ModelRights;
}

/** Callers choose model names, so what is remembered of them is bounded. */
const MOST_REMEMBERED = 1_000;

const compiled = new WeakMap<Policy, WeakMap<Subject, SubjectRights>>();

/** The rights of a subject, compiled once for as long as the subject and the policy live. */
export function subjectRights(subject: Subject, policy: Policy): SubjectRights {
  let subjects = compiled.get(policy);
  if (!subjects) {
    subjects = new WeakMap();
    compiled.set(policy, subjects);
  }
  let rights = subjects.get(subject);
  if (!rights) {
    rights = compile(subject, policy);
    subjects.set(subject, rights);
  }
  return rights;
}

function compile(subject: Subject, policy: Policy): SubjectRights {
  const remembered = new Map<ModelName, ModelRights>();
  const rights: SubjectRights = {
    subject,
    policy,
    portal: isPortal(subject),
    grants: policy.access.groupAccess.filter((grant) => subject.groups.has(grant.group)),
    on(model) {
      let found = remembered.get(model);
      if (!found) {
        if (remembered.size >= MOST_REMEMBERED) remembered.clear();
        found = modelRights(rights, model);
        remembered.set(model, found);
      }
      return found;
    },
  };
  return rights;
}
