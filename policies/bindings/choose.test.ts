import { describe, expect, it } from 'vitest';
import { chooseBinding } from './choose.ts';
import { compileBinding } from './compile.ts';

function binding(id: string, tools: readonly string[], serverName?: string) {
  const tool = { op: 'list_models', result: { kind: 'models', at: '$.models' } };
  return compileBinding(
    {
      binding: 1,
      id,
      match: { tools, ...(serverName === undefined ? {} : { server_name: serverName }) },
      tools: Object.fromEntries(tools.map((name) => [name, tool])),
    },
    `${id}.yaml`,
  );
}

const one = binding('one', ['a', 'b']);
const two = binding('two', ['a', 'c'], 'odoo');

describe('choosing a binding', () => {
  it('chooses the one whose tools all exist', () => {
    expect(chooseBinding([one, two], 'x', ['a', 'b', 'z'])).toEqual({ binding: one });
    expect(chooseBinding([one, two], 'odoo', ['a', 'c'])).toEqual({ binding: two });
  });

  it('chooses none when a tool or the said name is missing', () => {
    for (const choice of [
      chooseBinding([one, two], 'odoo', ['a']),
      chooseBinding([one, two], 'other', ['a', 'c']),
      chooseBinding([], 'odoo', ['a', 'b', 'c']),
    ])
      expect(choice).toEqual({ reason: 'no binding fits the tools this server offers' });
  });

  it('does not guess between several', () => {
    expect(chooseBinding([one, two], 'odoo', ['a', 'b', 'c'])).toMatchObject({
      reason: expect.stringMatching(/one, two.*gateway\.yaml/),
    });
  });

  it('takes the wanted one if it fits, whatever the server calls itself', () => {
    expect(chooseBinding([one, two], 'other', ['a', 'b', 'c'], 'two')).toEqual({ binding: two });
    expect(chooseBinding([one, two], 'odoo', ['a', 'b'], 'two')).toEqual({
      reason: "binding 'two' does not fit: the server lacks c",
    });
    expect(chooseBinding([one, two], 'odoo', ['a', 'b'], 'three')).toEqual({
      reason: "there is no binding 'three'; known: one, two",
    });
  });
});
