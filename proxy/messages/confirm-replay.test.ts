import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../policies/json.ts';
import {
  type Asking,
  decisionOf,
  guarded,
  INITIALIZE,
  MODERN_META,
  passwordOf,
  resultOf,
  sha256,
} from '../guarded.fixture.ts';
import {
  json,
  likeOdoo,
  type MemoryUpstream,
  memoryUpstream,
  toolCallOf,
  toolResult,
} from '../memory-upstream.fixture.ts';
import { type RecordingReply, recordingReply } from '../recording-reply.fixture.ts';
import { isRequest, type RequestId } from '../wire/message.ts';

const CAN_ASK: JsonObject = {
  ...MODERN_META,
  'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
};
const POLICY = {
  model_access: 'stock_models: {full_crud: [crm.lead]}',
  rbac: 'confirm: [{models: [crm.lead], operations: [unlink]}]',
};
const token = (name: string) =>
  `{name: ${name}, sha256: ${sha256(name)}, groups: [base.group_user], odoo: {login: bot, api_key: key}}`;
const TOKENS = `
odoo: {database: demo}
limits: {budgets: [{operations: [unlink], count: true, per: day, max: 2}]}
identity: {tokens: [${token('worker')}, ${token('other')}]}
`;

/** A server that deletes what it is told to. */
const willing = () =>
  memoryUpstream((request, context) =>
    request.method === 'tools/call' && toolCallOf(request).name === 'delete_record'
      ? json(request, toolResult({ success: true, id: toolCallOf(request).args.record_id ?? null }))
      : likeOdoo(request, context),
  );

/** The records that were deleted. */
function deleted({ received }: MemoryUpstream): readonly Json[] {
  return received.flatMap(({ message }) =>
    isRequest(message) && toolCallOf(message).name === 'delete_record'
      ? [toolCallOf(message).args.record_id ?? null]
      : [],
  );
}

function asking(upstream: MemoryUpstream, gateway: string, from: Asking) {
  const guard = guarded(upstream, { ...POLICY, gateway });
  const remove = (record_id: number, along: JsonObject = {}, asked: Asking = from) => {
    const call = { name: 'delete_record', arguments: { model: 'crm.lead', record_id } };
    return guard.ask('tools/call', { ...call, ...along, _meta: CAN_ASK }, asked);
  };
  return { guard, remove };
}

/** What a client repeats its call with once its person has said this. */
function said(reply: RecordingReply, action: 'accept' | 'decline'): JsonObject {
  const { inputRequests, requestState = null } = resultOf(reply);
  const [key = ''] = Object.keys(Object(inputRequests));
  return { inputResponses: { [key]: { action, content: {} } }, requestState };
}

const WORKER: Asking = { era: 'modern', bearer: 'worker' };
const NOTHING_ASKED = { code: 'arguments_invalid' };

