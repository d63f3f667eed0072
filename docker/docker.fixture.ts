import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** Runs the docker client; throws with what it wrote to standard error where it fails. */
export async function docker(args: readonly string[], env: Environment = {}): Promise<string> {
  const options = { cwd: ROOT, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
  return (await run('docker', [...args], options)).stdout.trim();
}

/** What the program of a container has written, to both streams. */
export async function logsOf(id: string): Promise<string> {
  const { stdout, stderr } = await run('docker', ['logs', id]);
  return stdout + stderr;
}

export type Environment = Readonly<Record<string, string>>;

/** The image under test: `GUARD_IMAGE`, or one built from the Dockerfile with the base images of the environment. */
export async function guardImage(): Promise<string> {
  const given = process.env.GUARD_IMAGE;
  if (given) return given;
  const bases = ['NODE_IMAGE', 'RUNTIME_IMAGE'].flatMap((name) => {
    const image = process.env[name];
    return image ? ['--build-arg', `${name}=${image}`] : [];
  });
  const image = 'odoo-mcp-guard:check';
  await docker(['build', '--quiet', '--file', 'docker/Dockerfile', ...bases, '--tag', image, '.']);
  return image;
}

/** A port of this machine that nobody uses. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}

/** What a program of a container says to standard output when these lines are written to it. */
export async function conversation(
  args: readonly string[],
  lines: readonly unknown[],
): Promise<string> {
  const child = spawn('docker', [...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.includes('\n')) child.stdin.end();
  });
  for (const line of lines) child.stdin.write(`${JSON.stringify(line)}\n`);
  await once(child, 'exit');
  return said;
}
