import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { openLegacySession } from '../e2e/raw-mcp.fixture.ts';
import { conversation, docker, freePort, guardImage, logsOf } from './docker.fixture.ts';

/** Bytes of the image, unpacked. */
const LARGEST = 200e6;
/** Milliseconds from the start of the container to a port that listens and a server that runs. */
const READY_WITHIN_MS = Number(process.env.READY_WITHIN_MS ?? 2_000);
const NODE = '/usr/local/bin/node';
const CONFINED = [
  '--read-only',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--tmpfs=/tmp',
];

let image: string;
const started: string[] = [];
beforeAll(async () => {
  image = await guardImage();
});
afterEach(async () => {
  for (const id of started.splice(0)) await docker(['rm', '--force', id]);
});

async function start() {
  const port = await freePort();
  const publish = `--publish=127.0.0.1:${port}:8080`;
  const id = await docker(['run', '--detach', ...CONFINED, publish, image]);
  started.push(id);
  const listening = await vi.waitFor(
    async () => {
      const line = (await logsOf(id)).split('\n').find((text) => text.includes('"listening"'));
      return z.object({ time: z.coerce.date() }).parse(JSON.parse(line ?? '{}'));
    },
    { timeout: 50_000, interval: 100 },
  );
  return { id, url: `http://127.0.0.1:${port}/mcp`, readyAt: listening.time };
}

async function inspected(id: string, what: string): Promise<unknown> {
  return JSON.parse(await docker(['inspect', '--format', `{{json ${what}}}`, id]));
}

describe('the image', () => {
  it('is small', async () => {
    expect(await inspected(image, '.Size')).toBeLessThan(LARGEST);
  });

  it('runs as a user without rights, has no shell, and says what it is made of', async () => {
    expect(await inspected(image, '.Config.User')).toBe('65532:65532');
    const labels = z.record(z.string(), z.string()).parse(await inspected(image, '.Config.Labels'));
    expect(labels).toMatchObject({
      'org.opencontainers.image.title': 'odoo-mcp-guard',
      'org.opencontainers.image.licenses': 'MIT',
    });
    const path = labels['odoo-mcp-guard.sbom.path'] ?? '';
    const print = `process.stdout.write(require('node:fs').readFileSync('${path}'))`;
    const sbom = await docker(['run', '--rm', `--entrypoint=${NODE}`, image, '-e', print]);
    expect(JSON.parse(sbom)).toMatchObject({
      bomFormat: 'CycloneDX',
      components: expect.arrayContaining([expect.objectContaining({ name: 'undici' })]),
    });
    // What was made for tests and for compiling is not in it.
    expect(sbom).not.toContain('"vitest"');
  });

  it('serves MCP from a file system it cannot write to', async () => {
    const { id, url } = await start();
    const session = await openLegacySession(url);
    // No Odoo is there: that the server behind says so shows that both programs run.
    const { result } = await session.call('login', {
      method: 'password',
      username: 'nobody',
      credential: 'nothing',
      database: 'none',
    });
    expect(result?.isError).toBe(true);
    const write = `require('node:fs').writeFileSync('/app/written', 'x')`;
    await expect(docker(['exec', id, NODE, '-e', write])).rejects.toThrow('EROFS');
    await expect(docker(['exec', id, '/bin/sh', '-c', 'true'])).rejects.toMatchObject({
      code: 126,
    });
    const uid = await docker(['exec', id, NODE, '-p', 'process.getuid()']);
    expect(uid).toBe('65532');
  });

  it('is ready soon, and found healthy without a shell', async () => {
    const { id, readyAt } = await start();
    const startedAt = z.coerce.date().parse(await inspected(id, '.State.StartedAt'));
    expect(readyAt.getTime() - startedAt.getTime()).toBeLessThan(READY_WITHIN_MS);
    await vi.waitFor(
      async () => expect(await inspected(id, '.State.Health.Status')).toBe('healthy'),
      { timeout: 40_000, interval: 500 },
    );
  });

  it('speaks MCP on standard streams, as desktop clients start it', async () => {
    const said = await conversation(
      ['run', '--rm', '--interactive', ...CONFINED, '--env=MCP_TRANSPORT=stdio', image],
      [
        {
          jsonrpc: '2.0',
          id: 1,
          method: 'initialize',
          params: {
            protocolVersion: '2025-11-25',
            capabilities: {},
            clientInfo: { name: 'check', version: '1' },
          },
        },
      ],
    );
    expect(JSON.parse(said)).toMatchObject({ id: 1, result: { protocolVersion: '2025-11-25' } });
  });

  it('checks a policy, and takes the commands of the program', async () => {
    expect(await docker(['run', '--rm', ...CONFINED, image, 'validate'])).toContain(
      'The policy is valid.',
    );
  });
});
