import { describe, expect, it } from 'vitest';
import { BindingError } from './binding-error.ts';
import { readBindings } from './read-bindings.ts';

const whole = {
  name: 'core.yaml',
  text: `
binding: 1
id: small
tools:
  count: { op: search_count, model: $.model, result: { kind: count, at: $.count } }
prompts:
  explore: { arguments: { model: model } }
completions: { arguments: { model: models }, model_from: [model] }
resources:
  - { uri: odoo://models, op: list_models, result: { kind: models, at: $.models } }
`,
};
const part = (text: string, name = 'part.yaml') => ({
  name,
  text: `binding: 1\npart_of: small\n${text}`,
});

describe('the parts of a binding', () => {
  it('are one binding with it, whatever their order', () => {
    const more = part(`
tools:
  find: { op: name_search, model: $.model, result: { kind: labels, at: $.records } }
prompts:
  report: { arguments: { period: text } }
completions: { arguments: { method: methods }, model_from: [model_name, model] }
resources:
  - { uri: "odoo://models/{name}", op: fields_get, model: $.name, result: { kind: fields, at: $.fields } }
`);
    const [binding, ...others] = readBindings([more, whole]);
    expect(others).toEqual([]);
    expect([...(binding?.tools.keys() ?? [])]).toEqual(['count', 'find']);
    expect([...(binding?.prompts.keys() ?? [])]).toEqual(['explore', 'report']);
    expect(binding?.resources.map(({ uri }) => uri)).toEqual([
      'odoo://models',
      'odoo://models/{name}',
    ]);
    expect(binding?.completions).toEqual({
      arguments: new Map([
        ['model', 'models'],
        ['method', 'methods'],
      ]),
      modelFrom: ['model', 'model_name'],
    });
  });

  it.each([
    [
      'tools: { count: { op: list_models, result: { kind: models, at: $.models } } }',
      'tools.count',
      /described in another part already/,
    ],
    ['prompts: { explore: {} }', 'prompts.explore', /described in another part already/],
    [
      'completions: { arguments: { model: ids } }',
      'completions.arguments.model',
      /described in another part already/,
    ],
    [
      'resources: [{ uri: odoo://models, op: list_models, result: { kind: models, at: $.models } }]',
      'resources.0.uri',
      /can be the same URI/,
    ],
    [
      'tools: { x: { op: whoami, opp: 1, result: { kind: identity } } }',
      'tools.x',
      /'opp' is not part/,
    ],
    ['identity: {}', '', /'identity' is not part of the binding language/],
    ['tools: { x: 1, x: 2 }', '', /unique/],
  ])('are refused with %j, by the name of their file', (text, path, problem) => {
    const attempt = () => readBindings([whole, part(text, 'plugin.yaml')]);
    expect(attempt).toThrow(BindingError);
    try {
      attempt();
    } catch (error) {
      expect(error).toMatchObject({ source: 'plugin.yaml', path });
      expect(String(error)).toMatch(problem);
    }
  });

  it('need a binding that is there, and one of each name', () => {
    expect(() => readBindings([part('', 'plugin.yaml')])).toThrow(/plugin.yaml: part_of: names a/);
    expect(() => readBindings([whole, { ...whole, name: 'again.yaml' }])).toThrow(
      /again.yaml: id: there is another binding 'small'/,
    );
  });
});
