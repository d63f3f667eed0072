import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { post } from './raw-mcp.fixture.ts';
import { OPEN_GATEWAY, startInspectedGuard } from './robustness/inspected-guard.fixture.ts';

const SERVER = join(import.meta.dirname, 'conformance', 'fixture-server.mjs');
const VERSION = '2026-07-28';
const META = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientCapabilities': {
    extensions: { 'io.modelcontextprotocol/tasks': {} },
  },
};

/** Asks as a client of 2026-07-28 that knows tasks: the header `Mcp-Name` names the tool or the task. */
function asking(url: string, token: string) {
  return async (method: string, params: Readonly<Record<string, unknown>>) => {
    const name = String(params.taskId ?? params.name);
    const body = { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: META } };
    const { response } = await post(url, body, {
      authorization: `Bearer ${token}`,
      ...{ 'mcp-protocol-version': VERSION, 'mcp-method': method, 'mcp-name': name },
    });
    return response;
  };
}

/** A server of its own process: over HTTP it says where, on stdio the guard starts it. */
async function upstream(transport: 'http' | 'stdio') {
  if (transport === 'stdio')
    return { command: ['--', process.execPath, SERVER], stop: () => false };
  const child = spawn(process.execPath, [SERVER, '--http'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [url] = await once(createInterface({ input: child.stdout }), 'line');
  return { command: ['--upstream', String(url)], stop: () => child.kill() };
}

describe.each(['http', 'stdio'] as const)('a task of a server on %s', (transport) => {
  it('is followed to its result by its owner, and by nobody else', async () => {
    const server = await upstream(transport);
    const guard = await startInspectedGuard({
      upstream: server.command,
      gateway: `${OPEN_GATEWAY}\nprotocol: {tasks: allow}\n`,
    });
    try {
      const [owner, other] = [asking(guard.url, 'one'), asking(guard.url, 'two')];
      const call = { name: 'slow_compute', arguments: { seconds: 0, label: 'done' } };
      const created = await owner('tools/call', call);
      expect(created?.result).toMatchObject({ resultType: 'task' });
      const taskId = created?.result?.taskId;
      expect(await other('tasks/get', { taskId })).toMatchObject({ error: { code: -32602 } });
      await expect
        .poll(async () => (await owner('tasks/get', { taskId }))?.result, { timeout: 10_000 })
        .toMatchObject({
          ...{ taskId, status: 'completed' },
          result: { content: [{ type: 'text', text: 'done after 0 s' }] },
        });
    } finally {
      await guard.stop();
      server.stop();
    }
  }, 60_000);
});
