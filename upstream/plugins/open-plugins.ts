import type { Logger } from 'pino';
import { bundledApps } from '../apps/apps.ts';
import type { Environment } from '../environment.ts';
import { TOOLS } from '../tools/registry.ts';
import { installPlugins, type PluginSet } from './install-plugins.ts';
import { loadPlugins } from './load-plugins.ts';

/**
 * Sets up every tool of this process: its own, the domain tools, and those of the modules the environment
 * names. Plugins that were left out are in the log. Throws nothing.
 */
export async function openPlugins(
  { plugins: paths, helpdeskModel }: Pick<Environment, 'plugins' | 'helpdeskModel'>,
  log: Logger,
): Promise<PluginSet> {
  const loaded = await loadPlugins(paths);
  const plugins = [...bundledApps({ helpdeskModel }), ...loaded.plugins];
  const installed = await installPlugins(plugins, { core: TOOLS, log });
  const problems = [...loaded.problems, ...installed.problems];
  for (const { plugin, problem } of problems) log.warn({ plugin, problem }, 'plugin left out');
  return { ...installed, problems };
}
