import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { listenFailure } from './listen-failure.ts';
import { UsageError } from './usage-error.ts';

/** The error of a server that tries to listen there. */
async function errorOf(port: number, host: string): Promise<unknown> {
  const server = createServer().listen(port, host);
  const [error] = await once(server, 'error');
  return error;
}

it('a port in use is named, with the variable that chooses another', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const failure = listenFailure(await errorOf(port, '127.0.0.1'), { host: '127.0.0.1', port });
  taken.close();
  expect(failure).toBeInstanceOf(UsageError);
  expect(String(failure)).toContain(`Port ${port} of 127.0.0.1 is in use. Set MCP_PORT`);
});

it('an address of another machine is named, with the variable that holds it', async () => {
  // TEST-NET-1 (RFC 5737): nobody's address.
  const failure = listenFailure(await errorOf(0, '192.0.2.1'), { host: '192.0.2.1', port: 0 });
  expect(failure).toBeInstanceOf(UsageError);
  expect(String(failure)).toMatch(/"192\.0\.2\.1" is not an address of this machine.*MCP_HOST/);
});

it('a port this account may not have is named', () => {
  const refused = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
  expect(String(listenFailure(refused, { host: '127.0.0.1', port: 80 }))).toMatch(
    /Port 80 .*MCP_PORT/,
  );
});

it('any other error is left as it is', () => {
  const error = new Error('something else');
  expect(listenFailure(error, { host: '127.0.0.1', port: 1 })).toBe(error);
});
