import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import { loadBundledBindings } from './bundled.ts';
import { anyJson, canonical, ids, model } from './canonical-arguments.fixture.ts';
import { compileBinding } from './compile.ts';
import { MAX_DEPTH } from './frozen-json.ts';

const trickyKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
);

const bundled = loadBundledBindings().flatMap(({ tools }) => [...tools.values()]);

/** A binding that uses every form the language has. */
const forms = compileBinding(
  {
    binding: 1,
    id: 'forms',
    tools: {
      change: {
        op: { from: '$.operation', map: { make: 'create', alter: 'write', drop: 'unlink' } },
        model: '$.payload.model',
        ids: { at: '$.payload.ids', as: ['list', 'int', 'json'] },
        values: { at: '$.payload.values', as: ['json'] },
        units: '$.payload.ids',
        result: { kind: 'value', at: '$.result' },
      },
      read_csv: {
        op: 'search_read',
        model: '$.model',
        domain: { at: '$.domain', as: ['list', 'json'], absent: { value: [] } },
        fields: { at: '$.fields', as: ['csv', 'list'] },
        limit: { at: '$.limit', absent: { value: 10 } },
        result: { kind: 'records', at: '$.records' },
      },
      orders: {
        op: 'read',
        model: 'sale.order',
        ids: { at: '$.id', as: ['int'] },
        result: { kind: 'record', at: '$.record' },
      },
      create_many: {
        op: 'create',
        model: '$.model',
        values: { at: '$.records', as: ['list'] },
        dry_run: true,
        units: '$.records',
        result: { kind: 'ids', at: '$.ids' },
      },
    },
  },
  'forms.yaml',
);

function call(name: string, args: JsonObject) {
  const bound = forms.tools.get(name)?.bind(args);
  if (bound === undefined) throw new Error(`no tool ${name}`);
  return bound;
}

function emitted(name: string, args: JsonObject): JsonObject {
  const bound = call(name, args);
  if ('effect' in bound) throw new Error(bound.reason);
  return bound.emit(bound.operations);
}

