import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { startDemoOdoo } from '../../demo/server.ts';
import { demoMajors } from '../../upstream/odoo-targets.fixture.ts';
import { type GuardProcess, startGuardProcess } from '../guard-process.fixture.ts';
import { odoosUnderTest } from '../odoo-under-test.fixture.ts';
import { type Planted, type PlantingTarget, plant } from './planting.fixture.ts';

const root = join(import.meta.dirname, '..', '..');
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

const run = z.object({
  version: z.int(),
  ok: z.boolean(),
  cases: z.array(
    z.object({ id: z.string(), class: z.string(), outcome: z.string(), detail: z.string() }),
  ),
});

interface Target extends PlantingTarget {
  close(): Promise<void>;
}

/** Legitimate calls of methods that the demo's models do not have: `activity_schedule`. */
const NOT_IN_DEMO = ['legit-own-34'];

const demos = demoMajors().map((version) => ({
  name: `the demo Odoo ${version}`,
  lacks: NOT_IN_DEMO,
  async open(): Promise<Target> {
    const demo = await startDemoOdoo({ version });
    const account = { login: 'admin', password: 'admin' };
    return { url: demo.url, database: demo.database, ...account, close: demo.close };
  },
}));
const real = odoosUnderTest().flatMap(({ name, env, admin }) => {
  const { ODOO_URL: url, ODOO_DB: database } = env;
  if (url === undefined || database === undefined) return [];
  return {
    name,
    lacks: [] as readonly string[],
    open: async (): Promise<Target> => ({ url, database, ...admin, close: async () => {} }),
  };
});

describe.each([...demos, ...real])('the example policy P0 in front of $name', ({ open, lacks }) => {
  let target: Target;
  let guard: GuardProcess;
  let planted: Planted;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'attacks-'));
    target = await open();
    planted = await plant(target);
    writeFileSync(join(folder, 'fixtures.json'), JSON.stringify(planted.fixtures));
    guard = await startGuardProcess({
      CONFIG_DIR: join(root, 'policies', 'examples', 'p0'),
      ODOO_URL: target.url,
      ODOO_DB: target.database,
      ODOO_BOT_LOGIN: target.login,
      ODOO_BOT_PASSWORD: target.password,
      P0_SALES_SHA256: digest('p0-sales-example'),
      P0_HR_SHA256: digest('p0-hr-example'),
      P0_ADMIN_SHA256: digest('p0-admin-example'),
      RATE_LIMIT_GLOBAL: '100000',
      RATE_LIMIT_WRITE: '100000',
      MCP_LOG_LEVEL: 'error',
    });
  });
  afterAll(async () => {
    await guard?.stop();
    await target?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.for(['attack-sample.jsonl', 'own-corpus.jsonl'])(
    'holds against %s, and lets through what is meant to pass',
    { timeout: 120_000 },
    async (name, { annotate }) => {
      const { kept, left } = playable(readFileSync(join(import.meta.dirname, name), 'utf8'));
      const corpus = join(folder, name);
      writeFileSync(corpus, kept.join('\n'));
      const { cases } = await play(corpus);
      const skipped = cases.filter(({ outcome }) => outcome === 'skipped');
      await annotate(
        [
          `${cases.length - skipped.length} cases played`,
          `not in this Odoo: ${left.join(', ') || 'none'}`,
          `nothing planted: ${skipped.map(({ id }) => id).join(', ') || 'none'}`,
          `could not be planted: ${planted.missing.join('; ') || 'none'}`,
        ].join('\n'),
      );
      const wrong = cases.filter(({ outcome }) =>
        ['leaked', 'broken', 'upstream', 'inconclusive'].includes(outcome),
      );
      expect(wrong).toEqual([]);
      expect(cases.filter(({ outcome }) => outcome === 'denied').length).toBeGreaterThan(100);
    },
  );

  /** Legitimate calls need their model; an attack on one that is not there has to be refused all the same. */
  function playable(corpus: string) {
    const kept: string[] = [];
    const left: string[] = [];
    for (const line of corpus.split('\n').filter((text) => text !== '')) {
      const { id, expect: expected, arguments: args } = caseLine.parse(JSON.parse(line));
      const { model } = args;
      const there = typeof model !== 'string' || planted.models.has(model);
      if (lacks.includes(id)) left.push(id);
      else if (expected === 'allow' && !there) left.push(`${id} (${model})`);
      else kept.push(line);
    }
    return { kept, left };
  }

  async function play(corpus: string) {
    const child = spawn(process.execPath, [
      join(import.meta.dirname, 'run.mjs'),
      ...['--corpus', corpus, '--url', guard.url, '--json'],
      ...['--fixtures', join(folder, 'fixtures.json')],
    ]);
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    await once(child, 'close');
    if (output === '') throw new Error(errors);
    const played = run.parse(JSON.parse(output));
    expect(child.exitCode).toBe(played.ok ? 0 : 1);
    return played;
  }
});

const caseLine = z.looseObject({
  id: z.string(),
  expect: z.string(),
  arguments: z.looseObject({ model: z.unknown().optional() }),
});
