import { instructions, type PromptDefinition } from './prompt.ts';

export const discoverCustomModules: PromptDefinition = {
  name: 'discover_custom_modules',
  title: 'Find custom models',
  description:
    'Finds the models that are not part of standard Odoo, and proposes a policy for them.',
  arguments: {},
  text: () =>
    instructions('Find the models of this Odoo that are not part of the standard product.', [
      'Call `list_models` and keep the entries with is_custom: true. Page with offset while the answer says truncated.',
      'Group them by the first words of their names (x_visit, x_visit_line; fleet_plus.trip, fleet_plus.stop).',
      'For each group look at its main models with `get_model_fields`: required fields, relations to standard models, fields that look personal or secret.',
      'Count the records of each with `search_count`, where that is permitted.',
      'Answer with a table: group, models, records, what it seems to be for, standard models it touches.',
      'Then propose entries for the policy of the guard in front, if there is one: in model_access.yaml under custom_models as full_crud, read_only or admin_only, and under sensitive_fields what looks personal. Say that they are a draft for an administrator to check.',
    ]),
};
