import { type ListedTool, listTools } from '../explaining/tool-inventory.ts';
import { subjectOf } from '../explaining/who.ts';
import { withUpstream } from './asked-setting.ts';
import { type WhoOptions, whoOf } from './asked-who.ts';
import { type Environment, policyFor } from './policy-source.ts';

export interface ToolsOptions extends WhoOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** Prints every tool of the upstream, what it means in Odoo, and who may call it. */
export async function printTools(options: ToolsOptions, env: Environment): Promise<void> {
  const who = whoOf(options);
  const policy = policyFor(options.config, env);
  // Before anything is started: a name nobody has should be all there is to read.
  const subject = who && subjectOf(who, policy);
  const tools = await withUpstream(policy, (setting) => listTools(setting, who));
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ ...(subject ? { subject: subject.name } : {}), tools })}\n`
      : `${tools.map(inWords).join('\n')}\n`,
  );
}

function inWords({ name, bound, means, access, callers }: ListedTool): string {
  return [
    name,
    `  means    ${bound ? means.join('; ') : 'unknown: no binding describes it'}`,
    ...(callers ? [`  callers  ${callers.join(', ') || 'nobody'}`] : []),
    ...(access === undefined
      ? []
      : [
          `  call     ${access === 'allow' ? 'may be allowed' : `denied by ${access.rule}: ${access.reason}`}`,
        ]),
  ].join('\n');
}
