import { once } from 'node:events';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';

/**
 * Makes the folder of a socket for this user alone, where there is none: guards believe no socket in a folder that others
 * may write in, and a volume between containers often is one. The folder above must be there.
 */
export async function makeFolderOf(path: string): Promise<void> {
  await mkdir(dirname(path), { mode: 0o700 }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
}

/**
 * Removes the socket that a server left behind which was killed, so that the next one can listen there. Whatever
 * else is at the path stays: a file, or a socket that somebody answers.
 */
export async function clearStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSocket() && !(await answers(path))) await rm(path, { force: true });
}

async function answers(path: string): Promise<boolean> {
  const connection = connect({ path });
  try {
    await once(connection, 'connect');
    return true;
  } catch (error) {
    // Anything but "nobody listens" may be somebody who is busy, or of whom this user may know nothing.
    return !(error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED');
  } finally {
    connection.destroy();
  }
}
