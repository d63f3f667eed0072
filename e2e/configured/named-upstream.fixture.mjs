// An MCP server on standard streams that calls itself by what it was started with.
import { createInterface } from 'node:readline';

const [, , argument = 'none'] = process.argv;
const name = [process.argv0, argument, process.env.SHOWN ?? 'unset'].join(' ');

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, params } = JSON.parse(line);
  if (id === undefined) return;
  const result = {
    protocolVersion: params?.protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name, version: '1.0.0' },
  };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
});
