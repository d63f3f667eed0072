import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { answer, outcome, passed, records, search, shapeOf } from './filtering.fixture.ts';
import { filterToolResult } from './tool-result.ts';

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

describe('results that report an error', () => {
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
