import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTests } from './test-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'test-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(text: string, name = 'a.yaml'): void {
  writeFileSync(join(folder, name), text);
}

/** What reading the folder is refused for, with `tests` for its name. */
function refusal(): string {
  try {
    readTests(folder);
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(folder, 'tests') : '';
  }
  return 'it was read';
}

const good = `tests:
  - name: one
    as: {token: sales}
    call: {tool: whoami}
    expect: {effect: allow}
`;

describe('files of policy tests', () => {
  it('are read in the order of their names, each test with its place', () => {
    write(good.replace('one', 'two'), 'b.yml');
    write(good);
    write('no yaml', 'README.md');
    expect(readTests(folder)).toMatchObject([
      { name: 'one', file: join(folder, 'a.yaml'), line: 2, facts: false },
      { name: 'two', file: join(folder, 'b.yml'), line: 2, call: { arguments: {} } },
    ]);
  });

  it('take a variable for the text it is', () => {
    write(good.replace('{tool: whoami}', `{tool: login, arguments: {username: "\${HOME}"}}`));
    const [test] = readTests(folder);
    expect(test?.call.arguments).toEqual({ username: `\${HOME}` });
  });

  it.each([
    ['tests: [', /^tests\/a\.yaml:1:\d+ /],
    [
      good.replace('token: sales', 'tokn: sales'),
      'tests/a.yaml:3:10 unknown key "tokn": known keys are groups, admin, uid, partner_id, company_ids',
    ],
    [good.replace('allow', 'refuse'), 'tests/a.yaml:5:22 expected one of allow, deny, confirm'],
    [
      good.replace('effect: allow', 'effect: allow, code: model_blocked'),
      'tests/a.yaml:5:35 "code" says nothing of a call whose effect is allow: write effect: deny, or remove "code"',
    ],
    [good.replace('    call: {tool: whoami}\n', ''), 'tests/a.yaml:2:5 "call" is missing'],
    [good.replace('token: sales', 'groups: [" x"]'), '" x" is not a group name'],
    ['tests: []', 'tests holds no tests'],
  ])('are refused with the place of a mistake: %j', (text, problem) => {
    write(text);
    expect(refusal()).toMatch(problem);
  });

  it('are all refused at once', () => {
    write('test: []');
    write('tests: {}', 'b.yaml');
    expect(refusal().split('\n')).toEqual([
      expect.stringMatching(/^tests\/a\.yaml:1:1 /),
      expect.stringMatching(/^tests\/a\.yaml:1:1 /),
      expect.stringMatching(/^tests\/b\.yaml:1:8 expected a list, found a mapping/),
    ]);
  });

  it('are missed where there is no such folder', () => {
    rmSync(folder, { recursive: true });
    expect(refusal()).toContain('tests is no folder that can be read');
  });
});
