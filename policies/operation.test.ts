import { describe, expect, test } from 'vitest';
import type { ModelName, RecordId } from './names.ts';
import { changesData, effectOf, isChange, type Operation } from './operation.ts';

const model = 'sale.order' as ModelName;
const ids = [1] as readonly number[] as readonly RecordId[];

describe('what changes data', () => {
  test.each<[boolean, Operation]>([
    [true, { kind: 'create', model, values: [{}], dryRun: false }],
    [false, { kind: 'create', model, values: [{}], dryRun: true }],
    [true, { kind: 'write', model, ids, values: {}, dryRun: false }],
    [true, { kind: 'unlink', model, ids, dryRun: false }],
    [true, { kind: 'post_message', model, ids, body: 'x', dryRun: false }],
    [false, { kind: 'post_message', model, ids, body: 'x', dryRun: true }],
    [false, { kind: 'create_requirements', model }],
    [false, { kind: 'onchange', model, values: {}, changed: [] }],
    [false, { kind: 'record_actions', model, ids }],
    [false, { kind: 'read_messages', model, ids }],
    [false, { kind: 'read_attachments', model, ids }],
    [false, { kind: 'print_report', model, ids, report: 'a.b' }],
    [false, { kind: 'read', model, ids }],
    [false, { kind: 'login', login: 'x', method: 'password' }],
  ])('%s: %j', (changes, operation) => {
    expect(isChange(operation)).toBe(changes);
  });

  test('what asks about creating needs the right to create, and draws on nothing more', () => {
    expect(effectOf('create_requirements')).toBe('create');
    expect(effectOf('onchange')).toBe('read');
    expect(effectOf('record_actions')).toBe('read');
    expect(changesData('post_message')).toBe(true);
    expect(changesData('print_report')).toBe(false);
  });
});
