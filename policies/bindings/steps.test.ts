import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import type { FieldName } from '../names.ts';
import type { Operation } from '../operation.ts';
import { BindingError } from './binding-error.ts';
import { compileBinding } from './compile.ts';
import { EmitError } from './emit-error.ts';

const result = { keep: { status: { one_of: ['done'] } } };
const checkIn = {
  steps: {
    employee: {
      op: 'search_read',
      model: 'hr.employee',
      domain: { value: [['user_id', '=', 1]] },
      fields: { value: ['id', 'name'] },
      limit: { value: 5 },
    },
    attendance: {
      op: 'create',
      model: 'hr.attendance',
      values: { value: { employee_id: 1, note: '$.note' } },
    },
  },
  options: { '$.note': 'text' },
  result,
};
const tasks = {
  steps: {
    tasks: {
      op: 'search_read',
      model: 'project.task',
      domain: {
        value: [
          ['user_ids', 'in', [1]],
          ['project_id', '=', '$.project_id'],
        ],
      },
      fields: '$.fields',
      limit: '$.limit',
    },
  },
  options: { '$.project_id': 'integer' },
  result,
};

function compile(tools: JsonObject) {
  return compileBinding({ binding: 1, id: 'steps', tools }, 's.yaml');
}

function bound(tool: unknown, args: JsonObject) {
  const call = compile({ tool: tool as JsonObject })
    .tools.get('tool')
    ?.bind(args);
  if (call === undefined) throw new Error('no tool');
  if ('effect' in call) throw new Error(call.reason);
  return call;
}

function emitted(
  tool: unknown,
  args: JsonObject,
  rewrite: (asked: readonly Operation[]) => Operation[],
) {
  const call = bound(tool, args);
  return call.emit(rewrite(call.operations));
}

