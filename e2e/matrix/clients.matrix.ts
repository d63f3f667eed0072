import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, connectMatrixClient, type MatrixClient } from './clients.fixture.ts';
import {
  bundledServer,
  everythingServer,
  type MatrixServer,
  type Side,
} from './servers.fixture.ts';

const SIDES = ['HTTP', 'stdio'] as const satisfies readonly Side[];

interface Column {
  readonly name: string;
  start(): Promise<MatrixServer>;
  /** Clients that cannot speak with this server, guarded or not. */
  readonly without: readonly (typeof CLIENTS)[number][];
  expectations(client: MatrixClient): Promise<void>;
}

const COLUMNS: readonly Column[] = [
  { name: 'the bundled server', start: bundledServer, without: [], expectations: expectOdoo },
  ...SIDES.map((connection) => ({
    name: `server-everything over ${connection}`,
    start: () => everythingServer(connection),
    // It knows nothing of 2026-07-28.
    without: ['v2 SDK, modern era'] as const,
    expectations: expectEverything,
  })),
];

describe.each(COLUMNS)('$name', ({ start, without, expectations }) => {
  let server: MatrixServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());

  const kinds = CLIENTS.filter((kind) => !without.includes(kind));
  describe.each(SIDES)('through the guard over %s', (side) => {
    it.each(kinds)('serves the %s', (kind) =>
      server.through(side, async (target) => {
        const client = await connectMatrixClient(kind, target);
        try {
          await expectations(client);
        } finally {
          await client.close();
        }
      }),
    );
  });
});

async function expectOdoo(client: MatrixClient): Promise<void> {
  expect(await client.tools()).toContain('search_read');
  const partners = { model: 'res.partner', fields: ['name'], limit: 1 };
  const found = await client.call('search_read', partners);
  expect(found).toMatchObject({ isError: false, text: expect.stringContaining('name') });
  const denied = await client.call('search_read', { ...partners, model: 'res.users' });
  expect(denied).toMatchObject({ isError: true, text: expect.stringContaining('Denied by') });
  expect(await client.resources()).toContain('odoo://models');
  expect(await client.prompts()).toContain('analyze_model');
}

async function expectEverything(client: MatrixClient): Promise<void> {
  expect(await client.tools()).toEqual(expect.arrayContaining(['echo', 'get-sum']));
  const echoed = await client.call('echo', { message: 'through the guard' });
  expect(echoed).toEqual({ isError: false, text: 'Echo: through the guard' });
  expect(await client.call('get-sum', { a: 2, b: 3 })).toMatchObject({
    text: expect.stringContaining('5'),
  });
  expect((await client.resources()).length).toBeGreaterThan(0);
  expect((await client.prompts()).length).toBeGreaterThan(0);
}
