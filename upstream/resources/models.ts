import * as z from 'zod';
import { listModels } from '../tools/list-models.ts';
import { JSON_TYPE, json, type ResourceDefinition } from './resource.ts';

const answer = z.record(z.string(), z.unknown());

export const models: ResourceDefinition = {
  name: 'models',
  title: 'Models',
  description:
    'The Odoo models (tables) the signed-in user can work with, as list_models tells them.',
  uri: 'odoo://models',
  mimeType: JSON_TYPE,
  completes: {},
  async read(_variables, context) {
    return json(answer.parse(await listModels.call({}, context)));
  },
};