describe('a tool of several steps', () => {
  it('means one operation for each, in their order', () => {
    const call = bound(checkIn, { note: 'early' });
    expect(call.operations).toEqual([
      {
        kind: 'search_read',
        model: 'hr.employee',
        domain: [['user_id', '=', 1]],
        fields: ['id', 'name'],
        limit: 5,
      },
      {
        kind: 'create',
        model: 'hr.attendance',
        values: [{ employee_id: 1, note: 'early' }],
        dryRun: false,
      },
    ]);
    expect(call.emit(call.operations)).toEqual({ note: 'early' });
  });

  it('can reach what any of its steps can', () => {
    const tool = compile({ check_in: checkIn, tasks }).tools.get('check_in');
    expect(tool).toMatchObject({
      kinds: new Set(['search_read', 'create']),
      effects: new Set(['read', 'create']),
      steps: [
        { name: 'employee', kinds: new Set(['search_read']), model: 'hr.employee' },
        { name: 'attendance', kinds: new Set(['create']), model: 'hr.attendance' },
      ],
    });
    expect(tool?.model).toBeUndefined();
    expect(compile({ tasks }).tools.get('tasks')?.model).toBe('project.task');
  });

  it('leaves out what hangs on an argument that was not given', () => {
    expect(bound(tasks, {}).operations).toEqual([
      { kind: 'search_read', model: 'project.task', domain: [['user_ids', 'in', [1]]] },
    ]);
    expect(bound(tasks, { project_id: 4 }).operations).toMatchObject([
      {
        domain: [
          ['user_ids', 'in', [1]],
          ['project_id', '=', 4],
        ],
      },
    ]);
    expect(bound(checkIn, {}).operations[1]).toMatchObject({ values: [{ employee_id: 1 }] });
  });

  it('refuses a call that would change what an operator of the domain stands for', () => {
    const either = {
      ...tasks,
      steps: {
        tasks: {
          ...{ op: 'search_count', model: 'project.task' },
          domain: { value: ['|', ['a', '=', '$.project_id'], ['b', '=', 1], ['c', '=', 1]] },
        },
      },
    };
    expect(bound(either, { project_id: 1 }).operations).toHaveLength(1);
    const refused = compile({ tool: either }).tools.get('tool')?.bind({});
    expect(refused).toMatchObject({ effect: 'deny', code: 'arguments_invalid' });
  });

  it('lets a decision choose the fields of reads, lower a limit and spell a domain out', () => {
    const rewritten = emitted(checkIn, {}, ([read, create]) => {
      if (read?.kind !== 'search_read' || create === undefined) throw new Error('no read');
      const fields = ['id'] as FieldName[];
      return [{ ...read, fields, limit: 2, order: '' }, create];
    });
    expect(rewritten).toEqual({});
    const placed = emitted(tasks, { fields: ['name', 'secret'] }, ([read]) => {
      if (read?.kind !== 'search_read') throw new Error('no read');
      const domain = ['&', ...(read.domain as readonly JsonObject[]), ['id', '>', 0]];
      expect(() => bound(tasks, {}).emit([{ ...read, domain }])).toThrow(EmitError);
      return [{ ...read, fields: ['name'], limit: 80 }];
    });
    expect(placed).toEqual({ fields: ['name'], limit: 80 });
  });

  it.each<[string, (asked: readonly Operation[]) => unknown]>([
    ['an added condition', ([read, other]) => [{ ...read, domain: [['id', '=', 3]] }, other]],
    ['a higher limit', ([read, other]) => [{ ...read, limit: 6 }, other]],
    ['a context', ([read, other]) => [{ ...read, context: { lang: 'en_US' } }, other]],
    ['another order', ([read, other]) => [{ ...read, order: 'name desc' }, other]],
    ['other values', ([read, create]) => [read, { ...create, values: [{ employee_id: 2 }] }]],
    ['a dry run', ([read, create]) => [read, { ...create, dryRun: true }]],
    ['another model', ([read, create]) => [read, { ...create, model: 'hr.leave' }]],
  ])('refuses a decision with %s, with the step and the reason', (_, rewrite) => {
    const call = bound(checkIn, {});
    let thrown: unknown;
    try {
      call.emit(rewrite(call.operations) as Operation[]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(EmitError);
    expect(thrown).toMatchObject({ denial: { effect: 'deny', rule: 'binding:steps:tool' } });
    expect(String(thrown)).toMatch(/of its step (employee|attendance)/);
  });

  it('refuses operations of another call', () => {
    const call = bound(checkIn, {});
    expect(() => call.emit(call.operations.slice(0, 1))).toThrow(TypeError);
    expect(() => call.emit([...call.operations].reverse())).toThrow(TypeError);
  });

  it.each<[string, object, string, RegExp]>([
    ['without op and steps', { result }, 'tools.tool', /must have op, or steps/],
    ['with both', { ...checkIn, op: 'read' }, 'tools.tool', /so op belongs in one of them/],
    ['with a slot beside them', { ...checkIn, model: 'a' }, 'tools.tool', /so model belongs/],
    [
      'that refers to an argument it does not have',
      { ...checkIn, options: {} },
      'tools.tool.steps.attendance.values',
      /\$\.note is no argument a template can use/,
    ],
    [
      'that builds on an argument which is rewritten',
      {
        ...tasks,
        steps: {
          ...tasks.steps,
          count: {
            ...{ op: 'search_count', model: 'a' },
            domain: { value: [['id', '<', '$.limit']] },
          },
        },
      },
      'tools.tool.steps.count.domain',
      /\$\.limit is no argument a template can use/,
    ],
    [
      'with a text that begins like a path',
      { ...checkIn, steps: { one: { op: 'read', model: 'a', ids: { value: '$.9' } } } },
      'tools.tool.steps.one.ids',
      /is no path to an argument/,
    ],
    [
      'that answers in one place',
      { ...checkIn, result: { kind: 'records', at: '$.records' } },
      'tools.tool.result.at',
      /has no one answer/,
    ],
    [
      'with a part of a step it does not have',
      { ...checkIn, result: { keep: { name: { field: 'name', of: 'leave' } } } },
      'tools.tool.result.keep.name',
      /there is no step 'leave'/,
    ],
    [
      'with a field of a step that reads nothing',
      { ...checkIn, result: { keep: { name: { field: 'name', of: 'attendance' } } } },
      'tools.tool.result.keep.name',
      /reads no fields/,
    ],
    [
      'that repeats a call without saying which',
      { ...checkIn, result: { keep: { model: { echo: 'model' } } } },
      'tools.tool.result.keep.model',
      /must say which step: one of employee, attendance/,
    ],
    [
      'with units that are no argument',
      { ...checkIn, units: '$.records' },
      'tools.tool.units',
      /is no argument of the tool/,
    ],
  ])('is refused %s', (_, tool, path, problem) => {
    const attempt = () => compile({ tool: tool as JsonObject });
    expect(attempt).toThrow(BindingError);
    try {
      attempt();
    } catch (error) {
      expect(error).toMatchObject({ path });
      expect(String(error)).toMatch(problem);
    }
  });
});

describe('what a call costs', () => {
  const bulk = {
    ...{ op: 'create', model: '$.model', values: { at: '$.records', as: ['list'] } },
    ...{ units: '$.records', result: { kind: 'ids', at: '$.ids' } },
  };
  const units = (args: JsonObject) => compile({ bulk }).tools.get('bulk')?.units(args);

  it('is the length of its list of work, and one at least', () => {
    expect(units({ model: 'res.partner', records: [{}, {}, {}] })).toBe(3);
    expect(units({ model: 'res.partner', records: '[{},{}]' })).toBe(2);
    for (const records of [[], 'x', {}, 7, null]) expect(units({ records })).toBe(1);
    expect(units({})).toBe(1);
  });

  it('is what its operation changes, where a call can be several', () => {
    const change = {
      op: { from: '$.what', map: { make: 'create', drop: 'unlink' } },
      ...{ model: '$.model', ids: '$.ids', values: { at: '$.values', as: ['json'] } },
      ...{ units: '$.ids', result: { kind: 'value', at: '$.result' } },
    };
    const cost = (args: JsonObject) => compile({ change }).tools.get('change')?.units(args);
    expect(cost({ what: 'make', model: 'res.partner', values: '[{},{},{}]' })).toBe(3);
    expect(cost({ what: 'drop', model: 'res.partner', ids: [1, 2] })).toBe(2);
    expect(cost({ what: 'make', model: 'res.partner', values: '{}' })).toBe(1);
  });

  it.each<[string, string, object]>([
    ['a list of values', '$.records', { op: 'create', values: { at: '$.records', as: ['list'] } }],
    ['values in a text', '$.records', { op: 'create', values: { at: '$.records', as: ['json'] } }],
    ['ids to write', '$.ids', { op: 'write', ids: '$.ids', values: '$.values' }],
    ['ids to delete', '$.ids', { op: 'unlink', ids: { at: '$.ids', as: ['int', 'list'] } }],
  ])('has to be said of %s', (_what, path, slots) => {
    const bulk = { ...slots, model: '$.model', result: { kind: 'ids', at: '$.ids' } };
    const problem = `tools.bulk.units: must be ${path}`;
    expect(() => compile({ bulk })).toThrow(BindingError);
    expect(() => compile({ bulk })).toThrow(problem);
    expect(() => compile({ bulk: { ...bulk, units: '$.model' } })).toThrow(problem);
    expect(compile({ bulk: { ...bulk, units: path } }).tools.size).toBe(1);
  });

  it('of a call of any method is what the tool for it would cost', () => {
    const execute = {
      ...{ op: 'call', model: '$.model', method: '$.method', args: '$.args', kwargs: '$.kwargs' },
      result: { kind: 'value', at: '$.result' },
    };
    const tool = compile({ execute }).tools.get('execute');
    const cost = (method: string, args: Json[]) =>
      tool?.units({ model: 'res.partner', method, args });
    expect(cost('create', [[{}, {}, {}]])).toBe(3);
    expect(cost('write', [[1, 2, 3, 4], {}])).toBe(4);
    expect(cost('unlink', [[1, 2]])).toBe(2);
    expect(cost('action_confirm', [[1, 2]])).toBe(1);
    expect(cost('search', [[]])).toBe(1);
    expect(cost('write', [])).toBe(1);
    expect(tool?.units({ model: 7 })).toBe(1);
  });
});
