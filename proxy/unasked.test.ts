import { describe, expect, it } from 'vitest';
import { guarded, INITIALIZE, sha256 } from './guarded.fixture.ts';
import { json, likeOdoo, memoryUpstream, response, stream } from './memory-upstream.fixture.ts';
import type { RpcMessage } from './wire/message.ts';

const logged: RpcMessage = {
  jsonrpc: '2.0',
  method: 'notifications/message',
  params: { level: 'info', data: 'wage of Ann: 4200' },
};
const asks: RpcMessage = {
  jsonrpc: '2.0',
  id: 's1',
  method: 'elicitation/create',
  params: { message: 'wage of Ann: 4200?', requestedSchema: { type: 'object', properties: {} } },
};

/** What a client hears besides the answer to a call of a tool that no binding describes. */
async function heardBeside(upstream: string): Promise<readonly RpcMessage[]> {
  const gateway = `
odoo: {database: demo}
upstream: {${upstream}, unbound: {tools: allow}}
protocol: {logging: allow, elicitation: forms}
identity: {tokens: [{name: worker, sha256: ${sha256('worker')}}]}
`;
  const server = memoryUpstream((request, context) =>
    request.params?.name === 'mystery'
      ? stream([logged, asks, response(request, { content: [] })])
      : request.method === 'initialize'
        ? json(request, { protocolVersion: '2025-11-25', capabilities: { tools: {} } })
        : likeOdoo(request, context),
  );
  const guard = guarded(server, { gateway });
  const opened = { ...INITIALIZE, capabilities: { elicitation: {} } };
  const { headers } = await guard.ask('initialize', opened, { bearer: 'worker' });
  const session = String(headers['mcp-session-id']);
  const reply = await guard.call('mystery', {}, { session, bearer: 'worker' });
  expect(reply.responses).toMatchObject([{ result: { content: [] } }]);
  return reply.messages.filter((message) => 'method' in message);
}

describe('what a server says and asks in words of its own', () => {
  it.each(['url: "http://127.0.0.1:9/mcp", binding: odoo-mcp-upstream', 'command: server'])(
    'passes where it cannot be about what a binding describes: %s',
    async (upstream) => {
      expect(await heardBeside(upstream)).toMatchObject([
        { method: 'notifications/message' },
        { method: 'elicitation/create' },
      ]);
    },
  );

  it('does not pass of a server on stdio that a binding describes: it does not say what it is about', async () => {
    expect(await heardBeside('command: server, binding: odoo-mcp-upstream')).toEqual([]);
  });
});
