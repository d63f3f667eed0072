import { describe, expect, it } from 'vitest';
import { loadBundledBindings } from '../../policies/bindings/bundled.ts';
import type { JsonObject } from '../../policies/json.ts';
import type { ModelName } from '../../policies/names.ts';
import type { Reach } from '../../policies/reach.ts';
import type { Subject } from '../../policies/subject.ts';
import { UpstreamFailure } from '../exchange.ts';
import { toolError, toolResult } from '../memory-upstream.fixture.ts';
import { ToolFailure } from '../tool-failure.ts';
import { createReachSource } from './reach.ts';
import { BEHALF, type CallTool, toolsDoor } from './tools-door.fixture.ts';

const [binding] = loadBundledBindings().filter(({ id }) => id === 'odoo-mcp-upstream');
const own: Reach = { key: 'own', model: 'sale.order' as ModelName, domain: [['user_id', '=', 5]] };
const nobody: Subject = {
  ...{ id: 'token:ann', name: 'ann', source: 'token' },
  ...{ groups: new Set(), admin: false },
};
const ann: Subject = {
  ...nobody,
  odoo: { database: 'd', login: 'ann', uid: 5, partnerId: 9, companyIds: [1, 2] },
};

function among(ids: readonly number[], callTool: CallTool, subject = nobody, reach = own) {
  return createReachSource(toolsDoor(callTool), binding).among(
    reach,
    new Set(ids),
    subject,
    BEHALF,
  );
}

const found = (...ids: readonly number[]) => toolResult({ records: ids.map((id) => ({ id })) });

describe('the records within reach', () => {
  it('are searched for by their ids and the rules', async () => {
    const sent: unknown[] = [];
    const within = await among([7, 3, 9], (tool, args) => {
      sent.push([tool, args]);
      return found(9, 3);
    });
    expect(within).toEqual(new Set([3, 9]));
    const domain = ['&', ['id', 'in', [3, 7, 9]], ['user_id', '=', 5]];
    expect(sent).toEqual([
      ['search_read', { model: 'sale.order', domain, fields: ['id'], limit: 3 }],
    ]);
  });

  it('are searched for in the companies of the subject', async () => {
    const companies: unknown[] = [];
    const note = (_tool: string, { company_ids }: JsonObject) => {
      companies.push(company_ids);
      return found();
    };
    expect(await among([3], note, ann)).toEqual(new Set());
    expect(companies).toEqual([[1, 2]]);
  });

  it('are asked for some at a time, and not at all where there are very many', async () => {
    const limits: unknown[] = [];
    const even: CallTool = (_tool, { domain, limit }) => {
      limits.push(limit);
      const [, [, , ids]] = domain as [string, [string, string, number[]]];
      return found(...ids.filter((id) => id % 2 === 0));
    };
    const upTo = (most: number) => Array.from({ length: most }, (_, index) => index + 1);
    expect((await among(upTo(450), even))?.size).toBe(225);
    expect(limits).toEqual([200, 200, 50]);
    expect(await among(upTo(4_001), even)).toBeUndefined();
  });

  it('are none where none is asked about', async () => {
    expect(await among([], () => raise(new Error('not expected')))).toEqual(new Set());
  });

  it.each<[string, CallTool]>([
    ['another record comes', () => found(3, 4)],
    ['nothing of the kind comes', () => toolResult({ other: 1 })],
    ['a record has no id', () => toolResult({ records: [{ name: 'x' }] })],
    ['a record is none', () => toolResult({ records: [3] })],
    ['the search is refused', () => raise(new ToolFailure('search_read', toolError('access')))],
    ['nobody answers', () => raise(new UpstreamFailure('timeout', 'no answer'))],
  ])('are not known where %s', async (_what, callTool) => {
    expect(await among([3], callTool)).toBeUndefined();
  });

  it('are not known where no tool searches', async () => {
    const door = toolsDoor(() => raise(new Error('not expected')));
    const source = createReachSource(door, undefined);
    expect(await source.among(own, new Set([3]), nobody, BEHALF)).toBeUndefined();
  });

  it('are of no use to a caller who left, and an error of the guard is one', async () => {
    const left = () => raise(new UpstreamFailure('aborted', 'left'));
    await expect(among([3], left)).rejects.toThrow('left');
    await expect(among([3], () => raise(new Error('a bug')))).rejects.toThrow('a bug');
  });
});

function raise(error: Error): never {
  throw error;
}
