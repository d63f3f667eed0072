import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import {
  type Asking,
  decisionOf,
  type Guarded,
  guarded,
  INITIALIZE,
  MODERN_META,
  resultOf,
} from '../guarded.fixture.ts';
import {
  json,
  likeOdoo,
  type MemoryUpstream,
  memoryUpstream,
  toolCallOf,
  toolError,
  toolResult,
} from '../memory-upstream.fixture.ts';
import { type RecordingReply, recordingReply } from '../recording-reply.fixture.ts';
import { isRequest, type RpcRequest } from '../wire/message.ts';

const FIELDS: JsonObject = {
  id: { type: 'integer', store: true },
  name: { type: 'char', store: true, string: 'Name' },
  vat: { type: 'char', store: true, string: 'Tax id' },
  comment: { type: 'text', store: true, string: 'Notes' },
  child_ids: {
    type: 'one2many',
    relation: 'crm.lead',
    relation_field: 'parent_id',
    store: true,
  },
  parent_id: { type: 'many2one', relation: 'crm.lead', store: true },
};
const FILES = {
  model_access: `
stock_models: {full_crud: [crm.lead]}
allowed_methods: {crm.lead: [action_set_lost]}
`,
  rbac: `
confirm: [{models: [crm.lead]}]
field_group_overrides: {crm.lead: {vat: {read: [tax]}}}
`,
};
const RULE = 'rbac.yaml:confirm[0]';

/** A server that does what it is told, and lacks a name for whatever it creates. */
function willing(): MemoryUpstream {
  return memoryUpstream((request, context) => {
    if (request.method !== 'tools/call') return likeOdoo(request, context);
    const { name, args } = toolCallOf(request);
    if (name === 'get_model_fields') return json(request, toolResult({ fields: FIELDS }));
    if (name === 'create_record' && Object(args.values).name === undefined) {
      const failed = toolError('validation', 'Name is missing.');
      const meta = { ...Object(failed._meta), 'odoo-mcp/missing': [{ name: 'name' }] };
      return json(request, { ...failed, _meta: meta });
    }
    return json(request, toolResult({ success: true, id: args.record_id ?? 42 }));
  });
}

function made(upstream: MemoryUpstream, tool: string): readonly JsonObject[] {
  return upstream.received.flatMap(({ message }) =>
    isRequest(message) && message.params?.name === tool ? [message.params] : [],
  );
}

async function session(guard: Guarded, capabilities: JsonObject): Promise<Asking> {
  const params = { ...INITIALIZE, capabilities };
  const { headers } = await guard.ask('initialize', params, { bearer: 'worker' });
  return { bearer: 'worker', session: String(headers['mcp-session-id']) };
}

/** A legacy client whose person answers every form with the next of these. */
async function legacy(upstream: MemoryUpstream, ...said: readonly JsonObject[]) {
  const guard = guarded(upstream, FILES);
  const asking = await session(guard, { elicitation: {} });
  const asked: RpcRequest[] = [];
  const call = async (tool: string, args: JsonObject) => {
    const reply: RecordingReply = recordingReply((message) => {
      if (!isRequest(message)) return;
      asked.push(message);
      const result = said[asked.length - 1] ?? { action: 'cancel' };
      void guard.send({ jsonrpc: '2.0', id: message.id, result }, asking);
    });
    return guard.call(tool, { model: 'crm.lead', ...args }, { ...asking, reply });
  };
  const messages = () => asked.map(({ params }) => String(params?.message));
  return { call, asked, messages, guard };
}

const ACCEPT = { action: 'accept', content: {} };
const WRITE = {
  record_id: 3,
  values: { name: 'New\u202ename', vat: 'BE 1', comment: 'x'.repeat(900) },
};

describe('a change that a person has to confirm', () => {
  it('is shown, masked where the subject may not read, and made once they accept', async () => {
    const upstream = willing();
    const { call, asked, messages } = await legacy(upstream, ACCEPT);
    const reply = await call('update_record', WRITE);
    expect(resultOf(reply)).toMatchObject({ structuredContent: { success: true } });
    expect(made(upstream, 'update_record')).toHaveLength(1);
    expect(asked[0]?.params?.requestedSchema).toEqual({
      type: 'object',
      properties: {},
      required: [],
    });
    expect(messages()).toEqual([
      [
        'Change record 3 of crm.lead:',
        '  name: "New\\u{202e}name"',
        '  vat: ***',
        `  comment: "${'x'.repeat(200)}…"`,
        `Go on? (asked by ${RULE})`,
      ].join('\n'),
    ]);
  });

  it.each([
    ['decline', 'declined'],
    ['cancel', 'nobody confirmed'],
    ['maybe', 'nobody confirmed'],
  ])('is not made where they %s', async (action, words) => {
    const upstream = willing();
    const { call } = await legacy(upstream, { action });
    const reply = await call('delete_record', { record_id: 3 });
    expect(decisionOf(reply)).toMatchObject({
      code: 'confirmation_declined',
      rule: RULE,
      reason: expect.stringContaining(words),
    });
    expect(made(upstream, 'delete_record')).toEqual([]);
  });

  it('is not made where the client can ask nobody', async () => {
    const upstream = willing();
    const guard = guarded(upstream, FILES);
    const asking = await session(guard, {});
    const args = { model: 'crm.lead', record_id: 3 };
    const reply = await guard.call('delete_record', args, asking);
    expect(decisionOf(reply)).toMatchObject({ code: 'confirmation_unavailable', rule: RULE });
    expect(JSON.stringify(resultOf(reply))).toContain('Use a client that shows forms');
    expect(made(upstream, 'delete_record')).toEqual([]);
    expect(guard.audit.at(-1)).toMatchObject({
      decision: 'denied',
      code: 'confirmation_unavailable',
    });
  });

  it('is tried without asking anybody', async () => {
    const upstream = willing();
    const { call, asked } = await legacy(upstream);
    await call('update_record', { ...WRITE, dry_run: true });
    expect(asked).toEqual([]);
    expect(made(upstream, 'update_record')).toHaveLength(1);
  });

  it('is asked about once for a bulk, with the first ids and how many more', async () => {
    const upstream = willing();
    const { call, messages } = await legacy(upstream, ACCEPT);
    const ids = Array.from({ length: 20 }, (_, index) => index + 1);
    await call('bulk_update', { record_ids: ids, values: { name: 'All' } });
    expect(messages()).toHaveLength(1);
    expect(messages()[0]).toContain(`Change 20 records of crm.lead (${ids.join(', ')}):`);
    expect(made(upstream, 'bulk_update')).toHaveLength(1);
  });

  it('shows a method with its plain arguments', async () => {
    const { call, messages } = await legacy(willing(), ACCEPT);
    await call('execute_method', {
      method: 'action_set_lost',
      record_ids: [3],
      kwargs: { lost_reason_id: 4 },
    });
    expect(messages().join()).toMatch(
      /^Call action_set_lost on record 3 of crm\.lead with lost_reason_id: 4\.\n/,
    );
  });

  it('is confirmed again with the fields that turned out to be missing', async () => {
    const upstream = willing();
    const given = { action: 'accept', content: { name: 'Azure' } };
    const { call, messages } = await legacy(upstream, ACCEPT, given, ACCEPT);
    const reply = await call('create_record', { values: { comment: 'y' } });
    expect(messages().map((text) => text.split('\n')[0])).toEqual([
      'Create a record of crm.lead:',
      'A new record of crm.lead needs: Name.',
      'Create a record of crm.lead:',
    ]);
    expect(messages()[2]).toContain('name: "Azure"');
    expect(resultOf(reply).isError).not.toBe(true);
  });
});