describe('a yes to a change', () => {
  it('is of no use to somebody else, and still there for who was asked', async () => {
    const upstream = willing();
    const { remove } = asking(upstream, TOKENS, WORKER);
    const yes = said(await remove(3), 'accept');
    const stolen = await remove(3, yes, { era: 'modern', bearer: 'other' });
    expect(decisionOf(stolen)).toMatchObject(NOTHING_ASKED);
    const unknown = await remove(3, yes, { era: 'modern' });
    expect(decisionOf(unknown)).toMatchObject({ code: 'not_signed_in' });
    expect(deleted(upstream)).toEqual([]);
    await remove(3, yes);
    expect(deleted(upstream)).toEqual([3]);
  });

  it('is none in the other era', async () => {
    const upstream = willing();
    const { guard, remove } = asking(upstream, TOKENS, WORKER);
    const yes = said(await remove(3), 'accept');
    const session = await guard.open({ bearer: 'worker' });
    const legacy = await remove(3, yes, { bearer: 'worker', session });
    expect(decisionOf(legacy)).toMatchObject(NOTHING_ASKED);
    expect(deleted(upstream)).toEqual([]);
  });

  it('is one, however many times it is said at once', async () => {
    const upstream = willing();
    const { remove } = asking(upstream, TOKENS, WORKER);
    const yes = said(await remove(3), 'accept');
    const replies = await Promise.all([1, 2, 3].map(() => remove(3, yes)));
    expect(deleted(upstream)).toEqual([3]);
    expect(replies.filter((reply) => decisionOf(reply).code === NOTHING_ASKED.code)).toHaveLength(
      2,
    );
  });

  it('is none once a no was said, and a no is none once a yes was', async () => {
    const upstream = willing();
    const { remove } = asking(upstream, TOKENS, WORKER);
    for (const [record, first, second] of [
      [3, 'decline', 'accept'],
      [4, 'accept', 'decline'],
    ] as const) {
      const question = await remove(record);
      const [one, other] = await Promise.all([
        remove(record, said(question, first)),
        remove(record, said(question, second)),
      ]);
      const code = first === 'decline' ? 'confirmation_declined' : undefined;
      expect(decisionOf(one).code).toBe(code);
      expect(decisionOf(other)).toMatchObject(NOTHING_ASKED);
    }
    expect(deleted(upstream)).toEqual([4]);
  });

  it('does not bring back a budget that others have spent since', async () => {
    const upstream = willing();
    const { remove } = asking(upstream, TOKENS, WORKER);
    const questions = await Promise.all([3, 4, 5].map((record) => remove(record)));
    const replies = await Promise.all(
      questions.map((question, index) => remove(3 + index, said(question, 'accept'))),
    );
    expect(deleted(upstream)).toHaveLength(2);
    expect(replies.filter((reply) => decisionOf(reply).code === 'budget_exceeded')).toHaveLength(1);
  });

  it('is none for whoever signs in on the same connection afterwards', async () => {
    const upstream = willing();
    const stdio: Asking = { era: 'modern', transport: 'stdio' };
    const { guard, remove } = asking(upstream, 'odoo: {database: demo}', stdio);
    await guard.call('login', passwordOf('ann'), stdio);
    const yes = said(await remove(3), 'accept');
    await guard.call('login', passwordOf('carla'), stdio);
    expect(decisionOf(await remove(3, yes))).toMatchObject(NOTHING_ASKED);
    expect(deleted(upstream)).toEqual([]);
  });

  it('is for the account it was asked about, where a named person signs in to another', async () => {
    const upstream = willing();
    const stdio: Asking = { era: 'modern', transport: 'stdio' };
    const named =
      'odoo: {database: demo}\nidentity: {stdio: {name: me, groups: [base.group_user]}}';
    const { guard, remove } = asking(upstream, named, stdio);
    await guard.call('login', passwordOf('ann'), stdio);
    const yes = said(await remove(3), 'accept');
    await guard.call('login', passwordOf('carla'), stdio);
    expect(resultOf(await remove(3, yes))).toMatchObject({ resultType: 'input_required' });
    expect(deleted(upstream)).toEqual([]);
  });

  it('cannot be kept together with more than a long form holds', async () => {
    const rbac = 'confirm: [{models: [crm.lead]}]';
    const guard = guarded(willing(), { ...POLICY, rbac, gateway: TOKENS });
    const params = {
      ...{ name: 'create_record', arguments: { model: 'crm.lead', values: { name: 'x' } } },
    };
    const create = (length: number) => {
      const content = { vat: 'x'.repeat(length), name: 'y'.repeat(length) };
      const inputResponses = { missing_fields: { action: 'accept', content } };
      return guard.ask('tools/call', { ...params, inputResponses, _meta: CAN_ASK }, WORKER);
    };
    expect(resultOf(await create(30_000))).toMatchObject({ resultType: 'input_required' });
    expect(decisionOf(await create(40_000))).toMatchObject({ code: 'arguments_invalid' });
  });
});

it('a question is answered in the session that it was asked in, and in no other of the same token', async () => {
  const upstream = willing();
  const { guard } = asking(upstream, TOKENS, WORKER);
  const open = async (): Promise<Asking> => {
    const params = { ...INITIALIZE, capabilities: { elicitation: {} } };
    const { headers } = await guard.ask('initialize', params, { bearer: 'worker' });
    return { bearer: 'worker', session: String(headers['mcp-session-id']) };
  };
  const [own, foreign] = [await open(), await open()];
  const answers: Promise<RecordingReply>[] = [];
  const reply = recordingReply((message) => {
    if (!isRequest(message)) return;
    const answer = (action: string, from: Asking) =>
      guard.send({ jsonrpc: '2.0', id: message.id, result: { action } }, from);
    answers.push(answer('accept', foreign), answer('decline', own));
  });
  await guard.call('delete_record', { model: 'crm.lead', record_id: 3 }, { ...own, reply });
  await Promise.all(answers);
  expect(answers).toHaveLength(2);
  expect(decisionOf(reply)).toMatchObject({ code: 'confirmation_declined' });
  expect(deleted(upstream)).toEqual([]);
});

it('a question is answered by who was asked, and by nobody who signs in to the session meanwhile', async () => {
  const upstream = willing();
  const { guard } = asking(upstream, 'odoo: {database: demo}', {});
  const params = { ...INITIALIZE, capabilities: { elicitation: {} } };
  const { headers } = await guard.ask('initialize', params);
  const from: Asking = { session: String(headers['mcp-session-id']) };
  await guard.call('login', passwordOf('ann'), from);
  let asked: (id: RequestId) => void = () => {};
  const question = new Promise<RequestId>((resolve) => {
    asked = resolve;
  });
  const reply = recordingReply((message) => {
    if (isRequest(message)) asked(message.id);
  });
  const args = { model: 'crm.lead', record_id: 3 };
  const pending = guard.call('delete_record', args, { ...from, reply });
  const id = await question;
  for (const [login, action] of [
    ['carla', 'accept'],
    ['ann', 'decline'],
  ] as const) {
    await guard.call('login', passwordOf(login), from);
    await guard.send({ jsonrpc: '2.0', id, result: { action } }, from);
  }
  expect(decisionOf(await pending)).toMatchObject({ code: 'confirmation_declined' });
  expect(deleted(upstream)).toEqual([]);
});
