import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type DemoOdoo, startDemoOdoo } from '../demo/server.ts';
import { blocksIn, blocksOf, ROOT } from './readme.fixture.ts';
import { scripts } from './readme-commands.fixture.ts';
import {
  ACTION,
  ACTION_FOLDER,
  CALLED_INPUTS,
  runAction,
  type Step,
  WORKFLOWS,
  workflowOf,
} from './workflows.fixture.ts';

/** What a job or a step takes by name, from this project: the names that are given, and those that can be. */
const LOCAL_INPUTS = new Map([
  ['./.github/workflows/policy-tests.yml', CALLED_INPUTS],
  ['your-org/odoo-mcp-guard/.github/workflows/policy-tests.yml@v0.1.0', CALLED_INPUTS],
  ['./.odoo-mcp-guard/.github/actions/policy-tests', ACTION.inputs],
]);

function stepsHold(steps: readonly Step[], text: string): void {
  for (const { uses, run } of steps) {
    expect(uses === undefined).not.toBe(run === undefined);
    if (uses !== undefined && !uses.startsWith('./')) {
      expect(uses).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/);
      // The release the commit is, for people and for Dependabot.
      expect(text).toMatch(new RegExp(`uses: ${uses} # v\\d+\\.\\d+\\.\\d+$`, 'm'));
    }
    // What an expression holds would be read as part of the command.
    expect(run ?? '').not.toContain('${{');
    for (const [, script = ''] of (run ?? '').matchAll(/\bnpm run ([\w:-]+)/g))
      expect(scripts()).toHaveProperty(script);
  }
}

describe.each([...WORKFLOWS])('%s', (_path, text) => {
  const workflow = workflowOf(text);
  const jobs = Object.values(workflow.jobs);

  it('runs commands that exist, and actions that cannot change', () => {
    for (const { steps } of jobs) stepsHold(steps, text);
  });

  it('may do nothing unless a job says what', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(text).not.toContain('pull_request_target');
    for (const { steps } of jobs)
      for (const { uses, with: given } of steps)
        if (uses?.startsWith('actions/checkout@'))
          expect(given).toHaveProperty('persist-credentials', false);
  });

  it('gives what it calls of this project what that takes', () => {
    for (const { uses = '', with: given } of [...jobs, ...jobs.flatMap(({ steps }) => steps)]) {
      const takes = LOCAL_INPUTS.get(uses);
      if (takes === undefined) {
        expect(uses).not.toMatch(/policy-tests/);
        continue;
      }
      expect(Object.keys(takes)).toEqual(expect.arrayContaining(Object.keys(given)));
      const required = Object.entries(takes).filter(([, { required }]) => required);
      expect(Object.keys(given)).toEqual(expect.arrayContaining(required.map(([name]) => name)));
    }
  });
});

describe('the CI of this project', () => {
  const { jobs } = workflowOf(WORKFLOWS.get('.github/workflows/ci.yml') ?? '');
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run }) => run));

  it('runs the tests, those against Odoo, the conformance suite, and those of the image', () => {
    expect(commands).toEqual(
      expect.arrayContaining([
        'npm test',
        'npm run test:e2e',
        'npm run test:conformance',
        'npm run test:image',
      ]),
    );
    expect(jobs.test).toMatchObject({ strategy: { matrix: { node: [20, 22, 24, 26] } } });
    expect(jobs.e2e).toMatchObject({ strategy: { matrix: { odoo: [17, 18, 19] } } });
  });

  it('calls no run on the demo a test against Odoo', () => {
    const against = jobs.e2e?.steps.find(({ run }) => run === 'npm run test:e2e');
    expect(against?.env).toMatchObject({ ODOO_E2E_REQUIRE_REAL: '1' });
  });

  it('tries its example with files that are there', () => {
    const given = jobs['policy-tests']?.with ?? {};
    for (const name of ['config', 'live-tests', 'prepare'])
      expect(existsSync(join(ROOT, String(given[name]))), name).toBe(true);
  });
});

describe('the page', () => {
  const page = readFileSync(join(import.meta.dirname, 'ci.md'), 'utf8');

  it('shows a workflow with inputs there are, and explains them all', () => {
    const [text = ''] = blocksOf('yaml', blocksIn(page));
    const { jobs } = workflowOf(text);
    expect(Object.keys(CALLED_INPUTS)).toEqual(
      expect.arrayContaining(Object.keys(jobs.policy?.with ?? {})),
    );
    for (const name of Object.keys(CALLED_INPUTS)) expect(page).toContain(`\`${name}\``);
    for (const name of WORKFLOWS.keys())
      if (name.startsWith('.github/'))
        expect(page).toContain(`\`${name.replace('.github/workflows/', '')}\``);
  });

  it('names the variables that are read, and no others', () => {
    const folder = join(ROOT, 'e2e', 'real-odoo');
    const text = ['which-odoo.fixture.ts', 'set-up.fixture.ts']
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
    for (const [, name = ''] of page.matchAll(/^\| `(ODOO_E2E_[A-Z_]+|POSTGRES_IMAGE)`/gm))
      expect(text).toContain(name);
  });

  it('tells of Dependabot what its file says', () => {
    const file = parse(readFileSync(join(ROOT, '.github', 'dependabot.yml'), 'utf8'));
    const updated = file.updates.map((one: Record<string, unknown>) => one['package-ecosystem']);
    expect(updated).toEqual(['npm', 'github-actions', 'docker', 'docker-compose']);
  });
});

describe('the action, step by step, on the policy of the example repository', () => {
  const repository = join(ROOT, 'examples', 'user-repository');
  const folder = mkdtempSync(join(tmpdir(), 'action-'));
  const summary = join(folder, 'summary.md');
  let odoo: DemoOdoo;
  beforeAll(async () => {
    odoo = await startDemoOdoo({ version: 18 });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await odoo.close();
  });
  // The demo has none of the people that live tests need: those are for an Odoo in a container.
  const given = () => ({
    'odoo-version': '18',
    'odoo-url': odoo.url,
    'odoo-database': odoo.database,
  });

  it('validates it and passes its tests, with the fields of an Odoo', async () => {
    const [ran] = await runAction(given(), { GITHUB_STEP_SUMMARY: summary }, repository);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('The policy is valid.') });
    expect(ran?.out).not.toContain('warning:');
    expect(ran?.out).toContain('7 passed, 0 failed');
    expect(readFileSync(summary, 'utf8')).toMatch(
      /^\| Odoo 18 \| 7 passed, 0 failed.* \| none \|$/m,
    );
  }, 120_000);

  it('fails where a test fails', async () => {
    const wrong = { ...given(), 'live-tests': 'live-tests' };
    const [ran] = await runAction(wrong, {}, repository);
    expect(ran).toMatchObject({ code: 1, out: expect.stringContaining('failed for Odoo 18') });
  }, 120_000);

  it('prepares a runner with actions, and does its work in commands', () => {
    const text = readFileSync(join(ROOT, ACTION_FOLDER, 'action.yml'), 'utf8');
    stepsHold(ACTION.runs.steps, text);
    expect(ACTION.runs.steps.filter(({ run }) => run !== undefined)).toHaveLength(1);
  });
});
