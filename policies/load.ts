import { createHash } from 'node:crypto';
import type * as z from 'zod';
import {
  type ConfigDirectory,
  POLICY_FILES,
  type PolicyFileName,
  readConfigDirectory,
} from './config-directory.ts';
import { contradictions } from './contradictions.ts';
import { type Environment, stdioAccountOf } from './environment.ts';
import { applyOverrides, type GatewayOverrides } from './gateway-overrides.ts';
import { describeProblem, PolicyError, type Problem } from './load-error.ts';
import type { Policy } from './policy.ts';
import { loadFile } from './policy-file.ts';
import type { PolicyFiles } from './policy-files.ts';
import { compileGateway } from './schema/compile-gateway.ts';
import { gatewayFile } from './schema/gateway.ts';
import { compileModelAccess, modelAccessFile } from './schema/model-access.ts';
import { compileRbac, rbacFile } from './schema/rbac.ts';
import { compileRestrictions, restrictionsFile } from './schema/restrictions.ts';
import { exposedFiles } from './warnings/exposed-files.ts';
import { policyWarnings } from './warnings/policy-warnings.ts';

export type { Environment } from './environment.ts';
export type { GatewayOverrides } from './gateway-overrides.ts';
export { describeProblem, PolicyError, type Problem } from './load-error.ts';

export interface LoadOptions {
  /** The directory of policy files; then `CONFIG_DIR`, then `./config` if it exists, then the defaults. */
  readonly directory?: string;
  readonly env: Environment;
  /** Settings given on the command line: they win over the environment, which wins over the files. */
  readonly overrides?: GatewayOverrides;
}

/**
 * Reads, validates and compiles a policy. Throws `PolicyError` with every problem found: nothing is ignored,
 * repaired or guessed, and a policy that loads is enforced as it is written.
 */
export function loadPolicy({ directory, env, overrides = {} }: LoadOptions): Policy {
  const named = nonEmpty(directory) ?? nonEmpty(env.CONFIG_DIR);
  const config = readConfigDirectory(named ?? 'config', named !== undefined);
  const stdio = stdioAccountOf(env);
  const files = readFiles(config, env, stdio.problems);
  const answer = applyOverrides(files.gateway.written, env, overrides);
  const problems = [
    ...stdio.problems,
    ...('problems' in answer ? answer.problems : []),
    ...contradictions(files),
  ];
  if ('problems' in answer || problems.length > 0) throw new PolicyError(problems);
  return Object.freeze({
    revision: revisionOf(config),
    source: config.source,
    restrictions: compileRestrictions(files.restrictions.data),
    access: compileModelAccess(files.access.data),
    rbac: compileRbac(files.rbac.data),
    gateway: compileGateway(answer.settings, stdio.account),
    warnings: Object.freeze([
      ...config.warnings,
      ...exposedFiles(config, files.gateway),
      ...policyWarnings(files, answer.settings, stdio.account !== undefined).map(describeProblem),
    ]),
  });
}

function readFiles(
  config: ConfigDirectory,
  env: Environment,
  besides: readonly Problem[],
): PolicyFiles {
  const problems: Problem[] = [];
  const load = <Data>(name: PolicyFileName, schema: z.ZodType<Data>) => {
    const answer = loadFile(name, config.files[name], schema, env);
    if ('file' in answer) return answer.file;
    problems.push(...answer.problems);
    return undefined;
  };
  const restrictions = load('restrictions', restrictionsFile);
  const access = load('model_access', modelAccessFile);
  const rbac = load('rbac', rbacFile);
  const gateway = load('gateway', gatewayFile);
  if (!restrictions || !access || !rbac || !gateway)
    throw new PolicyError([...problems, ...besides]);
  return { restrictions, access, rbac, gateway };
}

function revisionOf({ files }: ConfigDirectory): string {
  const hash = createHash('sha256');
  for (const name of POLICY_FILES) hash.update(`${name}\0${files[name].text}\0`);
  return hash.digest('hex').slice(0, 16);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
