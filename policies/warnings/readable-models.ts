import { namePattern } from '../name-pattern.ts';
import type { ModelName } from '../names.ts';
import { type ModelAccessFile, tierEntries } from '../schema/model-access.ts';

/** Whether a model is granted to somebody for reading, by a list or by a group. */
export function readableModels(file: ModelAccessFile): (model: ModelName) => boolean {
  const listed = new Set(tierEntries(file).map(({ model }) => model));
  const granted = Object.values(file.group_access).flatMap((models) =>
    Object.entries(models).flatMap(([model, { operations }]) =>
      operations.includes('read') ? [model] : [],
    ),
  );
  const patterns = namePattern<ModelName>(granted);
  const everything = file.default_policy === 'allow';
  return (model) => everything || listed.has(model) || patterns.matches(model);
}
