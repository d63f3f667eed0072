import { classifyInboundRequest } from '@modelcontextprotocol/server';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { META } from './envelope.ts';
import { classifyEra, type MirroredHeaders } from './era.ts';
import type { RpcMessage } from './message.ts';

const VERSION = '2026-07-28';
const envelope = { [META.protocolVersion]: VERSION, [META.clientCapabilities]: {} };
const call = (params: JsonObject = {}): RpcMessage => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'search_read', ...params },
});
const modern = call({ _meta: envelope });
const headers = { protocolVersion: VERSION, method: 'tools/call', name: 'search_read' };
const initialize: RpcMessage = { jsonrpc: '2.0', id: 0, method: 'initialize', params: {} };

describe('modern', () => {
  it('a whole envelope with the headers that repeat it', () => {
    expect(classifyEra(modern, 'http', headers)).toEqual({
      kind: 'modern',
      protocolVersion: VERSION,
    });
  });

  it('on stdio the envelope alone', () => {
    expect(classifyEra(modern, 'stdio')).toEqual({ kind: 'modern', protocolVersion: VERSION });
  });

  it('header values encoded, or with white space around them', () => {
    const encoded = { ...headers, name: '=?base64?c2VhcmNoX3JlYWQ=?=', method: ' tools/call\t' };
    expect(classifyEra(modern, 'http', encoded).kind).toBe('modern');
  });

  it('a notification under a modern header, without an envelope', () => {
    const message = { jsonrpc: '2.0', method: 'notifications/cancelled' } as const;
    expect(classifyEra(message, 'http', { protocolVersion: VERSION })).toEqual({
      kind: 'modern',
      protocolVersion: VERSION,
    });
  });

  it('initialize with a whole modern envelope: a request this era does not know', () => {
    const message = { ...initialize, params: { _meta: envelope } };
    expect(classifyEra(message, 'stdio').kind).toBe('modern');
  });
});

describe('legacy', () => {
  it.each<[string, RpcMessage, MirroredHeaders]>([
    ['initialize', initialize, {}],
    ['initialize before any version is agreed', initialize, { protocolVersion: '2024-10-07' }],
    ['a call without a header', call(), {}],
    ['a call under a legacy header', call(), { protocolVersion: '2025-06-18' }],
    ['a progress token in _meta', call({ _meta: { progressToken: 1 } }), {}],
    ['mirrored headers without a version', call(), { method: 'ping', name: 'other' }],
    ['a response', { jsonrpc: '2.0', id: 1, result: {} }, { protocolVersion: '2025-11-25' }],
    ['a notification', { jsonrpc: '2.0', method: 'notifications/initialized' }, {}],
  ])('%s', (_name, message, sent) => {
    expect(classifyEra(message, 'http', sent).kind).toBe('legacy');
  });

  it('carries the version of its header', () => {
    expect(classifyEra(call(), 'http', { protocolVersion: '2025-06-18' })).toEqual({
      kind: 'legacy',
      protocolVersion: '2025-06-18',
    });
  });
});

describe('refused', () => {
  const without = (key: string): RpcMessage =>
    call({ _meta: Object.fromEntries(Object.entries(envelope).filter(([name]) => name !== key)) });
  const claiming = (version: string): RpcMessage =>
    call({ _meta: { ...envelope, [META.protocolVersion]: version } });

  it.each<[string, number, RpcMessage, MirroredHeaders]>([
    ['no envelope under a modern header', -32602, call(), headers],
    ['a newer header without an envelope', -32602, call(), { protocolVersion: '2027-01-01' }],
    ['an envelope without a version', -32602, without(META.protocolVersion), headers],
    ['an envelope without capabilities', -32602, without(META.clientCapabilities), headers],
    [
      'capabilities that are no object',
      -32602,
      call({ _meta: { ...envelope, [META.clientCapabilities]: [] } }),
      headers,
    ],
    [
      'a version that is no string',
      -32602,
      call({ _meta: { ...envelope, [META.protocolVersion]: 1 } }),
      headers,
    ],
    [
      'discovery without an envelope',
      -32602,
      { jsonrpc: '2.0', id: 1, method: 'server/discover' },
      {},
    ],
    [
      'another version in the header',
      -32020,
      modern,
      { ...headers, protocolVersion: '2025-11-25' },
    ],
    ['another method in the header', -32020, modern, { ...headers, method: 'tools/list' }],
    ['the method in another case', -32020, modern, { ...headers, method: 'Tools/Call' }],
    ['another name in the header', -32020, modern, { ...headers, name: 'unlink' }],
    ['a name that is not base64', -32020, modern, { ...headers, name: '=?base64?!?=' }],
    ['no version header', -32020, modern, { ...headers, protocolVersion: undefined }],
    ['no method header', -32020, modern, { ...headers, method: undefined }],
    ['no name header', -32020, modern, { ...headers, name: undefined }],
    ['initialize under a modern header', -32020, initialize, { protocolVersion: VERSION }],
    [
      'a newer version',
      -32022,
      claiming('2027-01-01'),
      { ...headers, protocolVersion: '2027-01-01' },
    ],
    [
      'a legacy version in an envelope',
      -32022,
      claiming('2025-11-25'),
      { ...headers, protocolVersion: undefined },
    ],
    ['a legacy call under an unknown header', -32600, call(), { protocolVersion: '1999-01-01' }],
    ['two versions in one header', -32600, call(), { protocolVersion: '2025-11-25, 2025-06-18' }],
  ])('%s: %i', (_name, code, message, sent) => {
    expect(classifyEra(message, 'http', sent)).toMatchObject({
      kind: 'refused',
      status: 400,
      code,
    });
  });

  it('an unsupported version names those that are', () => {
    expect(classifyEra(claiming('2027-01-01'), 'stdio')).toMatchObject({
      data: { supported: [VERSION], requested: '2027-01-01' },
    });
  });
});

