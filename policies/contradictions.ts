import type { Problem } from './load-error.ts';
import { namePattern } from './name-pattern.ts';
import type { ModelName } from './names.ts';
import type { PolicyFiles } from './policy-files.ts';
import { tierEntries } from './schema/model-access.ts';

/** Rules that cannot both be meant. A policy that has any is refused. */
export function contradictions(files: PolicyFiles): readonly Problem[] {
  return [...doubleCategories(files), ...blockedGrants(files), ...doubleTokens(files)];
}

function doubleCategories({ access }: PolicyFiles): Problem[] {
  const seen = new Map<ModelName, ReturnType<typeof tierEntries>[number]>();
  return tierEntries(access.data).flatMap((entry) => {
    const first = seen.get(entry.model);
    seen.set(entry.model, first ?? entry);
    if (first === undefined || first.tier === entry.tier) return [];
    return {
      ...access.place(entry.path),
      message: `"${entry.model}" is in ${entry.tier} and, on line ${access.place(first.path).line}, in ${first.tier}`,
      hint: 'keep it in one of them',
    };
  });
}

/** Where one of the two files is the built-in one, the operator tightened on purpose: no contradiction. */
function blockedGrants({ access, restrictions }: PolicyFiles): Problem[] {
  if (access.builtIn || restrictions.builtIn) return [];
  const blocked = namePattern<ModelName>(restrictions.data.always_blocked);
  return tierEntries(access.data)
    .filter(({ model, tier }) => tier === 'full_crud' && blocked.matches(model))
    .map(({ model, path }) => ({
      ...access.place(path),
      message: `"${model}" is in full_crud, and always_blocked in restrictions.yaml`,
      hint: 'remove it from one of them',
    }));
}

function doubleTokens({ gateway }: PolicyFiles): Problem[] {
  const names = new Set<string>();
  const digests = new Set<string>();
  return gateway.data.identity.tokens.flatMap((token, index) => {
    const doubled = names.has(token.name)
      ? 'name'
      : digests.has(token.sha256)
        ? 'sha256'
        : undefined;
    names.add(token.name);
    digests.add(token.sha256);
    if (doubled === undefined) return [];
    return {
      ...gateway.place(['identity', 'tokens', index, doubled]),
      message: `an earlier token has the same ${doubled}`,
      hint: 'every token is one subject: give it its own',
    };
  });
}
