// The guard as it is installed, in front of a server, with a policy that lets everything pass.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { startProcess } from './started-process.mjs';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'proxy', 'main.js');
const ALLOW_ALL = parse(
  readFileSync(
    join(import.meta.dirname, '..', '..', 'policies', 'examples', 'pass-through', 'gateway.yaml'),
    'utf8',
  ),
);

/**
 * A server behind a guard: its address, or the command that starts it on stdio.
 *
 * @typedef {{ url: string } | { command: string, args: readonly string[] }} Server
 */

/** The folders of policy files of this process, removed when it ends. @type {string[]} */
const folders = [];
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** @param {Server} server */
function policyFolder(server) {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run npm run build`);
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  folders.push(folder);
  const gateway = { ...ALLOW_ALL, upstream: { ...ALLOW_ALL.upstream, ...server } };
  writeFileSync(join(folder, 'gateway.yaml'), stringify(gateway));
  return folder;
}

/**
 * Starts a guard that listens on HTTP.
 *
 * @param {Server} server
 */
export async function startGuard(server) {
  const started = await startProcess(
    process.execPath,
    [MAIN, '--config', policyFolder(server), '--http', '--port', '0'],
    {
      from: 'stderr',
      ready: (line) => (line.includes('"listening"') ? JSON.parse(line).url : undefined),
    },
  );
  return { url: started.ready, stop: started.stop };
}

/**
 * The command of a guard on stdio.
 *
 * @param {Server} server
 * @returns {{ command: string, args: readonly string[] }}
 */
export function guardOnStdio(server) {
  return { command: process.execPath, args: [MAIN, '--config', policyFolder(server)] };
}
