import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type UpstreamContext, UpstreamFailure } from '../exchange.ts';
import { createHttpUpstream } from './http-upstream.ts';
import { ownSocketConnector, socketProblem } from './own-socket.ts';
import { startScriptedServer } from './scripted-server.fixture.ts';

const context: UpstreamContext = {
  era: 'legacy',
  headers: { 'x-upstream-key': 'secret' },
  signal: new AbortController().signal,
};
const PING = { jsonrpc: '2.0', id: 1, method: 'ping' } as const;

let folder: string;
let socket: string;
let server: { close(): Promise<unknown> };
/** The headers of what was sent to whoever listens on the socket. */
let received: unknown[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'own-socket-'));
  socket = join(folder, 'mcp.sock');
  received = [];
  server = await listening(socket);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function listening(path: string) {
  return startScriptedServer((request, response) => {
    received.push(request.headers['x-upstream-key']);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: {} }));
  }, path);
}

/** What comes of asking the server at the socket. */
async function ask(path = socket): Promise<string> {
  const upstream = createHttpUpstream({
    name: 't',
    endpoint: { socketPath: path, path: '/mcp' },
  });
  try {
    const { kind } = await upstream.exchange(PING, context);
    return kind;
  } catch (error) {
    if (error instanceof UpstreamFailure && error.reason === 'unreachable') return error.message;
    throw error;
  } finally {
    await upstream.close();
  }
}

describe.skipIf(process.platform === 'win32')('a socket in a folder', () => {
  it('of this account alone is asked', async () => {
    expect(socketProblem(socket)).toBeUndefined();
    expect(await ask()).toBe('message');
    expect(received).toEqual(['secret']);
  });

  it('that others may write in is sent nothing', async () => {
    for (const mode of [0o777, 0o770, 0o722]) {
      chmodSync(folder, mode);
      expect(await ask()).toMatch(/others may write in the folder .*nothing is sent.*chmod 700/);
      expect(socketProblem(socket)).toMatch(/others may write/);
    }
    expect(received).toEqual([]);
    chmodSync(folder, 0o755);
    expect(await ask()).toBe('message');
  });

  it('that others may write in without getting at its files is asked', async () => {
    chmodSync(folder, 0o1777);
    expect(await ask()).toBe('message');
  });

  it('is no link to one elsewhere, and no file', async () => {
    const link = join(folder, 'link.sock');
    symlinkSync(socket, link);
    expect(await ask(link)).toMatch(/is no socket: nothing is sent/);
    rmSync(link);
    writeFileSync(link, '');
    expect(await ask(link)).toMatch(/is no socket: nothing is sent/);
    expect(received).toEqual([]);
  });

  it('that is not there is not there, and that is no fault of the policy', async () => {
    const path = join(folder, 'later', 'mcp.sock');
    expect(socketProblem(path)).toBeUndefined();
    expect(await ask(path)).toBe('no connection (ENOENT)');
  });

  it('of another account is sent nothing', async () => {
    const nobodyHere = new Set([4_242]);
    expect(socketProblem(socket, nobodyHere)).toMatch(/the folder .* belongs to another account/);
    const pool = new Pool('http://localhost', {
      connect: ownSocketConnector(socket, 1_000, nobodyHere),
    });
    await expect(pool.request({ path: '/mcp', method: 'POST' })).rejects.toThrow(
      /belongs to another account \(uid \d+\): nothing is sent/,
    );
    await pool.destroy();
    expect(received).toEqual([]);
  });
});
