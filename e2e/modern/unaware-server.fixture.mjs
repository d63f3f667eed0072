// An MCP server of revision 2025-11-25 on stdio that ends when it is asked anything before `initialize`.
import { createInterface } from 'node:readline';

let initialized = false;
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') initialized = true;
  if (!initialized) process.exit(1);
  if (id !== undefined)
    process.stdout.write(
      `${JSON.stringify({ jsonrpc: '2.0', id, result: answer(method, params) })}\n`,
    );
});

function answer(method, params) {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: 'unaware', version: '1' },
      };
    case 'tools/list':
      return { tools: [{ name: 'echo', inputSchema: { type: 'object' } }] };
    default:
      return { content: [{ type: 'text', text: JSON.stringify(params?.arguments ?? null) }] };
  }
}
