import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleCalls, inspectorCommand } from './example-calls.ts';

/** A folder whose `npx` prints the arguments the shell gave it, instead of downloading something. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npx-'));
  const npx = join(folder, 'npx');
  const print = 'process.stdout.write(JSON.stringify(process.argv.slice(2)))';
  writeFileSync(npx, `#!${process.execPath}\n${print}\n`);
  chmodSync(npx, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function pasted(line: string): readonly string[] {
  const PATH = `${folder}${delimiter}${process.env.PATH}`;
  return JSON.parse(execFileSync('sh', ['-c', line], { encoding: 'utf8', env: { PATH } }));
}

describe.skipIf(process.platform === 'win32')('a line to paste into a shell', () => {
  it.each(exampleCalls)('hands the Inspector the call "$what" unharmed', (call) => {
    const args = pasted(inspectorCommand(call, 'http://127.0.0.1:8080/mcp', 'demo-sales'));
    const after = (flag: string) => args[args.indexOf(flag) + 1];
    expect(args).toContain('http://127.0.0.1:8080/mcp');
    expect(after('--header')).toBe('Authorization: Bearer demo-sales');
    expect(after('--tool-name')).toBe(call.tool);
    expect(JSON.parse(after('--tool-args-json') ?? '')).toEqual(call.arguments);
  });

  it('is refused rather than broken by a quote', () => {
    const call = { what: '', tool: 'search_read', arguments: { model: "res.partner'; ls; '" } };
    expect(() => inspectorCommand(call, 'http://127.0.0.1:8080/mcp', 'demo-sales')).toThrow(
      /single quotes/,
    );
  });
});
