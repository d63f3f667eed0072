import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { ROOT } from './readme.fixture.ts';

const scalars = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: scalars.default({}),
  env: scalars.default({}),
});
export type Step = z.infer<typeof step>;
const inputs = z.record(
  z.string(),
  z.looseObject({ required: z.boolean().default(false), default: z.unknown().optional() }),
);
const job = z.looseObject({
  uses: z.string().optional(),
  with: scalars.default({}),
  steps: z.array(step).default([]),
  permissions: z.unknown().optional(),
});
const workflow = z.looseObject({
  on: z.unknown(),
  permissions: z.unknown().optional(),
  jobs: z.record(z.string(), job),
});
const action = z.looseObject({
  inputs,
  runs: z.looseObject({ using: z.literal('composite'), steps: z.array(step) }),
});

const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Every workflow of this project and of its example, by path. */
export const WORKFLOWS: ReadonlyMap<string, string> = new Map(
  ['.github/workflows', 'examples/user-repository/.github/workflows'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => [
      `${folder}/${name}`,
      textOf(`${folder}/${name}`),
    ]),
  ),
);

export const workflowOf = (text: string) => workflow.parse(parse(text));

export const ACTION_FOLDER = '.github/actions/policy-tests';
export const ACTION = action.parse(parse(textOf(`${ACTION_FOLDER}/action.yml`)));

/** The inputs of the workflow that other repositories call. */
export const CALLED_INPUTS = z
  .object({ on: z.object({ workflow_call: z.object({ inputs }) }) })
  .parse(parse(textOf('.github/workflows/policy-tests.yml'))).on.workflow_call.inputs;

export interface StepRan {
  readonly code: number;
  readonly out: string;
}

/**
 * Runs the steps of the composite action that are commands, as a runner does: the inputs that are given or their
 * defaults in the variables, in the workspace. Steps that are other actions prepare a runner, and are left out.
 */
export async function runAction(
  given: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  workspace: string,
): Promise<readonly StepRan[]> {
  const valueGiven = (name: string) => given[name] ?? String(ACTION.inputs[name]?.default ?? '');
  const ran: StepRan[] = [];
  for (const { run, env: variables } of ACTION.runs.steps) {
    if (run === undefined) continue;
    const filled = Object.entries(variables).map(([name, text]) => [
      name,
      String(text).replaceAll(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input) => valueGiven(input)),
    ]);
    ran.push(
      await bash(
        run,
        {
          PATH: process.env.PATH ?? '',
          GITHUB_ACTION_PATH: join(ROOT, ACTION_FOLDER),
          ...env,
          ...Object.fromEntries(filled),
        },
        workspace,
      ),
    );
  }
  return ran;
}

function bash(
  script: string,
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<StepRan> {
  return new Promise((resolve) => {
    execFile('bash', ['-e', '-c', script], { cwd, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: out + err }),
    );
  });
}
