import { countByCategory } from '../discovery/model-categories.ts';
import { JSON_TYPE, json, type ResourceDefinition } from './resource.ts';

export const categories: ResourceDefinition = {
  name: 'categories',
  title: 'Models by business area',
  description:
    'How many models the signed-in user can work with in each business area: sales, inventory, hr, ' +
    'project, accounting, purchase, helpdesk, manufacturing.',
  uri: 'odoo://categories',
  mimeType: JSON_TYPE,
  completes: {},
  async read(_variables, { caller, signal }) {
    const { models } = await (await caller.client(signal)).models(signal);
    return json({
      categories: countByCategory(models.map(({ model }) => model)),
      total: models.length,
    });
  },
};
