import type { Binding, BoundStep } from '../../policies/bindings/binding.ts';
import { isGlob } from '../../policies/name-pattern.ts';
import { type ModelName, parseModelName } from '../../policies/names.ts';
import type { NamePattern, Policy } from '../../policies/policy.ts';

/**
 * The models that rules about access and the tools of a binding name, in alphabetical order. `listed` are the
 * models there are, for rules that name many with a pattern.
 */
export function namedModels(
  policy: Policy,
  binding: Binding | undefined,
  listed: readonly ModelName[],
): readonly ModelName[] {
  const { access, rbac } = policy;
  const grants = access.groupAccess.flatMap(({ models }) => patterned(models, listed));
  const confirmed = rbac.confirm.flatMap(({ models }) => (models ? patterned(models, listed) : []));
  const named = new Set([
    ...access.tiers.keys(),
    ...access.allowedMethods.keys(),
    ...access.sensitiveFields.keys(),
    ...access.portalModels,
    ...access.traversableFields.keys(),
    ...grants,
    ...rbac.fieldGroups.keys(),
    ...rbac.recordRules.keys(),
    ...confirmed,
    ...fixedModels(binding),
  ]);
  return [...named].sort();
}

function patterned(
  pattern: NamePattern<ModelName>,
  listed: readonly ModelName[],
): readonly ModelName[] {
  const written = pattern.written.flatMap((text) => {
    const name = isGlob(text) ? undefined : parseModelName(text);
    return name === undefined ? [] : [name];
  });
  return [...written, ...listed.filter((model) => pattern.matches(model))];
}

/** Models that tools and resources are about whatever their arguments say. */
function fixedModels(binding: Binding | undefined): readonly ModelName[] {
  const bound = binding ? [...binding.tools.values(), ...binding.resources] : [];
  return bound.flatMap(({ steps }) => [...steps].flatMap(modelOfStep));
}

function modelOfStep({ model }: BoundStep): readonly ModelName[] {
  return model === undefined ? [] : [model];
}
