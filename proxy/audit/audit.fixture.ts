import {
  type FieldName,
  type MethodName,
  type ModelName,
  parseFieldName,
  parseMethodName,
  parseModelName,
  parseRecordId,
  type RecordId,
} from '../../policies/names.ts';
import { createLog } from '../log.ts';
import { type AuditEntry, createAudit } from './audit.ts';
import type { AuditRecord } from './record.ts';

/** The value, where a test knows that there is one. */
export function the<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a name in this test is not one');
  return value;
}
export const model = (name: string): ModelName => the(parseModelName(name));
export const field = (name: string): FieldName => the(parseFieldName(name));
export const method = (name: string): MethodName => the(parseMethodName(name));
export const ids = (...numbers: number[]): RecordId[] =>
  numbers.map((id) => the(parseRecordId(id)));

/** An audit that writes to an array, and its clock. */
export function auditing(values = false) {
  const lines: string[] = [];
  const clock = { now: Date.UTC(2026, 0, 2, 3, 4, 5) };
  const log = createLog({ level: 'error', to: { write: (line) => lines.push(line) } });
  const audit = createAudit({
    settings: { sink: 'log', values },
    log,
    now: () => clock.now,
    upstream: 'odoo',
    policyRevision: 'rev-1',
  });
  const records = (): AuditRecord[] => lines.map((line) => JSON.parse(line).audit);
  const begin = (name = 'tools/call'): AuditEntry =>
    audit.begin({
      message: { jsonrpc: '2.0', id: 1, method: name },
      origin: { transport: 'http', source: '192.0.2.1', paramHeaders: {} },
    });
  return { begin, records, clock, lines };
}
