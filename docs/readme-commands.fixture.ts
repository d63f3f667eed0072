import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';
import { startDemoOdoo } from '../demo/server.ts';
import { odoosUnderTest } from '../e2e/odoo-under-test.fixture.ts';
import { loadPolicy } from '../policies/load.ts';
import { connectClient, type Target } from '../upstream/mcp-clients.fixture.ts';
import { httpConfiguration, npmStart } from './npm-start.fixture.ts';
import { blocksOf, policyFiles, ROOT } from './readme.fixture.ts';

const run = promisify(execFile);
const SERVER = join(ROOT, 'e2e', 'third-party-server.fixture.mjs');

/** Does what a command line of the README says, with its placeholders filled, and checks what comes of it. */
type Exercise = (line: string) => Promise<void>;

/** How every command line of the README is run here. */
export const EXERCISES: ReadonlyMap<string, Exercise> = new Map<string, Exercise>([
  [
    'npm start',
    async () => {
      expect(scripts().start).toBe('node scripts/start.mjs');
      const started = await npmStart();
      const running = started.processes();
      expect(started.greeting).toContain('the embedded demo Odoo');
      expect(await started.ctrlC()).toBe(0);
      for (const pid of running) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    },
  ],
  [
    'ODOO_URL=https://odoo.example.com ODOO_DB=your-database npm start',
    async () => {
      const odoo = await startDemoOdoo({ version: 18 });
      const started = await npmStart({ ODOO_URL: odoo.url, ODOO_DB: 'demo' });
      try {
        expect(started.greeting).toContain(`in front of ${odoo.url}`);
        const [written = ''] = blocksOf('json').filter((text) => text.includes('"http"'));
        const { headers, url } = httpConfiguration(written).mcpServers.odoo;
        const own = new URL(started.configuration.mcpServers.odoo.url);
        own.pathname = new URL(url).pathname;
        await signInAndRead({ url: own, headers });
      } finally {
        expect(await started.ctrlC()).toBe(0);
        await odoo.close();
      }
    },
  ],
  [
    'npx odoo-mcp-guard',
    (line) =>
      withNpm(async (npm) => {
        const odoo = await startDemoOdoo({ version: 18 });
        try {
          await signInAndRead(commandOf(line, { ...npm, ODOO_URL: odoo.url }));
        } finally {
          await odoo.close();
        }
      }),
  ],
  [
    'npx odoo-mcp-guard --unbound-tools allow -- npx some-odoo-mcp-server',
    (line) =>
      withNpm((npm) =>
        echo(
          commandOf(line, npm, ['npx', 'some-odoo-mcp-server'], [process.execPath, SERVER]),
          'on stdio',
        ),
      ),
  ],
  [
    'npx odoo-mcp-guard --unbound-tools allow --upstream http://127.0.0.1:3000/mcp',
    (line) =>
      withNpm(async (npm) => {
        const server = spawn(process.execPath, [SERVER, '--http'], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        try {
          const [url] = await once(createInterface({ input: server.stdout }), 'line');
          const target = commandOf(line, npm, ['http://127.0.0.1:3000/mcp'], [String(url)]);
          await echo(target, 'over HTTP');
        } finally {
          server.kill();
        }
      }),
  ],
  [
    'npx odoo-mcp-guard token new',
    (line) =>
      withNpm(async (npm) => {
        const printed = await output(commandOf(line, npm));
        const [, token = ''] = /^token +(\S+)$/m.exec(printed) ?? [];
        const [, sha256] = /^sha256 +(\S+)$/m.exec(printed) ?? [];
        expect(createHash('sha256').update(token).digest('hex')).toBe(sha256);
        const lines = printed.slice(printed.indexOf('identity:'));
        const policy = await withFolder(new Map([['gateway.yaml', lines]]), async (directory) =>
          loadPolicy({ directory, env: { ODOO_BOT_KEY: 'a-key' } }),
        );
        expect(policy.gateway.identity.tokens).toMatchObject([{ sha256 }]);
      }),
  ],
  [
    'npx odoo-mcp-guard validate --config ./config',
    (line) =>
      withNpm((npm) =>
        withFolder(policyFiles(), async (folder) => {
          const command = commandOf(
            line,
            { ...npm, ODOO_BOT_KEY: 'a-key' },
            ['./config'],
            [folder],
          );
          const printed = await output(command);
          expect(printed).toContain('The policy is valid.');
          expect(printed).toContain(folder);
          expect(printed).not.toContain('warning');
        }),
      ),
  ],
  [
    // What runs this test.
    'npm test',
    async () => expect(scripts().test).toBe('node scripts/test.mjs'),
  ],
  [
    // Needs the suite out of the npm registry, and minutes.
    'npm run test:conformance',
    async () => {
      expect(scripts()['test:conformance']).toBe('node e2e/conformance/run.mjs');
      const script = join(ROOT, 'e2e', 'conformance', 'run.mjs');
      const { stderr } = await run(process.execPath, [script, '--help']);
      expect(stderr).toContain('npm run test:conformance');
    },
  ],
  [
    // Needs the Inspector and a server out of the npm registry, and minutes.
    'npm run test:matrix',
    async () =>
      expect(scripts()['test:matrix']).toBe('vitest run --config e2e/matrix/vitest.config.ts'),
  ],
  [
    `ODOO_E2E_18='http://127.0.0.1:8069?db=your-test-database&admin=admin:admin&sales=sales:sales' npm test`,
    async (line) => {
      const [, name = '', value = ''] = /^(\w+)='(.*)' /.exec(line) ?? [];
      vi.stubEnv(name, value);
      try {
        expect(odoosUnderTest()).toContainEqual({
          name: 'Odoo 18',
          env: { ODOO_URL: 'http://127.0.0.1:8069', ODOO_DB: 'your-test-database' },
          admin: { login: 'admin', password: 'admin' },
          sales: { login: 'sales', password: 'sales' },
        });
      } finally {
        vi.unstubAllEnvs();
      }
    },
  ],
]);

export function scripts(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts;
}

/** Writes files into a folder that lasts as long as what is done with it. */
export async function withFolder<Result>(
  files: ReadonlyMap<string, string>,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  try {
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** npm as on a machine that has never run it and is not connected. */
function withNpm<Result>(use: (env: Environment) => Promise<Result>): Promise<Result> {
  return withFolder(new Map(), (HOME) =>
    use({
      PATH: process.env.PATH ?? '',
      HOME,
      npm_config_cache: join(HOME, 'cache'),
      npm_config_offline: 'true',
      npm_config_update_notifier: 'false',
      MCP_LOG_LEVEL: 'error',
    }),
  );
}

type Environment = Readonly<Record<string, string>>;
type Command = Extract<Target, { readonly command: string }>;

/** The words of a command line; where it ends in a placeholder, that is replaced. */
function commandOf(
  line: string,
  env: Environment,
  placeholder: readonly string[] = [],
  instead: readonly string[] = [],
): Command {
  const [command = '', ...words] = line.split(' ');
  const kept = words.slice(0, words.length - placeholder.length);
  expect(words.slice(kept.length)).toEqual(placeholder);
  return { command, args: [...kept, ...instead], env };
}

async function output({ command, args, env }: Command): Promise<string> {
  return (await run(command, [...args], { cwd: ROOT, env })).stdout;
}

async function echo(target: Target, text: string): Promise<void> {
  const client = await connectClient('v2 SDK, legacy era', target);
  expect((await client.call('echo', { text })).content).toEqual([{ type: 'text', text }]);
  await client.close();
}

async function signInAndRead(target: Target): Promise<void> {
  const client = await connectClient('v2 SDK, legacy era', target);
  const args = { method: 'password', username: 'sales', credential: 'sales' };
  expect((await client.call('login', args)).structuredContent).toMatchObject({ login: 'sales' });
  const count = await client.call('search_count', { model: 'res.partner' });
  expect(count.structuredContent?.count).toBeGreaterThan(0);
  await client.close();
}
