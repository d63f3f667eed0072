import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditFileProblem, openAuditFile } from './audit-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-file-'));
  path = join(folder, 'audit.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Appends lines to the file as it is now, one opening for all. */
function append(...lines: readonly string[]): string {
  const file = openAuditFile(path);
  for (const line of lines) file.append(line);
  file.close();
  return readFileSync(path, 'utf8');
}

describe('a line', () => {
  test('begins on a line of its own after one that a crash has cut off', () => {
    writeFileSync(path, 'one\n{"half');
    expect(append('two', 'three')).toBe('one\n{"half\ntwo\nthree\n');
  });

  test('follows a whole one directly', () => {
    writeFileSync(path, 'one\n');
    expect(append('two')).toBe('one\ntwo\n');
  });

  test('goes into a new file of that name when the old one was moved away', () => {
    const file = openAuditFile(path);
    file.append('one');
    renameSync(path, `${path}.1`);
    file.append('two');
    file.close();
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('one\n');
    expect(readFileSync(path, 'utf8')).toBe('two\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('goes into a new file when the old one was removed', () => {
    const file = openAuditFile(path);
    rmSync(path);
    file.append('one');
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('one\n');
  });

  test('stands at the beginning of a file that was emptied in its place', () => {
    const file = openAuditFile(path);
    file.append('one');
    truncateSync(path);
    file.append('two');
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('two\n');
  });

  test('is refused where the name has become a folder or the folder has gone', () => {
    const file = openAuditFile(path);
    rmSync(path);
    mkdirSync(path);
    expect(() => file.append('one')).toThrow(/EISDIR/);
    rmSync(folder, { recursive: true });
    expect(() => file.append('one')).toThrow(/ENOENT/);
    mkdirSync(folder);
    file.append('two');
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('two\n');
  });
});

describe('what is no place for records', () => {
  const pipe = () => {
    execFileSync('mkfifo', [path]);
    return path;
  };
  const link = (to: string) => () => {
    symlinkSync(to, path);
    return path;
  };
  test.skipIf(process.platform === 'win32').each<[string, () => string, RegExp]>([
    ['a named pipe that nobody reads', pipe, /ENXIO|no regular file/],
    ['a device', () => '/dev/null', /no regular file/],
    ['a link to one', link('/dev/null'), /no regular file/],
    ['a link that leads to itself', link('audit.jsonl'), /ELOOP/],
    ['a folder', () => folder, /EISDIR|no regular file/],
    ['a folder that is not there', () => join(folder, 'no', 'audit.jsonl'), /ENOENT.*Make the/],
    ['a file in a file', () => join(import.meta.filename, 'audit.jsonl'), /ENOTDIR/],
  ])('%s is refused, and said beforehand', (_, place, why) => {
    const file = place();
    expect(() => openAuditFile(file)).toThrow(why);
    expect(auditFileProblem(file)).toMatch(why);
    expect(auditFileProblem(file)).toMatch(/audit\.file: \/.* cannot be opened/);
  });

  test('a place that will do is none of them, and looking at it makes nothing', () => {
    expect(auditFileProblem(path)).toBeUndefined();
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, '');
    expect(auditFileProblem(path)).toBeUndefined();
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be written is one', () => {
    writeFileSync(path, '', { mode: 0o400 });
    expect(() => openAuditFile(path)).toThrow(/EACCES/);
    expect(auditFileProblem(path)).toMatch(/EACCES/);
  });
});
