// Whether the program of this container answers HTTP; for HEALTHCHECK, where there is no shell.
//   node healthcheck.mjs                  the guard, on MCP_PORT of this container
//   node healthcheck.mjs --socket PATH    the upstream, on its Unix socket
import { request } from 'node:http';
import { parseArgs } from 'node:util';

/** Milliseconds until an answer that did not come counts as none. */
const PATIENCE_MS = 4_000;

const { socket } = parseArgs({ options: { socket: { type: 'string' } } }).values;
const where =
  socket === undefined
    ? { host: '127.0.0.1', port: Number(process.env.MCP_PORT || 8080) }
    : { socketPath: socket };

// Neither program serves this without credentials or a session: that it says so is what is asked.
const asked = request({ ...where, path: '/mcp', timeout: PATIENCE_MS }, (response) => {
  response.resume();
  process.exitCode = response.statusCode < 500 ? 0 : 1;
});
asked.on('timeout', () => asked.destroy(new Error('no answer')));
asked.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
asked.end();
