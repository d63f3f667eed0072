import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { GUARD_MAIN } from './guard-process.fixture.ts';

/** What a command line prints and ends with; nothing is started by any of these. */
function guard(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [GUARD_MAIN, ...args], (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

describe('a mistaken command line', () => {
  it.each<[string[], string]>([
    [['validat'], 'There is no command "validat": did you mean "validate"?'],
    [
      ['npx', 'some-server'],
      'There is no command "npx": the command line of an upstream stands after "--"',
    ],
    [['validate', './config'], 'A folder of policy files is named with --config FOLDER.'],
    [['--confg', 'x'], '(Did you mean --config?)'],
    [['token', 'nw'], '(Did you mean new?)'],
    [['--port', 'http'], 'a port is a whole number'],
    [['--upstream', '127.0.0.1:3000/mcp'], '--upstream takes an http or https URL'],
  ])('%j is told what to write', async (args, words) => {
    const { code, out, err } = await guard(...args);
    expect(err).toContain(words);
    expect(err).not.toMatch(/^\s+at /m);
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });
});

it('the version is that of package.json', async () => {
  const text = readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  expect(await guard('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

it('help lists the commands', async () => {
  for (const args of [['help'], ['--help']]) {
    const { code, out } = await guard(...args);
    expect(code).toBe(0);
    for (const command of ['start', 'validate', 'explain', 'schema', 'test', 'tools', 'token'])
      expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
  }
});
