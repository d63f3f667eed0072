import type { Logger } from 'pino';
import { bundledApps } from '../apps/apps.ts';
import { type Environment, EnvironmentError } from '../environment.ts';
import { TOOLS } from '../tools/registry.ts';
import { installPlugins, type PluginSet } from './install-plugins.ts';
import { loadPlugins } from './load-plugins.ts';

/**
 * Sets up every tool of this process: its own, the domain tools, and those of the modules the environment
 * names. Throws `EnvironmentError` where one of them cannot be had: whoever names a plugin counts on its tools, and on
 * what its hooks refuse.
 */
export async function openPlugins(
  { plugins: paths, helpdeskModel }: Pick<Environment, 'plugins' | 'helpdeskModel'>,
  log: Logger,
): Promise<PluginSet> {
  const loaded = await loadPlugins(paths);
  const plugins = [...bundledApps({ helpdeskModel }), ...loaded.plugins];
  const installed = await installPlugins(plugins, { core: TOOLS, log });
  const problems = [...loaded.problems, ...installed.problems];
  if (problems.length > 0) {
    await installed.close();
    const said = problems.map(({ plugin, problem }) => `plugin ${plugin}: ${problem}`);
    throw new EnvironmentError(
      `UPSTREAM_PLUGINS: ${said.join('; ')}. Mend it, or take it out of the list.`,
    );
  }
  return installed;
}
