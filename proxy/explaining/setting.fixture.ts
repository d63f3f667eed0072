import { parseModelSchema } from '../../policies/bindings/field-schema.ts';
import { directoryOf, type Files } from '../../policies/config-directory.fixture.ts';
import type { JsonObject } from '../../policies/json.ts';
import { loadPolicy } from '../../policies/load.ts';
import type { ModelSchema } from '../../policies/model-schema.ts';
import { type ModelName, parseModelName } from '../../policies/names.ts';
import { createLog } from '../log.ts';
import type { SavedSchema } from './saved-schema.ts';
import { offlineSetting, type Setting } from './setting.ts';

/** Files that leave everything to the test: nothing is blocked, nothing needs a group. */
const EMPTY: Files = { restrictions: '{}', model_access: '{}', rbac: '{}', gateway: '{}' };

/** Calls judged under these files, with the fields of some models known and no Odoo. */
export function offline(files: Files, models: Readonly<Record<string, JsonObject>> = {}): Setting {
  // Which rules the operator wrote is told by the files, which have to be there as long as it is asked.
  const policy = loadPolicy({ directory: directoryOf({ ...EMPTY, ...files }), env: {} });
  return offlineSetting(policy, schemaOf(models), createLog({ level: 'silent' }));
}

function schemaOf(models: Readonly<Record<string, JsonObject>>): SavedSchema {
  const described = Object.entries(models).flatMap(([name, fields]) => {
    const model = parseModelName(name);
    const schema = model && parseModelSchema(model, fields);
    return schema ? [[schema.model, schema] as const] : [];
  });
  return { models: new Map<ModelName, ModelSchema>(described), digest: '' };
}
