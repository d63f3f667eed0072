import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openLegacySession } from '../e2e/raw-mcp.fixture.ts';
import { docker, freePort, guardImage } from './docker.fixture.ts';

const PROJECT = `guard-check-${randomBytes(3).toString('hex')}`;
/** Milliseconds after which a connection that has not come about counts as impossible. */
const PATIENCE_MS = 3_000;

let environment: Readonly<Record<string, string>>;
const compose = (...args: string[]) =>
  docker(
    ['compose', '--file', 'docker/compose.yaml', '--project-name', PROJECT, ...args],
    environment,
  );

beforeAll(async () => {
  environment = {
    GUARD_IMAGE: await guardImage(),
    GUARD_PORT: String(await freePort()),
    UPSTREAM_KEY: randomBytes(32).toString('hex'),
    POSTGRES_PASSWORD: randomBytes(16).toString('hex'),
    ODOO_APPS: 'base,crm',
  };
  await compose('run', '--rm', 'odoo-init');
  await compose('up', '--detach', '--wait', '--no-build');
});
afterAll(async () => {
  await compose('--profile', 'init', 'down', '--volumes', '--timeout', '5');
  for (const kind of ['container', 'volume', 'network'])
    expect(
      await docker([kind, 'ls', '--quiet', `--filter=label=com.docker.compose.project=${PROJECT}`]),
    ).toBe('');
});

const network = z.object({ IPAddress: z.string(), Gateway: z.string() });

/** The addresses of a service, by network without the project's name. */
async function addressesOf(service: string) {
  const id = await compose('ps', '--quiet', service);
  const text = await docker(['inspect', '--format={{json .NetworkSettings.Networks}}', id]);
  const networks = z.record(z.string(), network).parse(JSON.parse(text));
  return new Map(
    Object.entries(networks).map(([name, { IPAddress, Gateway }]) => [
      name.replace(`${PROJECT}_`, ''),
      { address: IPAddress, gateway: Gateway },
    ]),
  );
}

/** Which of these `host:port` a program in the container of the upstream gets a connection to. */
async function reachedFromUpstream(targets: readonly string[]): Promise<readonly string[]> {
  const script = `
    const { connect } = require('node:net');
    const tried = process.argv.slice(1).map((target) => new Promise((resolve) => {
      const at = target.lastIndexOf(':');
      const socket = connect({ host: target.slice(0, at), port: Number(target.slice(at + 1)), timeout: ${PATIENCE_MS} });
      const end = (reached) => { socket.destroy(); resolve(reached ? [target] : []); };
      socket.on('connect', () => end(true)).on('error', () => end(false)).on('timeout', () => end(false));
    }));
    Promise.all(tried).then((found) => console.log(JSON.stringify(found.flat())));`;
  const said = await compose(
    'exec',
    '--no-TTY',
    'upstream',
    '/usr/local/bin/node',
    '-e',
    script,
    ...targets,
  );
  return z.array(z.string()).parse(JSON.parse(said));
}

/**
 * The first bytes that come back when these are sent; empty where nothing does. An address that is nobody's here can
 * be somebody's elsewhere, so that a connection alone tells nothing.
 */
async function answerOf(host: string, port: number, bytes: Uint8Array | string): Promise<string> {
  const socket = connect({ host, port, timeout: PATIENCE_MS });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE_MS) });
    socket.write(bytes);
    const [data] = await once(socket, 'data', { signal: AbortSignal.timeout(PATIENCE_MS) });
    return String(data);
  } catch {
    return '';
  } finally {
    socket.destroy();
  }
}

const HEALTH = 'GET /web/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
/** PostgreSQL protocol, SSLRequest: a server answers with one letter. */
const SSL_REQUEST = Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47);

describe('the containers of compose.yaml', () => {
  it('serve a person of Odoo through the guard', async () => {
    const session = await openLegacySession(`http://127.0.0.1:${environment.GUARD_PORT}/mcp`);
    const account = { method: 'password', username: 'admin', credential: 'admin' };
    expect((await session.call('login', account)).result?.isError).not.toBe(true);
    expect((await session.call('search_count', { model: 'res.partner' })).result).toMatchObject({
      structuredContent: { count: expect.any(Number) },
    });
  });

  it('let the upstream reach Odoo, and nothing else by name or address', async () => {
    const guard = await addressesOf('guard');
    const odoo = await addressesOf('odoo');
    const postgres = await addressesOf('postgres');
    const gateways = [...guard.values(), ...odoo.values()].map(({ gateway }) => gateway);
    const targets = [
      'odoo:8069',
      'guard:8080',
      `${guard.get('clients')?.address}:8080`,
      'postgres:5432',
      `${postgres.get('database')?.address}:5432`,
      `${odoo.get('database')?.address}:8069`,
      // This machine, by every address it could have for a container, at a port that surely listens.
      ...gateways.map((gateway) => `${gateway}:${environment.GUARD_PORT}`),
      'host.docker.internal:8080',
      // Anybody else: an address, and a name that has to be asked for.
      '1.1.1.1:443',
      'example.com:443',
    ];
    expect(await reachedFromUpstream(targets)).toEqual(['odoo:8069']);
  });

  it('answer this machine at the guard alone', async () => {
    const odoo = await addressesOf('odoo');
    const postgres = await addressesOf('postgres');
    for (const { address } of odoo.values())
      expect(await answerOf(address, 8069, HEALTH)).not.toMatch(/Werkzeug|"pass"/);
    for (const { address } of postgres.values())
      expect(await answerOf(address, 5432, SSL_REQUEST)).not.toMatch(/^[SN]/);
    const health = await answerOf('127.0.0.1', Number(environment.GUARD_PORT), HEALTH);
    expect(health).toMatch(/^HTTP\/1\.1 4/);
    const published = await docker([
      'ps',
      `--filter=label=com.docker.compose.project=${PROJECT}`,
      '--format={{.Label "com.docker.compose.service"}} {{.Ports}}',
    ]);
    const open = published.split('\n').filter((line) => line.includes('->'));
    expect(open).toEqual([`guard 127.0.0.1:${environment.GUARD_PORT}->8080/tcp`]);
  });
});
