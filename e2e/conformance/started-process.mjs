import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * Starts a process and waits for the line by which it says that it is ready. Rejects with what it wrote where it
 * ends before.
 *
 * @template Ready
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ from: 'stdout' | 'stderr', ready: (line: string) => Ready | undefined }} greeting
 * @returns {Promise<{ ready: Ready, stop: () => Promise<void> }>}
 */
export async function startProcess(command, args, { from, ready }) {
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  /** @type {string[]} */
  const written = [];
  const greeted = new Promise((resolve) => {
    for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
      createInterface({ input: child[name] }).on('line', (line) => {
        if (written.length < 100) written.push(line);
        const said = name === from ? ready(line) : undefined;
        if (said !== undefined) resolve(said);
      });
    }
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  const ended = exited.then(() => {
    throw new Error(`${command} ${args.join(' ')} ended:\n${written.join('\n')}`);
  });
  ended.catch(() => {});
  return { ready: await Promise.race([greeted, ended]), stop };
}
