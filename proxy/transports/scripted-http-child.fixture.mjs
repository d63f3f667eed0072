// An HTTP upstream as the supervisor runs it: it listens where it is told and says when it does.
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

const [socketPath, mode, marker] = process.argv.slice(2);
if (mode === 'broken') {
  process.stderr.write('the setting is wrong\n');
  process.exit(4);
}
// The second one to start fails, the third works again.
if (mode === 'stumbling') {
  if (existsSync(`${marker}.1`) && !existsSync(`${marker}.2`)) {
    writeFileSync(`${marker}.2`, '');
    process.exit(5);
  }
  writeFileSync(`${marker}.1`, '');
}
// Somebody keeps its pipes open for a while after it has gone, so that its end is noticed late.
if (mode === 'survived')
  spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3_000)'], { stdio: 'inherit' });
process.stdin.on('end', () => process.exit(0)).resume();

const server = createServer(async (request, response) => {
  const { id, method } = await json(request);
  if (method === 'die') process.exit(1);
  if (method === 'hold') return process.stderr.write('holding\n');
  response.writeHead(200, { 'content-type': 'application/json' });
  const result = { pid: process.pid, key: process.env.UPSTREAM_KEY, socketPath };
  return response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
});
if (mode !== 'silent')
  server.listen(socketPath, () => process.stdout.write('starting…\n{"ready":true}\n'));
