import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import type { AuditRecord } from './record.ts';
import { openAuditSink } from './sink.ts';

const RECORD: AuditRecord = {
  time: '2026-01-02T03:04:05.000Z',
  id: 'call-1',
  source: 'stdio',
  upstream: 'odoo',
  method: 'tools/call',
  operations: [],
  decision: 'denied',
  reason: 'two\nlines',
  notes: [],
  durationMs: 1,
  policyRevision: 'rev-1',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function logged(level: 'error' | 'silent' = 'error') {
  const lines: { level: string; msg: string; audit?: AuditRecord; failure?: string }[] = [];
  const to = { write: (line: string) => lines.push(JSON.parse(line)) };
  return { lines, log: createLog({ level, to }) };
}

describe('the file sink', () => {
  test('appends one line per record to a file of its owner', () => {
    const file = join(folder, 'audit.jsonl');
    const { log, lines } = logged();
    for (const id of ['call-1', 'call-2']) {
      const sink = openAuditSink({ sink: 'file', file, values: false }, log);
      sink.write({ ...RECORD, id });
      sink.close();
    }
    const written = readFileSync(file, 'utf8').split('\n');
    expect(written).toHaveLength(3);
    expect(written.slice(0, 2).map((line) => JSON.parse(line).id)).toEqual(['call-1', 'call-2']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(lines).toEqual([]);
  });

  test('a record is in the file before write returns', () => {
    const file = join(folder, 'audit.jsonl');
    const sink = openAuditSink({ sink: 'file', file, values: false }, logged().log);
    sink.write(RECORD);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(RECORD);
    sink.close();
  });

  test('a file that cannot be opened is fatal, and the message says which', () => {
    const { log } = logged();
    const open = (file: string) => openAuditSink({ sink: 'file', file, values: false }, log);
    expect(() => open(join(folder, 'missing', 'audit.jsonl'))).toThrow(/audit\.file: .*ENOENT/);
    expect(() => open(folder)).toThrow(/EISDIR/);
    expect(() => openAuditSink({ sink: 'file', values: false }, log)).toThrow('audit.file');
  });

  test('each record that cannot be written is an error on the log, with the record', () => {
    const file = join(folder, 'audit.jsonl');
    writeFileSync(file, '');
    const { log, lines } = logged();
    const sink = openAuditSink({ sink: 'file', file, values: false }, log);
    sink.close();
    sink.write(RECORD);
    sink.write({ ...RECORD, id: 'call-2' });
    expect(lines).toMatchObject([
      { level: 'error', failure: 'closed', audit: { id: 'call-1' } },
      { level: 'error', failure: 'closed', audit: { id: 'call-2' } },
    ]);
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  test('keeps what could not be written, and writes it in its order before anything else', () => {
    const place = join(folder, 'place');
    mkdirSync(place);
    const file = join(place, 'audit.jsonl');
    const { log } = logged();
    const sink = openAuditSink({ sink: 'file', file, values: false }, log);
    expect(sink.keeps()).toBe(true);
    renameSync(place, `${place}-gone`);
    for (const id of ['call-1', 'call-2']) sink.write({ ...RECORD, id });
    expect(sink.keeps()).toBe(false);
    mkdirSync(place);
    expect(sink.keeps()).toBe(true);
    sink.write({ ...RECORD, id: 'call-3' });
    sink.close();
    const ids = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect(ids).toEqual(['call-1', 'call-2', 'call-3']);
  });
});

describe('the log sink', () => {
  test.each(['error', 'silent'] as const)('writes records at log level %s too', (level) => {
    const { log, lines } = logged(level);
    const sink = openAuditSink({ sink: 'log', values: false }, log);
    sink.write(RECORD);
    log.info('not wanted at this level');
    sink.close();
    expect(lines).toMatchObject([{ level: 'info', msg: 'call', audit: RECORD }]);
  });
});

test('an audit that is off writes nothing', () => {
  const { log, lines } = logged();
  openAuditSink({ sink: 'off', values: false }, log).write(RECORD);
  expect(lines).toEqual([]);
});
