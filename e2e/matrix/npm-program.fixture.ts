import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program out of the npm registry, and the Node it runs on. */
export interface NpmProgram {
  readonly node: string;
  readonly script: string;
}

/** Has `npx` install exactly this version, with a Node of the given one, and answers where both are. */
export async function npmProgram(
  specifier: string,
  bin: string,
  node: string,
): Promise<NpmProgram> {
  const { stdout } = await run('npx', [
    ...['-y', '-p', `node@${node}`, '-p', specifier],
    ...['-c', `command -v node; command -v ${bin}`],
  ]);
  const [path, script] = stdout.trim().split('\n');
  if (!path || !script) throw new Error(`npx installed no ${bin} of ${specifier}: ${stdout}`);
  return { node: path, script };
}
