import { instructions, modelArgument, type PromptDefinition } from './prompt.ts';

export const debugAccess: PromptDefinition = {
  name: 'debug_access',
  title: 'Find out why access is refused',
  description:
    'Tells apart what the policy in front refuses and what Odoo refuses, and who can change it.',
  arguments: {
    model: modelArgument(false),
    operation: {
      type: 'operation',
      description: 'read, create, write, unlink or call; read when left out.',
      required: false,
    },
  },
  text: ({ model, operation = 'read' }) =>
    instructions(
      `Find out why "${operation}" on ${model ?? 'the model the user names'} is refused, without trying to get around it.`,
      [
        'Call `whoami` if it is offered: the login, the groups, the companies, and which tools are off and why.',
        `Call \`list_models\` with the model's name as filter. A model that is not listed does not exist here, is hidden by the policy, or its module is not installed.`,
        'Repeat the refused call once, with dry_run: true if it changes anything, and read the text of the refusal and the details that come with it.',
        'A refusal that names a rule comes from the policy in front of this server: tool_group_requirements, operation_group_requirements and group_access are in rbac.yaml, models, methods and sensitive fields in model_access.yaml, what nobody may do in restrictions.yaml, rates in gateway.yaml.',
        'A refusal that speaks of access rights or record rules comes from Odoo: the groups of the user, the record rules of the model, or the companies of the record.',
        'A text about a missing model or field is a name or a module, not a right; one about values is validation.',
        'Answer with: what was refused and by whom; the setting or the group that decides it; who can change it (an administrator of the guard or of Odoo). Do not try other tools, models or users to reach the same data.',
      ],
    ),
};
