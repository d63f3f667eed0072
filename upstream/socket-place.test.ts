import { once } from 'node:events';
import { existsSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { clearStaleSocket, makeFolderOf } from './socket-place.ts';

const folder = mkdtempSync(join(tmpdir(), 'socket-place-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function listening(path: string) {
  const server = createServer().listen({ path });
  await once(server, 'listening');
  return server;
}

describe('the path a server is to listen on', () => {
  it('is cleared of a socket that nobody answers', async () => {
    const path = join(folder, 'left.sock');
    const server = await listening(join(folder, 'closed.sock'));
    // Closing removes the name it was bound to: under another the socket stays, as after a kill.
    renameSync(join(folder, 'closed.sock'), path);
    server.close();
    await once(server, 'close');
    expect(existsSync(path)).toBe(true);
    await clearStaleSocket(path);
    expect(existsSync(path)).toBe(false);
    (await listening(path)).close();
  });

  it('keeps a socket that somebody answers', async () => {
    const path = join(folder, 'served.sock');
    const server = await listening(path);
    await clearStaleSocket(path);
    expect(existsSync(path)).toBe(true);
    server.close();
  });

  it('keeps a file, and does not mind that nothing is there', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, 'kept');
    await clearStaleSocket(path);
    expect(existsSync(path)).toBe(true);
    await clearStaleSocket(join(folder, 'nothing'));
  });

  it('gets a folder for this user alone, below one that is there', async () => {
    const path = join(folder, 'own', 'mcp.sock');
    await makeFolderOf(path);
    await makeFolderOf(path);
    expect(statSync(join(folder, 'own')).mode & 0o777).toBe(0o700);
    await expect(makeFolderOf(join(folder, 'no', 'such', 'mcp.sock'))).rejects.toThrow(/ENOENT/);
  });
});
