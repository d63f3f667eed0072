import { describe, expect, it } from 'vitest';
import { loadBundledBindings } from './bundled.ts';
import { bundledFiles, sampleCall, toolsOf } from './sample-call.fixture.ts';

const bindings = loadBundledBindings();
const described = bundledFiles.flatMap((file) =>
  toolsOf(file).map(([name, tool]) => [file, name, tool] as const),
);

describe('the bindings that are shipped', () => {
  it('describe every tool of every file once', () => {
    const names = bindings.flatMap(({ tools }) => [...tools.keys()]);
    expect([...names].sort()).toEqual(described.map(([, name]) => name).sort());
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(described)('%s: %s binds a call and writes it back', (_, name, document) => {
    const tool = bindings.flatMap(({ tools }) => tools.get(name) ?? [])[0];
    const args = sampleCall(document);
    const call = tool?.bind(args);
    if (tool === undefined || call === undefined) throw new Error(`no tool ${name}`);
    if ('effect' in call) throw new Error(call.reason);
    expect(call.operations).toHaveLength(tool.steps.length);
    for (const [index, { kinds, model }] of tool.steps.entries()) {
      const operation = call.operations[index];
      expect(operation !== undefined && kinds.has(operation.kind)).toBe(true);
      if (model !== undefined) expect(operation).toMatchObject({ model });
    }
    const forwarded = call.emit(call.operations);
    expect(forwarded).toEqual(args);
    expect(tool.bind(forwarded)).toMatchObject({ operations: call.operations });
    expect(tool.units(args)).toBeGreaterThanOrEqual(1);
  });
});
