import { binary } from './binary.ts';
import { categories } from './categories.ts';
import { modelDetail } from './model-detail.ts';
import { models } from './models.ts';
import { record } from './record.ts';
import type { ResourceDefinition } from './resource.ts';
import { schema } from './schema.ts';
import { workflow } from './workflow.ts';

/** Every resource and template, in the order the lists show them. */
export const RESOURCES: readonly ResourceDefinition[] = [
  models,
  categories,
  modelDetail,
  schema,
  record,
  workflow,
  binary,
];
