import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { GUARD_MAIN } from '../guard-process.fixture.ts';
import { type Files, withFolder } from './configured-guard.fixture.ts';

/** What a guard process wrote, line by line, until it was ended. */
export interface CommandOutput {
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** What any client may ask at any time. */
const PING = { jsonrpc: '2.0', id: 1, method: 'ping' } as const;

/**
 * Runs `odoo-mcp-guard` on these files, hands it one message on standard input, and ends it when `isReady`
 * finds what it waits for in the output so far.
 */
export async function runGuardCommand(
  files: Files,
  isReady: (output: CommandOutput) => boolean,
  env: Readonly<Record<string, string>> = {},
  message: object = PING,
): Promise<CommandOutput> {
  return withFolder(files, async (folder) => {
    const child = spawn(process.execPath, [GUARD_MAIN, '--config', folder], {
      env: { PATH: process.env.PATH ?? '', ...env },
    });
    const output = { stdout: [] as string[], stderr: [] as string[] };
    const exited = once(child, 'close');
    for (const name of ['stdout', 'stderr'] as const)
      createInterface({ input: child[name] }).on('line', (line) => {
        output[name].push(line);
        if (isReady(output)) child.kill('SIGTERM');
      });
    child.stdin.on('error', () => {});
    child.stdin.write(`${JSON.stringify(message)}\n`);
    await exited;
    return output;
  });
}
