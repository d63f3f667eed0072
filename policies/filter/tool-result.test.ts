import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import type { Operation } from '../operation.ts';
import {
  answer,
  nothing,
  outcome,
  partner,
  passed,
  records,
  search,
  shapeOf,
} from './filtering.fixture.ts';
import { startFindings } from './findings.ts';
import { hasOtherBlocks, structuredAnswer } from './structured-result.ts';
import { filterToolResult } from './tool-result.ts';
import { tooLarge, unreadable } from './unreadable.ts';

describe('any answer', () => {
  it.each<[string, JsonObject]>([
    ['no structured content and prose', { content: [{ type: 'text', text: 'Azure, Deco' }] }],
    ['no content at all', {}],
    [
      'several texts',
      {
        content: [
          { type: 'text', text: '{}' },
          { type: 'text', text: '{}' },
        ],
      },
    ],
    ['structured content that is no object', { content: [], structuredContent: [{ id: 1 }] }],
    ['no records where they belong', answer({ rows: [] })],
    ['records that are none', answer({ records: ['Azure'] })],
    ['an unfinished result', answer({ records: [] }, { resultType: 'input_required' })],
  ])('denies an answer with %s', (_, result) => {
    const denied = outcome('search_read', result, search, records());
    expect(denied).toMatchObject({ effect: 'deny', rule: 'fail-closed' });
  });

  it('reads the text where the server sends no structured content', () => {
    const text = JSON.stringify({ records: [{ id: 7, vat: 'x' }], count: 1 });
    const result = { content: [{ type: 'text', text }] };
    expect(passed('search_read', result, search, records()).result).toEqual({
      content: [{ type: 'text', text: '{"records":[{"id":7}],"count":1}' }],
      structuredContent: { records: [{ id: 7 }], count: 1 },
    });
  });

  it('replaces a text copy that says more than the structure', () => {
    const result = answer({ records: [{ id: 7 }] });
    const chatty = { ...result, content: [{ type: 'text', text: 'Azure owes 9000' }] };
    expect(passed('search_read', chatty, search, records()).result.content).toEqual([
      { type: 'text', text: '{"records":[{"id":7}]}' },
    ]);
  });

  it('drops other content, the server meta and unknown keys', () => {
    const result = {
      ...answer({ records: [] }),
      content: [
        { type: 'image', data: 'aGk=', mimeType: 'image/png' },
        { type: 'resource_link', uri: 'odoo://record/res.partner/7', name: 'Azure' },
      ],
      _meta: { 'x/rows': [{ name: 'Azure' }] },
      rows: [{ name: 'Azure' }],
    };
    const filtered = passed('search_read', result, search, records());
    expect(filtered.result).toEqual({
      content: [{ type: 'text', text: '{"records":[]}' }],
      structuredContent: { records: [] },
    });
    expect(filtered.notes).toEqual([
      { kind: 'result_withheld', reason: 'content other than structured data is left out' },
    ]);
  });

  it('keeps the result type of a finished result', () => {
    const result = answer({ records: [] }, { resultType: 'complete' });
    expect(passed('search_read', result, search, records()).result.resultType).toBe('complete');
  });

  it('denies what is too large, with advice', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({
      id: index + 1,
      name: 'x'.repeat(50),
    }));
    const denied = filterToolResult(
      answer({ records: many }),
      shapeOf('search_read'),
      [{ operation: search, obligation: records(), mentionsHidden: () => false }],
      { maxResponseBytes: 2_000 },
    );
    expect(denied).toMatchObject({
      code: 'result_too_large',
      allowed: 'Ask for fewer fields or set a lower limit.',
    });
  });
});

describe('the structured answer of a tool', () => {
  const block = (text: Json): Json => ({ type: 'text', text });
  const rows = { records: [] };
  const told = JSON.stringify(rows);

  it('is its structured content, or the object that its one text holds', () => {
    expect(structuredAnswer({ structuredContent: rows, content: [block('x')] })).toEqual(rows);
    expect(structuredAnswer({ content: [block(told)] })).toEqual(rows);
    expect(structuredAnswer({ content: [{ type: 'image' }, block(told), 7, null] })).toEqual(rows);
  });

  it('is none where that is no object, or there are several', () => {
    for (const structuredContent of [null, 'x', [rows], 7])
      expect(structuredAnswer({ structuredContent, content: [block(told)] })).toBeUndefined();
    for (const content of [
      ...[[block(told), block(told)], [block(told), block('x')], [block('x')], [block('[1]')]],
      ...[[{ type: 'note', text: told }], [{ text: told }], [block([told])], [told], told, {}],
    ])
      expect(structuredAnswer({ content })).toBeUndefined();
    expect(structuredAnswer({})).toBeUndefined();
  });

  it('comes alone, or with the one resource that is expected', () => {
    const resource = { type: 'resource', resource: {} };
    const others = (content: readonly Json[], resources = 0) =>
      hasOtherBlocks({ content }, resources);
    expect(others([block('x'), block('y')])).toBe(false);
    for (const other of [{ type: 'image' }, { type: 'note', text: 'x' }, 'x', null, {}]) {
      expect(others([block('x'), other])).toBe(true);
      expect(others([block('x'), other], 1)).toBe(true);
    }
    expect(others([resource])).toBe(true);
    expect(others([resource], 1)).toBe(false);
    expect(others([resource, resource], 1)).toBe(true);
    expect(hasOtherBlocks({}, 0)).toBe(false);
  });
});

