import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../policies/load.ts';
import { blocksIn, blocksOf, policyFiles, ROOT } from './readme.fixture.ts';
import { EXERCISES, scripts, withFolder } from './readme-commands.fixture.ts';

const run = promisify(execFile);
const PAGES = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => join('docs', name))
  .concat(
    'README.md',
    ...['p0', 'pass-through'].map((name) => join('policies', 'examples', name, 'README.md')),
  );
/** These pages are tried here; the others by the tests beside them. */
const TRIED = ['tools.md', 'configuration.md', 'security.md'].map((name) => join('docs', name));

const textOf = (page: string) => readFileSync(join(ROOT, page), 'utf8');

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(page: string): readonly string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(PAGES)('%s', (page) => {
  it('links to files and headings that are there, and names scripts that exist', () => {
    const prose = textOf(page).replaceAll(/^```.*?^```$/gms, '');
    for (const [, link = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (link.includes('://')) continue;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : relative(ROOT, join(ROOT, dirname(page), file));
      expect(existsSync(join(ROOT, target)), `${link} in ${page}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(target)).toContain(anchor);
    }
    for (const [, script = ''] of prose.matchAll(/`npm run ([\w:-]+)`/g)) {
      expect(scripts()).toHaveProperty(script);
    }
  });
});

describe.each(TRIED)('the blocks of %s', (page) => {
  const blocks = blocksIn(textOf(page));

  it('are of kinds that are tried: pictures, commands, policy files', () => {
    expect(blocks.filter(({ language }) => !['', 'sh', 'yaml'].includes(language))).toEqual([]);
  });

  it('hold no command that the README does not try', () => {
    const lines = blocksOf('sh', blocks).flatMap((text) => text.trim().split('\n'));
    expect(lines.filter((line) => !EXERCISES.has(line))).toEqual([]);
  });

  it('load as one directory in which every rule has an effect', () =>
    withFolder(policyFiles(blocks), async (directory) => {
      const policy = loadPolicy({ directory, env: { ODOO_BOT_KEY: 'a-key' } });
      expect(policy.warnings).toEqual([]);
    }));
});

describe('pages that scripts write', () => {
  it.each([
    ['docs/tools.md', 'scripts/tool-table.mjs'],
    ['docs/configuration.md', 'scripts/configuration-tables.mjs'],
    ['docs/guardrails.md', 'scripts/guardrail-table.mjs'],
  ])('%s is what %s writes now', async (page, script) => {
    const { stdout } = await run(process.execPath, [join(ROOT, script), '--print']);
    expect(stdout === textOf(page), `run "node ${script}" and commit ${page}`).toBe(true);
  });
});

describe('the README', () => {
  const tools = textOf('docs/tools.md');
  const brought = /^## What it brings along\n(.*?)^## /ms.exec(textOf('README.md'))?.[1] ?? '';

  it('counts what there is', () => {
    const counted = /\d+ tools, \d+ resources, \d+ prompts/.exec(tools)?.[0];
    const said = /(\d+ tools), (\d+)\s+(resources) and (\d+ prompts)/.exec(brought) ?? [];
    expect(`${said[1]}, ${said[2]} ${said[3]}, ${said[4]}`).toBe(counted);
  });

  it('names every tool once', () => {
    const rows = brought.split('\n').filter((line) => line.startsWith('| '));
    const named = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    const there = [...tools.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(there.toSorted());
  });
});

describe('the environment', () => {
  /** Every variable the product reads, from its sources. */
  function variablesRead(): readonly string[] {
    const files = ['proxy', 'policies', 'upstream', 'demo'].flatMap((room) =>
      readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
        .filter((name) => /(?<!\.test|\.fixture)\.ts$/.test(name))
        .map((name) => readFileSync(join(ROOT, room, name), 'utf8')),
    );
    const names = files.flatMap((text) => [
      ...text.matchAll(/\b(?:env|variables)\.([A-Z][A-Z_]+)\b/g),
      ...text.matchAll(/^ {2}\['([A-Z_]+)', '\w+', '\w+', '(?:text|number)'\],$/gm),
      ...text.matchAll(/'(ODOO_(?:USERNAME|API_KEY|PASSWORD))'/g),
    ]);
    return [...new Set(names.map(([, name = '']) => name))].sort();
  }

  it('that the page describes is the one that is read', () => {
    const page = textOf('docs/configuration.md');
    const described = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name = '']) => name);
    expect(described.toSorted()).toEqual(variablesRead());
  });
});
