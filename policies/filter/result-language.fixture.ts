import { compileBinding } from '../bindings/compile.ts';
import type { Obligation } from '../decision.ts';
import type { JsonObject } from '../json.ts';
import type { Operation } from '../operation.ts';
import { partner } from './filtering.fixture.ts';
import type { Decided } from './findings.ts';
import { filterToolResult } from './tool-result.ts';

/** A tool that reads records and groups and then creates one: its result may use all three steps. */
const STEPS = {
  found: { op: 'search_read', model: 'res.partner' },
  summed: { op: 'read_group', model: 'res.partner' },
  made: { op: 'create', model: 'res.partner', values: { value: { name: '$.name' } } },
};

export function boundTool(result: object, tool: object = { steps: STEPS, options: NAME }) {
  const tools = { tool: { ...tool, result } };
  const document = { binding: 1, id: 'test', tools };
  const bound = compileBinding(document, 'test.yaml').tools.get('tool');
  if (bound === undefined) throw new Error('no tool');
  return bound;
}

const NAME = { '$.name': 'text' };

export const operations: readonly Operation[] = [
  { kind: 'search_read', model: partner },
  { kind: 'read_group', model: partner },
  { kind: 'create', model: partner, values: [{ name: 'Azure' }], dryRun: false },
];

export function decidedOn(obligations: readonly Obligation[]): readonly Decided[] {
  return operations.map((operation, index) => ({
    operation,
    obligation: obligations[index] ?? { kind: 'nothing' },
    mentionsHidden: (text) => text.includes('secret'),
  }));
}

/** What is left of this structured content under a result of the binding language. */
export function left(
  keep: object,
  structuredContent: JsonObject,
  obligations: readonly Obligation[] = [],
  sent: JsonObject = {},
) {
  const filtered = filterToolResult(
    { content: [], structuredContent },
    boundTool({ keep }).result,
    decidedOn(obligations),
    { maxResponseBytes: 10_000 },
    sent,
  );
  if ('effect' in filtered) throw new Error(filtered.reason);
  return filtered.result.structuredContent;
}
