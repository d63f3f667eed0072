import { loadPlugins } from '../plugins/load-plugins.ts';
import { type Environment, policyFor } from './policy-source.ts';
import { startProblems } from './start-problems.ts';
import { UsageError } from './usage-error.ts';

/**
 * Loads the policy as a run would and says what it contains. Throws `PolicyError` with every problem of the files, and
 * `UsageError` with what would keep a guard from starting with them here.
 */
export function validate(
  options: { readonly config?: string; readonly json?: boolean },
  env: Environment,
): void {
  const policy = policyFor(options.config, env);
  const { access, restrictions, rbac, gateway } = policy;
  const plugins = loadPlugins(policy);
  const problems = startProblems(policy);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const tiers = [...access.tiers.values()];
  const summary = {
    source: policy.source,
    revision: policy.revision,
    default_policy: access.defaultPolicy,
    full_crud: tiers.filter((tier) => tier === 'full_crud').length,
    read_only: tiers.filter((tier) => tier === 'read_only').length,
    admin_only: tiers.filter((tier) => tier === 'admin_only').length,
    always_blocked: restrictions.alwaysBlocked.written.length,
    blocked_methods: restrictions.blockedMethods.size,
    group_grants: access.groupAccess.length,
    tools_with_groups: rbac.toolGroups.size,
    tokens: gateway.identity.tokens.length,
    plugins: plugins.modules.length,
    warnings: [...policy.warnings, ...plugins.problems],
  };
  if (options.json) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  const { warnings, ...counts } = summary;
  const lines = [
    'The policy is valid.',
    ...Object.entries(counts).map(([name, value]) => {
      return `  ${name.replaceAll('_', ' ').padEnd(18)} ${value}`;
    }),
    ...warnings.map((warning) => `  warning: ${warning}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
