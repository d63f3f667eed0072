import { describe, expect, it } from 'vitest';
import type { Obligation } from '../decision.ts';
import type { Json, JsonObject } from '../json.ts';
import type { RecordId } from '../names.ts';
import type { Operation } from '../operation.ts';
import { embedded, filterBlob, uriOfBlob } from './blob.ts';
import { bytesOf, isMimeType } from './file-facts.ts';
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

describe('what a file is', () => {
  it('is named by one line of plain text', () => {
    const named = (name: Json) => {
      const decided = { operation: report, obligation: blob, mentionsHidden: () => false };
      const answer = { content: [file()], structuredContent: { name } };
      const whole = filterToolResult(answer, tool.result, [decided], limits);
      return 'effect' in whole ? whole : whole.result.structuredContent;
    };
    for (const name of ['a.pdf', 'Größe 2.pdf', 'x'.repeat(255), ''])
      expect(named(name)).toEqual({ name });
    for (const name of ['x'.repeat(256), 'a\nb', 'a\u202eb', 'a\u0000', 7, null, ['a.pdf']])
      expect(named(name)).toEqual({});
  });

  it.each<[string, number | undefined]>([
    ['', 0],
    ['AAAA', 3],
    ['AAA=', 2],
    ['AA==', 1],
    ['A===', undefined],
    ['AAA', undefined],
    ['AA=A', undefined],
    ['AAAA\n', undefined],
    ['AAAAAAA\n', undefined],
    ['====', undefined],
  ])('has of the base64 %j so many bytes: %s', (text, bytes) => {
    expect(bytesOf(text)).toBe(bytes);
  });

  it.each([
    ['application/pdf', true],
    ['image/svg+xml', true],
    ['application/vnd.ms-excel.12', true],
    [`text/${'a'.repeat(100)}`, true],
    [`text/${'a'.repeat(101)}`, false],
    ['text/', false],
    ['text/-a', false],
    ['text/html; charset=x', false],
    ['x-text/html', false],
    ['text/html\n', false],
    [['text/html'], false],
  ])('is of the type %j, if that is one: %s', (value, isType) => {
    expect(isMimeType(value)).toBe(isType);
  });

  it('is told by the call it answers', () => {
    const about = { model: partner, ids: [id(7), id(8)] };
    expect(uriOfBlob({ kind: 'print_report', ...about, report: 'a.b' })).toBe(
      'odoo://reports/a.b/7,8',
    );
    expect(uriOfBlob({ kind: 'read_attachments', ...about, attachment: id(9) })).toBe(
      'odoo://attachments/res.partner/7,8/9',
    );
    expect(uriOfBlob({ kind: 'read_attachments', ...about })).toBe(
      'odoo://attachments/res.partner/7,8/',
    );
    for (const operation of [undefined, { kind: 'read', ...about } as const])
      expect(uriOfBlob(operation)).toBe('odoo://file');
  });

  it('is none that nobody decided on, nor one of another call than a read', () => {
    const contents = [{ blob: bytes }];
    const seen = records({ visible: new Map([[field('image'), 'value']]) });
    const decided = (operation: Operation, obligation: Obligation) => ({
      ...{ operation, obligation, mentionsHidden: () => false },
    });
    const read: Operation = { kind: 'read', model: partner, ids: [id(7)] };
    const search: Operation = { kind: 'search_read', model: partner };
    expect(filterBlob(contents, decided(read, seen), 100)).toMatchObject({ blob: bytes });
    const problem = { problem: 'it holds a file that no rule describes' };
    expect(filterBlob(contents, undefined, 100)).toEqual(problem);
    expect(filterBlob(contents, decided(search, seen), 100)).toEqual(problem);
    const masked = { ...seen, masked: [field('vat')] } as Obligation;
    expect(filterBlob(contents, decided(read, masked), 100)).toEqual(problem);
    const none = records({ visible: new Map([[field('id'), 'value']]) });
    expect(filterBlob(contents, decided(read, none), 100)).toEqual(problem);
    expect(filterBlob(contents, decided(read, seen), 8)).toMatchObject({ blob: bytes });
    expect(filterBlob(contents, decided(read, seen), 7)).toEqual({
      problem: 'its file has 8 bytes, and at most 7 may leave',
    });
  });

  it('stands embedded in what a tool answers, where there is anything', () => {
    const resource = { blob: bytes };
    expect(
      embedded({
        content: [{ type: 'resource', resource }, { type: 'text', resource }, 'x', null],
      }),
    ).toEqual([resource]);
    expect(embedded({ content: [{ type: 'resource' }] })).toEqual([null]);
    for (const result of [{}, { content: 'x' }, { content: { 0: 'x' } }])
      expect(embedded(result)).toEqual([]);
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
