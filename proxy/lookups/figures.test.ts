import { describe, expect, it } from 'vitest';
import { loadBundledBindings } from '../../policies/bindings/bundled.ts';
import { parseModelSchema } from '../../policies/bindings/field-schema.ts';
import type { JsonObject } from '../../policies/json.ts';
import { parseFieldName, parseModelName, parseRecordId } from '../../policies/names.ts';
import { UpstreamFailure } from '../exchange.ts';
import { toolError, toolResult } from '../memory-upstream.fixture.ts';
import { ToolFailure } from '../tool-failure.ts';
import { createFigureSource } from './figures.ts';
import { BEHALF, type CallTool, toolsDoor } from './tools-door.fixture.ts';

const [binding] = loadBundledBindings().filter(({ id }) => id === 'odoo-mcp-upstream');
const model = must(parseModelName('sale.order'));
const field = must(parseFieldName('amount_total'));
const schema = must(
  parseModelSchema(model, {
    amount_total: { type: 'monetary', store: true },
    active: { type: 'boolean', store: true },
  }),
);

function reading(ids: readonly number[], callTool: CallTool, context?: JsonObject) {
  const asked = { schema, field, ids: ids.map((id) => must(parseRecordId(id))), context };
  return createFigureSource(toolsDoor(callTool), binding).read(asked, BEHALF);
}

describe('figures of records', () => {
  it('of one are read by its id, in the companies of the call', async () => {
    const sent: unknown[] = [];
    const figures = await reading(
      [3],
      (tool, args) => {
        sent.push([tool, args]);
        return toolResult({ record: { id: 3, amount_total: 12.5 } });
      },
      { allowed_company_ids: [2] },
    );
    expect(figures).toEqual([12.5]);
    const fields = ['id', 'amount_total'];
    const args = { model: 'sale.order', record_id: 3, fields, company_ids: [2] };
    expect(sent).toEqual([['get_record', args]]);
  });

  it('of several are searched for, archived ones too, and come in the order asked', async () => {
    const figures = await reading([7, 3, 7], (tool, { domain, limit }) => {
      expect([tool, limit]).toEqual(['search_read', 2]);
      expect(domain).toEqual(['&', ['id', 'in', [7, 3]], ['active', 'in', [true, false]]]);
      const records = [
        { id: 3, amount_total: 1 },
        { id: 7, amount_total: 2 },
      ];
      return toolResult({ records });
    });
    expect(figures).toEqual([2, 1]);
  });

  it.each<[string, readonly number[], CallTool]>([
    ['one is not found', [3, 4], () => toolResult({ records: [{ id: 3, amount_total: 1 }] })],
    ['another comes', [3], () => toolResult({ record: { id: 4, amount_total: 1 } })],
    ['the field is none', [3], () => toolResult({ record: { id: 3, amount_total: false } })],
    ['nothing of the kind comes', [3], () => toolResult({ other: 1 })],
    ['there are too many', Array.from({ length: 501 }, (_, id) => id + 1), () => toolResult({})],
    ['no record is named', [], () => toolResult({})],
    ['the read is refused', [3], () => raise(new ToolFailure('get_record', toolError('access')))],
    ['nobody answers', [3], () => raise(new UpstreamFailure('timeout', 'no answer'))],
  ])('are not known where %s', async (_what, ids, callTool) => {
    expect(await reading(ids, callTool)).toBeUndefined();
  });

  it('are of no use to a caller who left', async () => {
    const left = () => raise(new UpstreamFailure('aborted', 'left'));
    await expect(reading([3], left)).rejects.toThrow('left');
  });
});

function raise(error: Error): never {
  throw error;
}

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the fixture is wrong');
  return value;
}