describe('a modern client', () => {
  const CAN_ASK: JsonObject = {
    ...MODERN_META,
    'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
  };
  const MODERN: Asking = { era: 'modern', bearer: 'worker' };

  function modern(upstream: MemoryUpstream) {
    const guard = guarded(upstream, FILES);
    return async (tool: string, args: JsonObject, more: JsonObject = {}) => {
      const params = { name: tool, arguments: { model: 'crm.lead', ...args }, ...more };
      return guard.ask('tools/call', { ...params, _meta: CAN_ASK }, MODERN);
    };
  }

  /** The repetition a client makes once its person has answered. */
  function answered(reply: RecordingReply, said: JsonObject): JsonObject {
    const { inputRequests, requestState, resultType } = resultOf(reply);
    expect(resultType).toBe('input_required');
    const keys = Object.keys(Object(inputRequests));
    return {
      inputResponses: Object.fromEntries(keys.map((key) => [key, said])),
      ...(requestState === undefined ? {} : { requestState }),
    };
  }

  it('asks through its result, and repeats the call with the answer', async () => {
    const upstream = willing();
    const call = modern(upstream);
    const first = await call('update_record', WRITE);
    expect(made(upstream, 'update_record')).toEqual([]);
    const second = await call('update_record', WRITE, answered(first, ACCEPT));
    expect(resultOf(second)).toMatchObject({ structuredContent: { success: true } });
    const [forwarded] = made(upstream, 'update_record');
    expect(forwarded).not.toHaveProperty('requestState');
  });

  it('is refused where the person declines', async () => {
    const call = modern(willing());
    const first = await call('delete_record', { record_id: 3 });
    const second = await call(
      'delete_record',
      { record_id: 3 },
      answered(first, { action: 'decline' }),
    );
    expect(decisionOf(second)).toMatchObject({ code: 'confirmation_declined', rule: RULE });
  });

  it('is asked anew for another change than was confirmed', async () => {
    const upstream = willing();
    const call = modern(upstream);
    const first = await call('delete_record', { record_id: 3 });
    const second = await call('delete_record', { record_id: 4 }, answered(first, ACCEPT));
    expect(resultOf(second)).toMatchObject({ resultType: 'input_required' });
    expect(JSON.stringify(resultOf(second))).toContain('Delete record 4');
    expect(made(upstream, 'delete_record')).toEqual([]);
  });

  it('spends a yes once, and cannot make one up', async () => {
    const upstream = willing();
    const call = modern(upstream);
    const first = await call('delete_record', { record_id: 3 });
    const yes = answered(first, ACCEPT);
    await call('delete_record', { record_id: 3 }, yes);
    expect(made(upstream, 'delete_record')).toHaveLength(1);
    for (const forged of [yes, { inputResponses: { 'confirm-': ACCEPT }, requestState: '' }]) {
      const reply = await call('delete_record', { record_id: 3 }, forged);
      expect(decisionOf(reply)).toMatchObject({ code: 'arguments_invalid' });
    }
    expect(made(upstream, 'delete_record')).toHaveLength(1);
  });

  it('confirms, gives what is missing, and confirms the whole', async () => {
    const upstream = willing();
    const call = modern(upstream);
    const args = { values: { comment: 'y' } };
    const first = await call('create_record', args);
    const second = await call('create_record', args, answered(first, ACCEPT));
    const name = { action: 'accept', content: { name: 'Azure' } };
    const third = await call('create_record', args, answered(second, name));
    expect(JSON.stringify(resultOf(third))).toContain('Azure');
    const last = await call('create_record', args, answered(third, ACCEPT));
    expect(resultOf(last).isError).not.toBe(true);
    expect(
      made(upstream, 'create_record').map((params) => Object(params.arguments).values),
    ).toEqual([{ comment: 'y' }, { name: 'Azure', comment: 'y' }]);
  });
});