describe('a result that cannot leave', () => {
  const write: Operation = {
    ...{ kind: 'write', model: partner, ids: [], values: {}, dryRun: false },
  };
  const decided = (...operations: readonly Operation[]) =>
    operations.map((operation) => ({
      ...{ operation, obligation: nothing, mentionsHidden: () => false },
    }));

  it('is said to have been carried out where one of its operations changes anything', () => {
    const carriedOut = / The call itself has been carried out: do not repeat it\.$/;
    for (const denial of [
      unreadable('x', decided(search, write)),
      unreadable('x', decided(write)),
      tooLarge(9, 8, decided(write, search)),
    ])
      expect(denial.reason).toMatch(carriedOut);
    for (const denial of [
      unreadable('x', decided(search)),
      unreadable('x', []),
      tooLarge(9, 8, decided({ ...write, dryRun: true })),
    ])
      expect(denial.reason).not.toMatch(carriedOut);
  });

  it('says why', () => {
    expect(unreadable('it is odd', [])).toEqual({
      ...{ effect: 'deny', code: 'result_unreadable', rule: 'fail-closed' },
      reason: 'The answer of the server behind cannot be filtered: it is odd.',
    });
    expect(tooLarge(9, 8, [])).toEqual({
      ...{ effect: 'deny', code: 'result_too_large' },
      rule: 'model_access.yaml:max_response_bytes',
      reason: 'The answer has 9 bytes, more than the 8 that may leave.',
      allowed: 'Ask for fewer fields or set a lower limit.',
    });
  });

  it('is one that is not finished', () => {
    for (const resultType of ['input_required', 7, null])
      expect(
        outcome('search_read', answer({ records: [] }, { resultType }), search, records()),
      ).toMatchObject({ code: 'message_not_supported', rule: 'fail-closed' });
  });

  it('is one a byte larger than may leave', () => {
    const result = answer({ records: [{ id: 7 }] });
    const size = Buffer.byteLength(JSON.stringify(result));
    const within = (maxResponseBytes: number) =>
      filterToolResult(
        result,
        shapeOf('search_read'),
        [{ operation: search, obligation: records(), mentionsHidden: () => false }],
        { maxResponseBytes },
      );
    expect(within(size)).not.toHaveProperty('effect');
    expect(within(size - 1)).toMatchObject({ code: 'result_too_large' });
  });
});

describe('what filtering found', () => {
  it('names dropped keys once, in order, twenty at most, and only those that read like fields', () => {
    const findings = startFindings();
    for (const key of ['vat', 'Secret value', 'vat', 'email', 'x y']) findings.dropped(key);
    findings.withheld('one');
    findings.withheld('two');
    findings.withheld('one');
    expect(findings.notes()).toEqual([
      { kind: 'keys_dropped', keys: ['?', 'email', 'vat'] },
      { kind: 'result_withheld', reason: 'one' },
      { kind: 'result_withheld', reason: 'two' },
    ]);
    const many = startFindings();
    for (let index = 0; index < 30; index += 1) many.dropped(`x_${String(index).padStart(2, '0')}`);
    expect(many.notes()).toEqual([
      {
        kind: 'keys_dropped',
        keys: Array.from({ length: 20 }, (_, index) => `x_${String(index).padStart(2, '0')}`),
      },
    ]);
    expect(startFindings().notes()).toEqual([]);
  });
});

describe('results that report an error', () => {
  it.each<[Json, string]>([
    [{ 'odoo-mcp/error': { class: 'access_denied' } }, 'access_denied'],
    [{ 'odoo-mcp/error': 'missing' }, 'missing'],
    [{ 'odoo-mcp/error': { class: 'x'.repeat(40) } }, 'x'.repeat(40)],
    [{ 'odoo-mcp/error': { class: 'x'.repeat(41) } }, 'unknown'],
    [{ 'odoo-mcp/error': { class: 'missing Jane' } }, 'unknown'],
    [{ 'odoo-mcp/error': { class: ['missing'] } }, 'unknown'],
    [{ 'odoo-mcp/error': ['missing'] }, 'unknown'],
    [{}, 'unknown'],
    ['missing', 'unknown'],
  ])('are of the class that the server says in %j: %s', (_meta, error) => {
    const result = { content: [], isError: true, _meta };
    expect(passed('search_read', result, search, records()).upstreamError).toBe(error);
  });

  it('are those that do not say that they are none', () => {
    const rows = answer({ records: [] });
    for (const isError of [true, 1, 'x', null])
      expect(passed('search_read', { ...rows, isError }, search, records())).toHaveProperty(
        'upstreamError',
      );
    expect(
      passed('search_read', { ...rows, isError: false }, search, records()),
    ).not.toHaveProperty('upstreamError');
    const failed = { content: [], isError: true, resultType: 'complete' };
    expect(passed('search_read', failed, search, records()).result).toMatchObject({
      ...{ resultType: 'complete', isError: true },
    });
    const { resultType: _, ...older } = failed;
    expect(passed('search_read', older, search, records()).result).not.toHaveProperty('resultType');
  });

  it('carry the sanitised text and no structure', () => {
    const result = {
      content: [{ type: 'text', text: 'Nothing found.\nTraceback (most recent call last):\n x' }],
      structuredContent: { records: [{ name: 'Azure' }] },
      isError: true,
      _meta: { 'odoo-mcp/error': { class: 'missing', retryable: false } },
    };
    expect(passed('search_read', result, search, records())).toEqual({
      result: { content: [{ type: 'text', text: 'Nothing found.' }], isError: true },
      notes: [],
      rows: 0,
      upstreamError: 'missing',
    });
  });

  it('have an unknown class where the server says none', () => {
    const result = { content: [], isError: true, _meta: { 'odoo-mcp/error': { class: 'A b' } } };
    expect(passed('search_read', result, search, records()).upstreamError).toBe('unknown');
  });
});
