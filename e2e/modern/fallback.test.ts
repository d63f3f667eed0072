import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { describe, expect, it } from 'vitest';
import { GUARD_MAIN } from '../guard-process.fixture.ts';
import { type Served, withServer } from './served-server.fixture.ts';

const here = (name: string) => join(import.meta.dirname, name);
const UNAWARE = here('unaware-server.fixture.mjs');
const STATELESS = here('stateless-server.fixture.mjs');
const THIRD_PARTY = here('../third-party-server.fixture.mjs');

/** Connects a client that asks first whether the server knows 2026-07-28. */
async function connected(served: Served, over: 'HTTP' | 'stdio'): Promise<Client> {
  const client = new Client(
    { name: 'asks first', version: '1' },
    { versionNegotiation: { mode: 'auto' } },
  );
  await client.connect(
    over === 'HTTP'
      ? new StreamableHTTPClientTransport(new URL(served.url))
      : new StdioClientTransport({
          command: process.execPath,
          args: [GUARD_MAIN, '--unbound-tools', 'allow', ...served.target],
          env: { PATH: process.env.PATH ?? '', MCP_LOG_LEVEL: 'silent' },
          stderr: 'ignore',
        }),
  );
  return client;
}

describe.each(['HTTP', 'stdio'] as const)('a client over %s that asks first', (over) => {
  it.each([
    ['that ends when asked', 'stdio', UNAWARE, 'echo', undefined],
    ['of an earlier SDK on stdio', 'stdio', THIRD_PARTY, 'echo', undefined],
    ['of an earlier SDK over HTTP', 'HTTP', THIRD_PARTY, 'echo', undefined],
    ['of 2026-07-28 on stdio', 'stdio', STATELESS, 'echo', '2026-07-28'],
    ['of 2026-07-28 over HTTP', 'HTTP', STATELESS, 'echo', '2026-07-28'],
  ] as const)('works with a server %s', async (_what, side, script, tool, modern) => {
    await withServer(side, script, async (served) => {
      const client = await connected(served, over);
      expect(client.getNegotiatedProtocolVersion()).toBe(modern ?? '2025-11-25');
      const { content } = await client.callTool({ name: tool, arguments: { text: 'hello' } });
      expect(JSON.stringify(content)).toContain('hello');
      await client.close();
    });
  });
});
