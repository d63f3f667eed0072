// Somebody else's MCP server, which knows nothing of Odoo or of the guard: on stdio, or with --http PORT.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import * as z from 'zod';

function buildServer() {
  const server = new McpServer({ name: 'third-party', version: '1.0.0' });
  server.registerTool(
    'echo',
    { description: 'Says it back.', inputSchema: { text: z.string() } },
    ({ text }) => ({ content: [{ type: 'text', text }] }),
  );
  server.registerTool('end_process', { description: 'Ends this process.' }, () => process.exit(3));
  server.registerTool('environment', { description: 'Names its environment variables.' }, () => ({
    content: [{ type: 'text', text: Object.keys(process.env).sort().join(' ') }],
  }));
  return server;
}

if (process.argv[2] === '--http') {
  const transports = new Map();
  const listener = createServer(async (request, response) => {
    const id = request.headers['mcp-session-id'];
    let transport = id === undefined ? undefined : transports.get(id);
    if (id !== undefined && !transport) return void response.writeHead(404).end();
    if (!transport) {
      transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: (opened) => void transports.set(opened, transport),
      });
      await buildServer().connect(transport);
    }
    await transport.handleRequest(request, response);
  });
  listener.listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${listener.address().port}/mcp\n`);
  });
} else {
  await buildServer().connect(new StdioServerTransport());
}