describe('binding a call', () => {
  it.each(
    bundled.filter(({ name }) => name in canonical).map((tool) => [tool.name, tool] as const),
  )('writes the canonical arguments of %s back as they were', (name, tool) => {
    fc.assert(
      fc.property(canonical[name] ?? fc.constant({}), (args) => {
        const bound = tool.bind(args);
        if ('effect' in bound) throw new Error(bound.reason);
        expect(JSON.parse(JSON.stringify(bound.emit(bound.operations)))).toEqual(
          JSON.parse(JSON.stringify(args)),
        );
      }),
    );
  });

  it('never throws, and forwards nothing that was not bound, whatever the arguments are', () => {
    const keys = fc.oneof(
      fc.constantFrom(
        'model',
        'method',
        'domain',
        'fields',
        'limit',
        'values',
        'record_id',
        'payload',
      ),
      fc.constantFrom(
        'record_ids',
        'args',
        'kwargs',
        'dry_run',
        'credential',
        'operation',
        'records',
      ),
      trickyKey,
      fc.string(),
    );
    const args = fc
      .array(fc.tuple(keys, fc.oneof(anyJson, model, ids)), { maxLength: 6 })
      .map((entries) => Object.fromEntries(entries));
    const tools = [...bundled, ...forms.tools.values()];
    fc.assert(
      fc.property(fc.constantFrom(...tools), args, (tool, given) => {
        const bound = tool.bind(given);
        if ('effect' in bound) {
          expect(bound.reason).toContain(tool.name);
          return;
        }
        const forwarded = bound.emit(bound.operations);
        const again = tool.bind(forwarded);
        if ('effect' in again) throw new Error(again.reason);
        expect(again.operations).toEqual(bound.operations);
        expect(again.emit(again.operations)).toEqual(forwarded);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses keys that name parts of objects, at any depth', () => {
    fc.assert(
      fc.property(trickyKey, anyJson, (key, value) => {
        const top = Object.fromEntries([
          ['id', 1],
          [key, value],
        ]);
        expect(call('orders', top)).toMatchObject({ effect: 'deny', code: 'arguments_invalid' });
        const payload = Object.fromEntries([
          ['model', 'res.partner'],
          ['ids', [1]],
          [key, { a: 1 }],
        ]);
        expect(call('change', { operation: 'drop', payload })).toMatchObject({
          code: 'arguments_invalid',
        });
      }),
    );
  });

  it('reads own properties only', () => {
    const inherited: JsonObject = Object.create({ id: 7 });
    expect(call('orders', inherited)).toMatchObject({ code: 'ids_invalid' });
  });

  it('keeps values as data whatever their keys are called', () => {
    const odd = JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}');
    const bound = call('create_many', { model: 'res.partner', records: [odd] });
    if ('effect' in bound) throw new Error(bound.reason);
    expect(JSON.stringify(bound.emit(bound.operations))).toBe(
      '{"model":"res.partner","records":[{"__proto__":{"admin":true},"constructor":1}]}',
    );
    expect(Object.isFrozen(bound.operations[0])).toBe(true);
  });

  it('lets nobody change a bound call afterwards', () => {
    const domain = [['name', '=', 'a']];
    const bound = call('read_csv', { model: 'res.partner', domain });
    domain.push(['name', '=', 'b']);
    expect('effect' in bound ? bound : bound.operations[0]).toMatchObject({
      domain: [['name', '=', 'a']],
    });
  });

  it('refuses arguments that nest without end', () => {
    let deep: Json = 'x';
    for (let depth = 0; depth < MAX_DEPTH + 2; depth += 1) deep = [deep];
    expect(call('read_csv', { model: 'res.partner', domain: [deep] })).toMatchObject({
      code: 'arguments_invalid',
    });
  });

  it('lets an argument choose the operation, and refuses values that are not mapped', () => {
    const payload = { model: 'res.partner', ids: [3] };
    expect(call('change', { operation: 'drop', payload })).toMatchObject({
      operations: [{ kind: 'unlink', ids: [3], dryRun: false }],
    });
    expect(emitted('change', { operation: 'drop', payload })).toEqual({
      operation: 'drop',
      payload,
    });
    for (const operation of ['unlink', 'toString', '', null, 3])
      expect(call('change', { operation, payload })).toMatchObject({ code: 'arguments_invalid' });
  });

  it('refuses a slot that the chosen operation does not have, and one that it lacks', () => {
    const payload = { model: 'res.partner', ids: [3], values: '{"name": "A"}' };
    expect(call('change', { operation: 'make', payload })).toMatchObject({
      reason: expect.stringContaining("'payload.ids' has no meaning for create"),
    });
    const { values: _, ...without } = payload;
    expect(call('change', { operation: 'alter', payload: without })).toMatchObject({
      reason: expect.stringContaining('write needs values'),
    });
  });

  it('reads a slot in any declared form and writes it in the first', () => {
    const operation = 'drop';
    for (const given of [[3], 3, '[3]'])
      expect(
        emitted('change', { operation, payload: { model: 'res.partner', ids: given } }),
      ).toEqual({
        operation,
        payload: { model: 'res.partner', ids: [3] },
      });
    expect(emitted('read_csv', { model: 'res.partner', fields: ['name', 'email'] })).toMatchObject({
      fields: 'name,email',
    });
    expect(
      emitted('change', {
        operation: 'alter',
        payload: { model: 'res.partner', ids: [3], values: '{"name":"A"}' },
      }),
    ).toMatchObject({ payload: { values: '{"name":"A"}' } });
  });

  it('says what a left-out slot means, and forwards it', () => {
    expect(emitted('read_csv', { model: 'res.partner' })).toEqual({
      model: 'res.partner',
      domain: [],
      limit: 10,
    });
  });

  it('keeps what the binding fixes', () => {
    const bound = call('orders', { id: 4 });
    if ('effect' in bound) throw new Error(bound.reason);
    const [operation] = bound.operations;
    expect(operation).toEqual({ kind: 'read', model: 'sale.order', ids: [4] });
    expect(bound.emit([operation])).toEqual({ id: 4 });
    if (operation.kind !== 'read') throw new Error('not a read');
    const other = { ...operation, model: 'res.users' as typeof operation.model };
    expect(() => bound.emit([other])).toThrow(/fixed by the binding/);
    const dry = call('create_many', { model: 'res.partner', records: [{ a: 1 }, { a: 2 }] });
    if ('effect' in dry) throw new Error(dry.reason);
    const [create] = dry.operations;
    if (create.kind !== 'create') throw new Error('not a create');
    expect(create).toMatchObject({ dryRun: true, values: [{ a: 1 }, { a: 2 }] });
    expect(() => dry.emit([{ ...create, dryRun: false }])).toThrow(/fixed by the binding/);
  });
});
