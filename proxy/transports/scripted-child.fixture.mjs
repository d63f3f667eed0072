// A child that speaks MCP on its standard streams as the tests need it. Its behaviour is in the method.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const write = (message) =>
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const held = [];
process.stderr.write('ready\n');
if (process.argv.includes('--deaf')) {
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 1_000);
}
// A connection that lasts as long as whoever made it: the test sees the end of it.
const beacon = (port) => `require('node:net').connect(${port}, '127.0.0.1').on('error', () => {})`;
const grandchildBeacon = process.argv[process.argv.indexOf('--grandchild') + 1];
if (process.argv.includes('--grandchild'))
  spawn(process.execPath, ['-e', beacon(grandchildBeacon)], { stdio: 'inherit' });

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  const { id, method, params } = message;
  const meta = params?._meta ?? {};
  switch (method) {
    case 'seen':
      // What the child itself saw of the request.
      return write({ id, result: { id, meta, env: Object.keys(process.env), pid: process.pid } });
    case 'progress':
      write({
        method: 'notifications/progress',
        params: { progressToken: meta.progressToken, progress: 1 },
      });
      return write({ id, result: { n: params.n } });
    case 'hold':
      return held.push(message);
    case 'release':
      for (const each of held.splice(0).reverse())
        write({ id: each.id, result: { n: each.params.n } });
      return write({ id, result: {} });
    case 'subscriptions/listen': {
      const tag = { 'io.modelcontextprotocol/subscriptionId': id };
      write({ method: 'notifications/subscriptions/acknowledged', params: { _meta: tag } });
      if (params.cancelled)
        return write({ method: 'notifications/cancelled', params: { requestId: id } });
      if (params.stays) return undefined;
      return write({ id, result: { _meta: tag } });
    }
    case 'ask':
      write({ id: 1, method: 'roots/list' });
      return write({ id, result: {} });
    case 'tell':
      for (let n = 0; n < (params?.times ?? 1); n++)
        write({
          method: 'notifications/tools/list_changed',
          params: { data: n, ...(params?.bytes ? { pad: 'x'.repeat(params.bytes) } : {}) },
        });
      return write({ id, result: {} });
    case 'stop reading':
      process.stdin.pause();
      return write({ id, result: {} });
    case 'log':
      write({ method: 'notifications/message', params: { data: 'heard' } });
      return write({ id, result: {} });
    case 'noise':
      process.stdout.write('Listening on stdio\n[1,2]\n{"jsonrpc":"2.0","id":99,"result":{}}\n');
      return write({ id, result: {} });
    case 'server/discover':
      if (process.argv.includes('--unaware')) return process.exit(1);
      return process.argv.includes('--silent') ? undefined : write({ id, result: { method } });
    case 'die':
      return process.exit(3);
    case 'silence':
      return undefined;
    default:
      if (id !== undefined && method !== undefined) return write({ id, result: { method } });
      // Everything else is shown to whoever listens.
      return write({ method: 'notifications/tools/list_changed', params: { got: message } });
  }
});
