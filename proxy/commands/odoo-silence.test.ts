import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { odooSilence } from './odoo-silence.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function port(): Promise<{ readonly number: number; readonly server: Server }> {
  const server = createServer((_request, response) => response.writeHead(404).end());
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return { number: address.port, server };
}

it('an address where anything answers is not silent', async () => {
  const { number } = await port();
  expect(await odooSilence(`http://127.0.0.1:${number}`)).toBeUndefined();
});

it('says that nothing listens, and which setting to look at', async () => {
  const { number, server } = await port();
  server.close();
  await once(server, 'close');
  const said = await odooSilence(`http://127.0.0.1:${number}`);
  expect(said).toContain(`http://127.0.0.1:${number}: nothing listens there (ECONNREFUSED)`);
  expect(said).toContain('ODOO_URL');
});

it('says that a port speaks no TLS', async () => {
  const { number } = await port();
  expect(await odooSilence(`https://127.0.0.1:${number}`)).toContain(
    'speaks http://, not https://',
  );
});

it('says that a host is not there', async () => {
  expect(await odooSilence('http://no-such-host.invalid')).toContain('no host of that name');
});
