import { describe, expect, it } from 'vitest';
import type { Obligation } from '../decision.ts';
import type { Json, JsonObject } from '../json.ts';
import type { RecordId } from '../names.ts';
import type { Operation } from '../operation.ts';
import { field, partner, records } from './filtering.fixture.ts';
import { filterResourceResult } from './resource-result.ts';
import { boundTool } from './result-language.fixture.ts';
import { filterToolResult } from './tool-result.ts';

const bytes = Buffer.from('%PDF-1.7').toString('base64');
const id = (value: number) => value as RecordId;
const report: Operation = {
  ...{ kind: 'print_report', model: partner, ids: [id(7)], report: 'base.report' },
};
const blob: Obligation = { kind: 'blob', model: partner, maxBytes: 8 };
const tool = boundTool(
  {
    kind: 'blob',
    keep: { report: { echo: 'report' }, mimetype: 'mime_type', name: 'file_name', size: 'integer' },
  },
  { op: 'print_report', model: '$.model', ids: '$.ids', report: '$.report' },
);
const limits = { maxResponseBytes: 10_000 };
const file = (more: JsonObject = {}): JsonObject => ({
  type: 'resource',
  resource: { uri: 'odoo://secret', mimeType: 'application/pdf', blob: bytes, ...more },
});
const text: JsonObject = { type: 'text', text: 'here you are' };
const structuredContent = {
  ...{ report: 'base.report', mimetype: 'application/pdf', size: 8 },
  ...{ name: 'a.pdf', author: 'x' },
};

function filtered(content: readonly Json[], obligation = blob, operation = report) {
  const decided = { operation, obligation, mentionsHidden: () => false };
  return filterToolResult({ content, structuredContent }, tool.result, [decided], limits);
}

describe('a file beside an answer', () => {
  it('is its bytes and their type, under a URI of the guard', () => {
    const whole = filtered([text, file()]);
    const shown = { report: 'base.report', mimetype: 'application/pdf', size: 8, name: 'a.pdf' };
    expect(whole).toMatchObject({ notes: [{ kind: 'keys_dropped', keys: ['author'] }] });
    expect('effect' in whole ? whole : whole.result).toEqual({
      content: [
        { type: 'text', text: JSON.stringify(shown) },
        {
          type: 'resource',
          resource: {
            uri: 'odoo://reports/base.report/7',
            mimeType: 'application/pdf',
            blob: bytes,
          },
        },
      ],
      structuredContent: shown,
    });
  });

  it.each(['text/html; charset=x', 'TEXT/HTML', 'x', 7, 'a/b', null])(
    'has no type that is written as %j',
    (mimeType) => {
      expect(filtered([text, file({ mimeType })])).toMatchObject({
        result: { content: [{}, { resource: { mimeType: 'application/octet-stream' } }] },
      });
    },
  );

  it.each<[string, readonly Json[], RegExp]>([
    ['there is none', [text], /exactly one file/],
    ['there are two', [text, file(), file()], /exactly one file/],
    ['it is a text', [file({ blob: null, text: 'x' })], /not in base64/],
    ['it is no base64', [file({ blob: 'a b=' })], /not in base64/],
    ['it is base64 of URLs', [file({ blob: 'ab-_' })], /not in base64/],
    ['it is larger than allowed', [file({ blob: `AAAA${bytes}` })], /has 11 bytes, and at most 8/],
  ])('is refused where %s', (_, content, reason) => {
    expect(filtered(content)).toMatchObject({
      effect: 'deny',
      code: 'result_unreadable',
      reason: expect.stringMatching(reason),
    });
  });

  it('is refused where no rule is about a file', () => {
    for (const obligation of [{ kind: 'nothing' } as const, records()])
      expect(filtered([text, file()], obligation)).toMatchObject({
        reason: expect.stringMatching(/no rule describes/),
      });
  });

  it('does not come along where none was asked for', () => {
    const search = boundTool(
      { kind: 'count', at: '$.count' },
      { op: 'search_count', model: '$.model' },
    );
    const answer = { content: [file()], structuredContent: { count: 1 } };
    const whole = filterToolResult(answer, search.result, [], limits);
    expect(JSON.stringify(whole)).not.toContain(bytes);
    expect(whole).toMatchObject({ notes: [{ kind: 'result_withheld' }] });
  });
});

describe('a file that is a field', () => {
  const resource = boundTool(
    { kind: 'blob' },
    { op: 'read', model: '$.model', ids: '$.ids', fields: '$.fields' },
  ).result;
  const uri = 'odoo://binary/res.partner/7/image_128';
  const read: Operation = { kind: 'read', model: partner, ids: [id(7)] };
  const contents = [{ uri: 'x', mimeType: 'image/png', blob: bytes, name: 'secret' }];
  const only = (name: string) =>
    records({
      visible: new Map([
        [field('id'), 'value'],
        [field(name), 'value'],
      ]),
    });

  function readAs(obligation: Obligation) {
    const decided = { operation: read, obligation, mentionsHidden: () => false };
    return filterResourceResult({ contents }, uri, resource, [decided], limits);
  }

  it('leaves where that one field is shown', () => {
    expect(readAs(only('image_128'))).toMatchObject({
      result: { contents: [{ uri, mimeType: 'image/png', blob: bytes }] },
    });
    expect(JSON.stringify(readAs(only('image_128')))).not.toContain('secret');
  });

  it.each<[string, Obligation]>([
    ['several are', records()],
    ['it is hidden', records({ visible: new Map(), masked: [field('image_128')] })],
    ['only a label is', records({ visible: new Map([[field('a'), 'label']]) })],
    ['nothing is', { kind: 'nothing' }],
  ])('does not where %s', (_, obligation) => {
    expect(readAs(obligation)).toMatchObject({ effect: 'deny', code: 'result_unreadable' });
  });
});
