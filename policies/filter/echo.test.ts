import { describe, expect, it } from 'vitest';
import type { EchoedPart } from '../bindings/result-shape.ts';
import type { Json } from '../json.ts';
import type { MethodName, RecordId } from '../names.ts';
import type { Operation } from '../operation.ts';
import { wordsOf } from './call-words.ts';
import { echoed } from './echo.ts';
import { partner } from './filtering.fixture.ts';

const ids = [7, 8] as readonly number[] as readonly RecordId[];
const READ: Operation = { kind: 'read', model: partner, ids, externalId: 'base.main' };
const WRITE: Operation = {
  kind: 'write',
  model: partner,
  ids,
  values: { a: 1, b: 'x' },
  dryRun: false,
};
const CREATE: Operation = { kind: 'create', model: partner, values: [{ a: 1 }], dryRun: false };
const FORM: Operation = { kind: 'onchange', model: partner, values: { a: 1 }, changed: [] };
const CALL: Operation = {
  ...{ kind: 'call', model: partner, method: 'action_x' as MethodName, ids },
  ...{ args: [], kwargs: { a: 1 }, dryRun: false },
};
const REPORT: Operation = { kind: 'print_report', model: partner, ids, report: 'a.b' };
const FILE: Operation = {
  ...{ kind: 'read_attachments', model: partner, ids, attachment: 7 as RecordId },
};
const LIST: Operation = { kind: 'list_models' };
const EVERY = [READ, WRITE, CREATE, FORM, CALL, REPORT, FILE, LIST];

describe('an answer may repeat of the call', () => {
  it.each<[EchoedPart, Json, readonly Operation[]]>([
    ['model', 'res.partner', [READ, WRITE, CREATE, FORM, CALL, REPORT, FILE]],
    ['method', 'action_x', [CALL]],
    ['report', 'a.b', [REPORT]],
    ['attachment', 7, [FILE]],
    ['external_id', 'base.main', [READ]],
    ['id', 8, [READ, WRITE, CALL, REPORT, FILE]],
    ['ids', [8, 7], [READ, WRITE, CALL, REPORT, FILE]],
    ['ids', [8], [READ, WRITE, CALL, REPORT, FILE]],
    ['values', { a: 1 }, [WRITE, CREATE, FORM]],
    ['kwargs', { a: 1 }, [CALL]],
  ])('its %s, %j, where it has such', (part, value, operations) => {
    for (const operation of EVERY)
      expect(echoed(value, part, operation)).toEqual(
        operations.includes(operation) ? value : undefined,
      );
  });

  it.each<[EchoedPart, Operation, readonly Json[]]>([
    ['model', READ, ['res.users', null, '']],
    ['method', CALL, ['action_y', null]],
    ['report', REPORT, ['a.c', null]],
    ['attachment', FILE, [8, '7', null]],
    ['external_id', READ, ['base.other', null]],
    ['id', READ, [9, '7', [7], null]],
    ['ids', READ, [[7, 9], [9, 7], 7, '7', { 0: 7 }]],
    ['values', WRITE, ['x', [1], null]],
    ['kwargs', CALL, ['x', [1], null]],
  ])('nothing but its own %s', (part, operation, others) => {
    for (const value of others) expect(echoed(value, part, operation)).toBeUndefined();
  });

  it('those of its values alone that it said', () => {
    expect(echoed({ a: 1, b: 'y', c: 3, toString: 1 }, 'values', WRITE)).toEqual({ a: 1 });
    expect(echoed({ a: [1], b: 'x' }, 'values', WRITE)).toEqual({ b: 'x' });
    const none: Operation = { kind: 'create', model: partner, values: [], dryRun: false };
    expect(echoed({ a: 1 }, 'values', none)).toBeUndefined();
  });

  it('no attachment where a list of them was asked for', () => {
    const list: Operation = { kind: 'read_attachments', model: partner, ids };
    for (const value of [7, null, false]) expect(echoed(value, 'attachment', list)).toBeUndefined();
  });
});

describe('the words of a call', () => {
  const words = (operation: Operation) => [...wordsOf([operation])];
  const search = (domain: Json): Operation => ({ kind: 'search_read', model: partner, domain });

  it('are its texts, whole and in parts, in lower case', () => {
    expect(words(search([['partner_id.Name', 'ilike', 'Azure Interior, (Big)']]))).toEqual(
      expect.arrayContaining([
        ...['partner_id.name', 'partner_id', 'name', 'ilike'],
        ...['azure interior, (big)', 'azure', 'interior', 'big'],
        ...['kind', 'domain', 'model', 'res.partner', 'res', 'partner'],
      ]),
    );
  });

  it('are no parts of an address', () => {
    const said = words(search([['email', '=', 'Ann.Lee@example.com']]));
    expect(said).toContain('ann.lee@example.com');
    for (const part of ['ann', 'lee@example', 'com', 'lee', 'example'])
      expect(said).not.toContain(part);
  });

  it('are its numbers and the names of its values, and nothing empty', () => {
    const written = words({
      ...WRITE,
      values: { Ref: 4200.5, note: null, active: true, list: ['X  y'] },
    });
    expect(written).toEqual(expect.arrayContaining(['7', '8', '4200.5', 'ref', 'list', 'x', 'y']));
    for (const none of ['', 'null', 'true', '0']) expect(written).not.toContain(none);
  });
});
