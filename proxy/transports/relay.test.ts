import { fileURLToPath } from 'node:url';
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernHttp,
} from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { Handle, HandleSession, Upstream, UpstreamContext } from '../exchange.ts';
import { isRequest, RPC_ERROR, rpcError } from '../wire/message.ts';
import { startHttpSide } from './http-server.ts';
import { createStdioUpstream } from './stdio-upstream.ts';
import { startSupervisedUpstream } from './supervised-upstream.ts';

/**
 * Both ends together, with nothing in between but what it takes to pass a message on: what the reference
 * clients see through the transports is what they see without them.
 */
const script = fileURLToPath(new URL('sdk-server.fixture.mjs', import.meta.url));
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function relay(upstream: Upstream): { handle: Handle; handleSession: HandleSession } {
  const contextOf = (
    origin: { sessionId?: string; protocolVersion?: string },
    era: UpstreamContext['era'],
    signal: AbortSignal,
  ): UpstreamContext => ({
    era,
    signal,
    headers: {},
    guardSession: origin.sessionId ?? 'only',
    ...(origin.protocolVersion === undefined ? {} : { protocolVersion: origin.protocolVersion }),
  });
  return {
    async handle({ message, era, origin, signal, reply }) {
      const id = isRequest(message) ? message.id : null;
      try {
        const answer = await upstream.exchange(message, contextOf(origin, era, signal));
        if (answer.kind === 'message')
          return reply.respond(answer.message, { status: answer.status });
        if (answer.kind === 'status') return reply.finish(answer.status);
        const sink = reply.stream();
        for await (const event of answer.events) await sink.write(event);
        sink.end();
      } catch (error) {
        reply.respond(rpcError(id, RPC_ERROR.internal, String(error)), { status: 502 });
      }
    },
    handleSession: async ({ reply }) => reply.finish(405),
  };
}

async function start(kind: 'stdio' | 'http'): Promise<URL> {
  const settings = { name: kind, command: process.execPath, env: {}, log: () => {} };
  const upstream =
    kind === 'stdio'
      ? createStdioUpstream({ ...settings, args: [script], maxChildren: 8 })
      : await startSupervisedUpstream({
          ...settings,
          path: '/',
          args: (address) => [script, address.kind === 'socket' ? address.path : ''],
        });
  const side = await startHttpSide({ port: 0, ...relay(upstream) });
  cleanups.push(upstream.close, side.close);
  return new URL(side.url);
}

const info = { name: 'test', version: '1.0.0' };

describe.each(['http', 'stdio'] as const)('an upstream on %s', (kind) => {
  it('serves a client of the first SDK, progress included', async () => {
    const client = new LegacyClient(info);
    await client.connect(new LegacyHttp(await start(kind)));
    cleanups.push(() => client.close());
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['echo']);
    const progress: number[] = [];
    const call = { name: 'echo', arguments: { text: 'é😀' } };
    const result = await client.callTool(call, undefined, {
      onprogress: (update) => void progress.push(update.progress),
    });
    expect(result.content).toEqual([{ type: 'text', text: 'é😀' }]);
    expect(progress).toEqual([1]);
  });

  it.each(['legacy', 'auto'] as const)(
    'serves a client of the second SDK, era: %s',
    async (mode) => {
      const client = new ModernClient(info, { versionNegotiation: { mode } });
      await client.connect(new ModernHttp(await start(kind)));
      cleanups.push(() => client.close());
      expect(client.getNegotiatedProtocolVersion()).toBe(
        mode === 'auto' ? '2026-07-28' : '2025-11-25',
      );
      const calls = Array.from({ length: 20 }, (_, n) =>
        client.callTool({ name: 'echo', arguments: { text: String(n) } }),
      );
      const texts = (await Promise.all(calls)).map(({ content }) => content);
      expect(texts).toEqual(calls.map((_, n) => [{ type: 'text', text: String(n) }]));
    },
  );
});
