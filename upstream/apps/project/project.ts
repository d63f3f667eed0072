import { packageVersion } from '../../package-version.ts';
import { PLUGIN_SDK, type Plugin } from '../../plugins/plugin.ts';
import { getMyTasks } from './get-my-tasks.ts';
import { getProjectSummary } from './get-project-summary.ts';
import { NEEDS_TASKS } from './tasks.ts';
import { updateTaskStage } from './update-task-stage.ts';

const TOOLS = [getMyTasks, getProjectSummary, updateTaskStage];

/** Projects and the caller's tasks. */
export const project: Plugin = {
  name: 'project',
  version: packageVersion(),
  sdk: PLUGIN_SDK,
  requires: NEEDS_TASKS,
  register(server, context) {
    for (const tool of TOOLS) server.addTool(tool(context));
  },
};