describe('a version header that may be set aside', () => {
  const lenient = (message: RpcMessage, sent: MirroredHeaders) =>
    classifyEra(message, 'http', sent, 'lenient');

  it.each<[string, MirroredHeaders, string | undefined]>([
    ['an earlier version', { ...headers, protocolVersion: ' 2025-11-25' }, '2025-11-25'],
    ['a later version', { ...headers, protocolVersion: '2027-01-01' }, '2027-01-01'],
    ['an earlier version and nothing else', { protocolVersion: '2025-11-25' }, '2025-11-25'],
    ['no version', {}, undefined],
  ])('%s: the body counts', (_name, sent, header) => {
    expect(lenient(modern, sent)).toEqual({
      kind: 'modern',
      protocolVersion: VERSION,
      setAside: { header },
    });
  });

  it.each<[string, number, RpcMessage, MirroredHeaders]>([
    ['another method', -32020, modern, { protocolVersion: '2025-11-25', method: 'tools/list' }],
    ['another name', -32020, modern, { protocolVersion: '2025-11-25', name: 'unlink' }],
    ['no method beside the same version', -32020, modern, { ...headers, method: undefined }],
    ['a body without an envelope', -32602, call(), headers],
    [
      'a version of the body that is not enforced',
      -32022,
      call({ _meta: { ...envelope, [META.protocolVersion]: '2027-01-01' } }),
      headers,
    ],
    ['initialize under a modern header', -32020, initialize, { protocolVersion: VERSION }],
  ])('%s is still refused: %i', (_name, code, message, sent) => {
    expect(lenient(message, sent)).toMatchObject({ kind: 'refused', code });
  });

  it('is that of the same version: nothing is set aside', () => {
    expect(lenient(modern, headers)).toEqual({ kind: 'modern', protocolVersion: VERSION });
    expect(lenient(call(), { protocolVersion: '2025-06-18' })).toEqual({
      kind: 'legacy',
      protocolVersion: '2025-06-18',
    });
  });
});

describe('beside the reference SDK', () => {
  const params = fc.record(
    {
      name: fc.constantFrom('a', 'b'),
      _meta: fc.record(
        {
          [META.protocolVersion]: fc.constantFrom<string | number>(
            VERSION,
            '2025-11-25',
            '2027-01-01',
            3,
          ),
          [META.clientCapabilities]: fc.constantFrom<JsonObject | number>({}, 1),
          [META.clientInfo]: fc.constantFrom<JsonObject>(
            { name: 'c', version: '1' },
            { name: 'c' },
          ),
          progressToken: fc.constant(1),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  );
  const message = fc.oneof(
    fc.record({
      jsonrpc: fc.constant('2.0' as const),
      id: fc.constantFrom<string | number>(0, 'a'),
      method: fc.constantFrom('initialize', 'tools/call', 'tools/list', 'ping'),
      params,
    }),
    fc.record({
      jsonrpc: fc.constant('2.0' as const),
      method: fc.constantFrom('notifications/cancelled', 'notifications/initialized'),
      params,
    }),
    fc.constant({ jsonrpc: '2.0' as const, id: 1, result: {} }),
  );
  const version = fc.constantFrom(undefined, VERSION, '2025-11-25', '2025-06-18', '2027-01-01');
  const method = fc.constantFrom(undefined, 'tools/call', 'initialize', 'notifications/cancelled');

  it('no message changes its era between the two', () => {
    fc.assert(
      fc.property(message, version, method, (body, protocolVersion, mcpMethod) => {
        const ours = classifyEra(body, 'http', { protocolVersion, method: mcpMethod });
        const theirs = classifyInboundRequest({
          httpMethod: 'POST',
          ...(protocolVersion === undefined ? {} : { protocolVersionHeader: protocolVersion }),
          ...(mcpMethod === undefined ? {} : { mcpMethodHeader: mcpMethod }),
          body,
        });
        switch (theirs.kind) {
          case 'legacy':
            // Ours checks the version header in the same step; theirs leaves it to the transport.
            expect(['legacy', 'refused']).toContain(ours.kind);
            if (ours.kind === 'refused') expect(ours.code).toBe(-32600);
            return;
          case 'modern':
            // Likewise the supported versions and the presence of headers.
            expect(ours.kind).not.toBe('legacy');
            if (ours.kind === 'refused') expect([-32020, -32022]).toContain(ours.code);
            return;
          case 'reject':
            expect(ours).toMatchObject({
              kind: 'refused',
              status: theirs.httpStatus,
              code: theirs.code,
            });
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
