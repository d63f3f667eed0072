import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { errorOf, guarded, resultOf } from '../guarded.fixture.ts';
import { json, likeOdoo, memoryUpstream } from '../memory-upstream.fixture.ts';
import type { RecordingReply } from '../recording-reply.fixture.ts';

const worker = { bearer: 'worker', era: 'modern' } as const;

function namesOf(reply: RecordingReply): unknown[] {
  const { tools } = resultOf(reply);
  return Array.isArray(tools) ? tools.map((tool: JsonObject) => tool.name) : [];
}

describe('tools/list', () => {
  it.each([
    ['somebody known', worker, ['search_count', 'search_read', 'create_record']],
    [
      'a stranger',
      { era: 'modern' as const },
      ['login', 'search_count', 'search_read', 'create_record'],
    ],
  ])('names to %s what may be called', async (_, asking, expected) => {
    const guard = guarded(memoryUpstream(likeOdoo));
    expect(namesOf(await guard.ask('tools/list', {}, asking))).toEqual(expected);
  });

  it('leaves out what the caller could not call with any arguments', async () => {
    const guard = guarded(memoryUpstream(likeOdoo), {
      model_access: 'stock_models: {read_only: [res.partner]}',
      rbac: 'tool_group_requirements: {search_read: accounting}',
    });
    expect(namesOf(await guard.ask('tools/list', {}, worker))).toEqual(['search_count']);
  });

  it('names no login where it would have no effect', async () => {
    const guard = guarded(memoryUpstream(likeOdoo), { gateway: 'identity: {login: deny}' });
    expect(namesOf(await guard.ask('tools/list', {}, { era: 'modern' }))).not.toContain('login');
  });

  it('is for this caller alone in the modern era', async () => {
    const upstream = memoryUpstream((request) =>
      json(request, { resultType: 'complete', tools: [], cacheScope: 'public', ttlMs: 9 }),
    );
    expect(resultOf(await guarded(upstream).ask('tools/list', {}, worker))).toMatchObject({
      cacheScope: 'private',
      ttlMs: 0,
    });
  });

  it('forwards the cursor, empty or not, and nothing else, and hands on the next', async () => {
    const upstream = memoryUpstream((request) => json(request, { tools: [], nextCursor: '' }));
    const guard = guarded(upstream);
    const reply = await guard.ask('tools/list', { cursor: '', filter: 'x' }, worker);
    expect(resultOf(reply)).toMatchObject({ tools: [], nextCursor: '' });
    const { message } = upstream.received.at(-1) ?? {};
    expect(message && 'params' in message ? Object.keys(message.params ?? {}) : []).toEqual([
      'cursor',
      '_meta',
    ]);
  });

  it('that is no list is withheld', async () => {
    const upstream = memoryUpstream((request) => json(request, { tools: 'secret' }));
    const reply = await guarded(upstream).ask('tools/list', {}, worker);
    expect(errorOf(reply)).toMatchObject({ data: { code: 'result_unreadable' } });
  });

  it("never carries the caller's account", async () => {
    const upstream = memoryUpstream(likeOdoo);
    await guarded(upstream).ask('tools/list', {}, worker);
    expect(upstream.received[0]?.context.headers).toEqual({});
  });
});
