import type { BoundTool } from '../../policies/bindings/binding.ts';
import { partAt, structuredAnswer } from '../../policies/filter/structured-result.ts';
import { isArray, isObject, type Json } from '../../policies/json.ts';
import type { ModelSchema } from '../../policies/model-schema.ts';
import { type ModelName, parseModelName } from '../../policies/names.ts';
import { ToolFailure } from '../tool-failure.ts';
import type { OnBehalf } from '../upstream-exchange.ts';
import type { Setting } from './setting.ts';

/** How far paths are followed from a model that is named: `order_id.partner_id.country_id` reaches two. */
const HOPS = 2;
/** How many models are asked about at once. */
const AT_ONCE = 8;
/** Key under which the provider keeps what this account was told. */
const ACCOUNT = 'environment';
/** Milliseconds the whole may take. */
const PATIENCE_MS = 10 * 60_000;

export interface Learned {
  readonly models: ReadonlyMap<ModelName, ModelSchema>;
  /** Models that were wanted and could not be had: not installed, or not the account's to read. */
  readonly absent: readonly ModelName[];
}

/** On behalf of the environment's account, for questions of the command's own. */
export function ownBehalf({ live }: Setting): OnBehalf {
  return {
    era: 'legacy',
    protocolVersion: undefined,
    session: live?.session,
    credential: live?.account,
    signal: AbortSignal.timeout(PATIENCE_MS),
  };
}

/**
 * Asks the upstream about the fields of models and of those their relations reach within two hops. Throws
 * `UpstreamFailure` when nothing answers.
 */
export async function learnSchema(
  setting: Setting,
  named: readonly ModelName[],
  progress: (line: string) => void,
): Promise<Learned> {
  const { schemas } = setting.context;
  const behalf = ownBehalf(setting);
  const view = schemas.view(ACCOUNT);
  const models = new Map<ModelName, ModelSchema>();
  const absent = new Set<ModelName>();
  let wanted = [...named];
  for (let hop = 0; hop <= HOPS && wanted.length > 0; hop += 1) {
    progress(hop === 0 ? `${wanted.length} models are named` : `${wanted.length} more are reached`);
    const reached = new Set<ModelName>();
    for (let start = 0; start < wanted.length; start += AT_ONCE) {
      const batch = wanted.slice(start, start + AT_ONCE);
      await schemas.load(batch, ACCOUNT, behalf);
      for (const model of batch) {
        const schema = view.get(model);
        if (schema === undefined || schema === 'absent') {
          absent.add(model);
          continue;
        }
        models.set(model, schema);
        for (const { relation } of schema.fields.values()) if (relation) reached.add(relation);
      }
    }
    wanted = [...reached].filter((model) => !models.has(model) && !absent.has(model)).sort();
  }
  return { models, absent: [...absent].sort() };
}

/** The models the upstream lists; none where its binding has no tool for that, or the tool fails. */
export async function listedModels(setting: Setting): Promise<readonly ModelName[]> {
  const tool = [...(setting.context.binding?.tools.values() ?? [])].find(listsModels);
  const args = tool?.express({ kind: 'list_models' });
  if (!tool || !args) return [];
  try {
    const behalf = ownBehalf(setting);
    const result = await setting.context.door.callTool(tool.name, args, behalf);
    const answer = partAt(structuredAnswer(result), tool.result.at);
    return isArray(answer) ? answer.flatMap(modelOfEntry) : [];
  } catch (error) {
    if (error instanceof ToolFailure) return [];
    throw error;
  }
}

function listsModels({ kinds, steps }: BoundTool): boolean {
  return steps.length === 1 && kinds.size === 1 && kinds.has('list_models');
}

/** Servers list names, or objects that hold one under `model`. */
function modelOfEntry(entry: Json): readonly ModelName[] {
  const written = isObject(entry) ? entry.model : entry;
  const model = parseModelName(written);
  return model === undefined ? [] : [model];
}
