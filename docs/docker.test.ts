import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksIn, blocksOf, ROOT } from './readme.fixture.ts';

const page = readFileSync(join(import.meta.dirname, 'docker.md'), 'utf8');
const dockerfile = readFileSync(join(ROOT, 'docker', 'Dockerfile'), 'utf8');
const commands = blocksOf('sh', blocksIn(page)).flatMap((text) => text.trim().split('\n'));
const compose = readFileSync(join(ROOT, 'docker', 'compose.yaml'), 'utf8');

/** `npm run test:image` does what they say where there is a Docker engine; here is what can be told without. */
describe('the commands of the page', () => {
  it('build from files and arguments that are there', () => {
    const builds = commands.filter((line) => line.startsWith('docker build '));
    expect(builds).toHaveLength(2);
    for (const line of builds) {
      const [, file = ''] = / -f (\S+)/.exec(line) ?? [];
      expect(existsSync(join(ROOT, file))).toBe(true);
      for (const [, argument = ''] of line.matchAll(/ --build-arg (\w+)=/g))
        expect(dockerfile).toMatch(new RegExp(`^ARG ${argument}=`, 'm'));
    }
  });

  it('run the image confined, on this machine alone', () => {
    const [line = ''] = commands.filter((text) => text.startsWith('docker run '));
    for (const option of ['--read-only', '--cap-drop ALL', '--security-opt no-new-privileges'])
      expect(line).toContain(option);
    expect(line).toContain('-p 127.0.0.1:8080:8080');
    expect(line).toContain(':/app/config:ro');
  });

  it('start services and files that are there', () => {
    for (const line of commands.filter((text) => text.startsWith('docker compose '))) {
      const [, file = 'compose.yaml'] = / -f (\S+)/.exec(line) ?? [];
      expect(existsSync(join(ROOT, 'docker', file))).toBe(true);
    }
    expect(compose).toMatch(/^ {2}odoo-init:$/m);
    expect(existsSync(join(ROOT, 'docker', '.env.example'))).toBe(true);
  });

  it('are all looked at', () => {
    const known =
      /^(?:docker (?:build|run|compose|network create) |cd docker$|cp \.env\.example \.env$)/;
    expect(commands.filter((line) => !known.test(line))).toEqual([]);
  });

  it('show desktop clients arguments that make one of them', () => {
    const [text = ''] = blocksOf('json', blocksIn(page));
    const { command, args } = JSON.parse(text).mcpServers.odoo;
    expect(command).toBe('docker');
    expect(args).toEqual(expect.arrayContaining(['run', '-i', '--read-only']));
    expect(args).toContain('MCP_TRANSPORT=stdio');
  });
});
