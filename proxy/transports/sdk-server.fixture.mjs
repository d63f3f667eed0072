// A server of the reference SDK, in both eras: on stdio, or over HTTP on the socket named by the argument.
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod';

function build() {
  const server = new McpServer({ name: 'reference', version: '1.0.0' });
  server.registerTool(
    'echo',
    { description: 'Says it again', inputSchema: z.object({ text: z.string() }) },
    async ({ text }, context) => {
      const token = context.mcpReq._meta?.progressToken;
      if (token !== undefined)
        await context.mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken: token, progress: 1, total: 1 },
        });
      return { content: [{ type: 'text', text }] };
    },
  );
  return server;
}

const socketPath = process.argv[2];
if (socketPath === undefined) serveStdio(build);
else {
  process.stdin.on('end', () => process.exit(0)).resume();
  createServer(toNodeHandler(createMcpHandler(build))).listen(socketPath, () => {
    process.stdout.write('{"ready":true}\n');
  });
}
