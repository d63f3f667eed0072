import { describe, expect, it } from 'vitest';
import { BindingError } from './binding-error.ts';
import { loadBundledBindings, readBinding } from './bundled.ts';
import { compileBinding } from './compile.ts';

const count = {
  op: 'search_count',
  model: '$.model',
  domain: '$.domain',
  result: { kind: 'count', at: '$.count' },
};
const minimal = { binding: 1, id: 'small', tools: { count } };

function withTool(changes: object): unknown {
  return { ...minimal, tools: { count: { ...count, ...changes } } };
}

describe('compiling a binding', () => {
  it('compiles the bindings that are shipped', () => {
    expect(loadBundledBindings().map(({ id }) => id)).toContain('odoo-mcp-upstream');
  });

  it('compiles a small one', () => {
    const binding = compileBinding(minimal, 'small.yaml');
    expect(binding.tools.get('count')?.result).toMatchObject({ kind: 'count', at: ['count'] });
  });

  it('knows the model of a tool for one model', () => {
    const binding = compileBinding(withTool({ model: 'sale.order' }), 'small.yaml');
    expect(binding.tools.get('count')?.model).toBe('sale.order');
  });

  it.each<[string, unknown, string, RegExp]>([
    ['no object', 'x', '', /expected object/],
    ['another version', { ...minimal, binding: 2 }, 'binding', /must be 1/],
    ['an unknown key', { ...minimal, tols: {} }, '', /'tols' is not part of the binding language/],
    [
      'an unknown key of a tool',
      withTool({ domian: '$.d' }),
      'tools.count',
      /'domian' is not part/,
    ],
    ['an unknown operation', withTool({ op: 'sql' }), 'tools.count.op', /search_read/],
    ['a slot the operation lacks', withTool({ limit: '$.limit' }), 'tools.count.limit', /options/],
    [
      'a missing slot',
      withTool({ model: undefined }),
      'tools.count.model',
      /search_count needs it/,
    ],
    ['a path that is none', withTool({ domain: 'domain' }), 'tools.count.domain', /\$\.domain/],
    ['a path into objects', withTool({ domain: '$.__proto__' }), 'tools.count.domain', /path/],
    ['a model that is none', withTool({ model: 'Sale' }), 'tools.count.model', /exact name/],
    [
      'a form that does not fit',
      withTool({ domain: { at: '$.domain', as: ['int'] } }),
      'tools.count.domain',
      /'int' is no form of domain; write one of list, json/,
    ],
    [
      'one argument used twice',
      withTool({ domain: '$.model' }),
      'tools.count.domain',
      /\$\.model is used by another entry/,
    ],
    [
      'an argument inside another',
      withTool({ options: { '$.domain.extra': 'text' } }),
      'tools.count.options',
      /used by another entry/,
    ],
    [
      'a needed slot left to the server',
      withTool({ model: { at: '$.model', absent: 'server_choice' } }),
      'tools.count.model.absent',
      /the operation needs it/,
    ],
    [
      'free text beside a count',
      withTool({ result: { kind: 'count', at: '$.count', keep: { hint: 'text' } } }),
      'tools.count.result.keep.hint',
      /free text passes in an identity only/,
    ],
    [
      'an answer without a place',
      withTool({ result: { kind: 'records' } }),
      'tools.count.result.at',
      /say where the records stands/,
    ],
    [
      'a schema source that is none',
      { ...minimal, schema: { tool: 'count', model: '$.model', fields: '$.fields' } },
      'schema.tool',
      /op: fields_get/,
    ],
  ])('refuses %s', (_, document, path, problem) => {
    const compile = () => compileBinding(document, 'small.yaml');
    expect(compile).toThrow(BindingError);
    try {
      compile();
    } catch (error) {
      expect(error).toMatchObject({ source: 'small.yaml', path });
      expect(String(error)).toMatch(problem);
    }
  });

  it('refuses what is no YAML, with its line', () => {
    expect(() => readBinding('binding: 1\nbinding: 1\n', 'twice.yaml')).toThrow(/line 2/);
    expect(() => readBinding('binding: !!js/function "x"\n', 'tag.yaml')).toThrow(BindingError);
    expect(() => readBinding('', 'empty.yaml')).toThrow(BindingError);
  });
});
