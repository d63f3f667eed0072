import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Bytes of the path that a socket's folder and name may be added to: 104 are the least that systems allow for all. */
const LONGEST_TMPDIR = 65;

/**
 * A folder for the child's sockets that is this user's alone. Throws with what to do where none can be made, or its path
 * is longer than that of a socket can be: the system would cut it off, and listen somewhere else.
 */
export async function makeSocketFolder(): Promise<string> {
  const folder = resolve(tmpdir());
  const advice = 'Set TMPDIR to a folder that this account may write in, with a short path.';
  if (process.platform !== 'win32' && Buffer.byteLength(folder) > LONGEST_TMPDIR) {
    throw new Error(`the path ${folder} is too long for a socket below it. ${advice}`);
  }
  try {
    return await mkdtemp(join(folder, 'odoo-mcp-guard-'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const what = `no folder can be made in ${folder} (${code}), where the server behind is to listen.`;
    throw new Error(`${what} ${advice}`, { cause: error });
  }
}
