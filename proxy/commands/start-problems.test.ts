import { chmodSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directoryOf, policyOf } from '../../policies/config-directory.fixture.ts';
import { createLog } from '../log.ts';
import { serve } from './serve.ts';
import { startProblems } from './start-problems.ts';
import { validate } from './validate.ts';

const SERVER = 'server: {transport: http, port: 0}\nupstream: {url: "http://127.0.0.1:9/mcp"}';
const auditedIn = (file: string) => `${SERVER}\naudit: {sink: file, file: ${file}}`;

describe('a folder that audit records cannot be written to', () => {
  const file = join(tmpdir(), 'not-there', 'audit.jsonl');
  const message =
    /gateway\.yaml:audit\.file: \/.*not-there.audit\.jsonl cannot be opened.*Make the/;

  it('is said by validate', () => {
    const config = directoryOf({ gateway: auditedIn(file) });
    expect(() => validate({ config }, {})).toThrow(message);
  });

  it('keeps a guard from starting', async () => {
    const policy = policyOf({ gateway: auditedIn(file) });
    await expect(serve(policy, createLog({ level: 'silent' }))).rejects.toThrow(message);
  });
});

describe.skipIf(process.platform === 'win32')('a socket in a folder others may write in', () => {
  const gateway = () => {
    const open = directoryOf({});
    chmodSync(open, 0o777);
    return `upstream: {socket: ${open}/mcp.sock, key: ${'k'.repeat(32)}}`;
  };
  const message = /^gateway\.yaml:upstream\.socket: others may write in the folder .*chmod 700/;

  it('is said by validate', () => {
    const config = directoryOf({ gateway: gateway() });
    expect(() => validate({ config }, {})).toThrow(message);
  });

  it('keeps a guard from starting', async () => {
    const policy = policyOf({ gateway: gateway() });
    await expect(serve(policy, createLog({ level: 'silent' }))).rejects.toThrow(message);
  });
});

it('nothing is in the way of a file that can be made, which is not made by looking', () => {
  const file = join(directoryOf({}), 'audit.jsonl');
  expect(startProblems(policyOf({ gateway: auditedIn(file) }))).toEqual([]);
  expect(existsSync(file)).toBe(false);
});

it('no file is looked for where records go elsewhere', () => {
  expect(startProblems(policyOf({ gateway: SERVER }))).toEqual([]);
});
