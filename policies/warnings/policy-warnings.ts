import type { Problem } from '../load-error.ts';
import type { PolicyFiles } from '../policy-files.ts';
import type { GatewayFile } from '../schema/gateway.ts';
import { doubtfulSettings } from './doubtful-settings.ts';
import { placed } from './finding.ts';
import { groupsNobodyHas } from './groups-nobody-has.ts';
import { linesWithoutRecordRules } from './lines-without-record-rules.ts';
import { rulesWithoutEffect } from './rules-without-effect.ts';
import { toolsTheServerLacks } from './tools-the-server-lacks.ts';

/**
 * What an operator should be told of a policy that loads: rules that have no effect, and rules and settings that
 * protect less than they seem to. `settings` are those of `gateway.yaml` with everything that overrides them.
 */
export function policyWarnings(
  files: PolicyFiles,
  settings: GatewayFile,
  stdioUser: boolean,
): readonly Problem[] {
  const { restrictions, access, rbac } = files;
  return [
    ...rulesWithoutEffect(files),
    ...placed(rbac, linesWithoutRecordRules(rbac.data, access.data, restrictions.data)),
    ...groupsNobodyHas(files),
    ...toolsTheServerLacks(files, settings),
    ...doubtfulSettings(settings, stdioUser),
  ];
}
