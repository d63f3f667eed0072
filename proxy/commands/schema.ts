import { writeFileSync } from 'node:fs';
import { type ModelName, parseModelName } from '../../policies/names.ts';
import type { Policy } from '../../policies/policy.ts';
import { learnSchema, listedModels } from '../explaining/learn-schema.ts';
import { environmentAccount } from '../explaining/live-setting.ts';
import { namedModels } from '../explaining/named-models.ts';
import { savedSchemaText } from '../explaining/saved-schema.ts';
import { withUpstream } from './asked-setting.ts';
import { type Environment, policyFor } from './policy-source.ts';
import { UsageError } from './usage-error.ts';

export interface SchemaOptions {
  readonly out: string;
  readonly models?: string;
  readonly config?: string;
}

/**
 * Saves the field metadata of the models the policy and the binding name, and of those within two hops of
 * them, as the environment's account sees it. Throws `UsageError` where there is no account or nothing to save.
 */
export async function saveSchema(options: SchemaOptions, env: Environment): Promise<void> {
  const asked = options.models === undefined ? undefined : modelsIn(options.models);
  const policy = policyFor(options.config, env);
  requireAccount(policy);
  const progress = (line: string) => process.stderr.write(`▸ ${line}\n`);
  const { models, absent } = await withUpstream(policy, async (setting) => {
    const { binding } = setting.context;
    const named = asked ?? namedModels(policy, binding, await listedModels(setting));
    if (named.length === 0)
      throw new UsageError('The policy names no model: name some with --models.');
    return learnSchema(setting, named, progress);
  });
  if (models.size === 0) {
    throw new UsageError(
      'Odoo described none of these models: check ODOO_USERNAME, ODOO_API_KEY and ODOO_DB.',
    );
  }
  if (absent.length > 0)
    progress(`not described (not installed, or no access): ${absent.join(', ')}`);
  writeFileSync(options.out, savedSchemaText(models));
  progress(`${options.out}: the fields of ${models.size} models`);
}

/** Somebody else's server asks Odoo as whom its own settings say. */
function requireAccount(policy: Policy): void {
  if (policy.gateway.upstream.kind === 'bundled' && environmentAccount(policy) === undefined) {
    throw new UsageError(
      'Which account asks Odoo? Set ODOO_USERNAME and ODOO_API_KEY (or ODOO_PASSWORD).',
    );
  }
}

function modelsIn(text: string): readonly ModelName[] {
  const names = new Set(text.split(',').map((name) => name.trim()));
  return [...names].sort().map((name) => {
    const model = parseModelName(name);
    if (model === undefined) {
      throw new UsageError(`--models: ${JSON.stringify(name)} is not a model name.`);
    }
    return model;
  });
}
