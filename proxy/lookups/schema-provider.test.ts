import { describe, expect, it } from 'vitest';
import { loadBundledBindings } from '../../policies/bindings/bundled.ts';
import { type ModelName, parseModelName } from '../../policies/names.ts';
import { UpstreamFailure } from '../exchange.ts';
import {
  type Act,
  FIELDS,
  json,
  memoryUpstream,
  toolError,
  toolResult,
} from '../memory-upstream.fixture.ts';
import { createUpstreamDoor } from '../upstream-exchange.ts';
import { createSchemaProvider } from './schema-provider.ts';
import { BEHALF } from './tools-door.fixture.ts';

const [binding] = loadBundledBindings();

function model(name: string): ModelName {
  const parsed = parseModelName(name);
  if (!parsed) throw new Error(`${name} is no model`);
  return parsed;
}
const PARTNER = model('res.partner');
const LEAD = model('crm.lead');
const answering: Act = (request) => json(request, toolResult({ fields: FIELDS }));

function provider(act: Act = answering, bound: { binding: typeof binding } = { binding }) {
  const clock = { now: 0 };
  const upstream = memoryUpstream(act);
  const door = createUpstreamDoor(upstream, { carriesCredentials: true });
  const schemas = createSchemaProvider(door, bound.binding, () => clock.now);
  const load = (account: string, models = [PARTNER], signal = new AbortController().signal) =>
    schemas.load(models, account, { ...BEHALF, signal });
  const get = (account: string, of = PARTNER) => schemas.view(account).get(of);
  return { clock, upstream, load, get };
}

describe('field metadata', () => {
  it('is unknown until it was loaded, and then known to that account alone', async () => {
    const { load, get } = provider();
    expect(get('demo\0ann')).toBeUndefined();
    await load('demo\0ann');
    expect(get('demo\0ann')).toMatchObject({ model: 'res.partner' });
    expect(get('demo\0bea')).toBeUndefined();
    expect(get('demo\0ann', LEAD)).toBeUndefined();
  });

  it('is asked for once by calls that need it together', async () => {
    const { upstream, load } = provider();
    await Promise.all([load('a'), load('a', [PARTNER, LEAD]), load('a')]);
    expect(upstream.received).toHaveLength(2);
  });

  it('is believed for ten minutes', async () => {
    const { clock, load, get } = provider();
    await load('a');
    clock.now = 10 * 60_000 - 1;
    expect(get('a')).toBeDefined();
    clock.now += 1;
    expect(get('a')).toBeUndefined();
  });

  it.each<[string, Act]>([
    ['the tool refuses', (request) => json(request, toolError('access'))],
    ['the answer is of another shape', (request) => json(request, toolResult({ fields: [] }))],
    ['the answer has no structure', (request) => json(request, { content: [] })],
  ])('is absent where %s, and asked for again after 15 seconds', async (_, act) => {
    const { clock, load, get } = provider(act);
    await load('a');
    expect(get('a')).toBe('absent');
    clock.now = 15_000;
    expect(get('a')).toBeUndefined();
  });

  it('is absent where no binding says how to ask', async () => {
    const { upstream, load, get } = provider(answering, { binding: undefined });
    await load('a');
    expect(get('a')).toBe('absent');
    expect(upstream.received).toEqual([]);
  });

  it.each<[string, Act]>([
    ['the upstream', () => Promise.reject(new UpstreamFailure('timeout', 'x'))],
    ['Odoo behind it', (request) => json(request, toolError('connection'))],
  ])('is not made up when %s gives no answer: the next call asks again', async (_, act) => {
    let down = true;
    const { load, get } = provider((request, context) =>
      down ? act(request, context) : answering(request, context),
    );
    await expect(load('a')).rejects.toThrow(UpstreamFailure);
    expect(get('a')).toBeUndefined();
    down = false;
    await load('a');
    expect(get('a')).toMatchObject({ model: 'res.partner' });
  });

  it('is waited for only as long as the caller waits, and still learned', async () => {
    let answer = () => {};
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { load, get } = provider(async (request, context) => {
      await asked;
      return answering(request, context);
    });
    const impatient = new AbortController();
    const [gone, patient] = [load('a', [PARTNER], impatient.signal), load('a')];
    impatient.abort();
    await expect(gone).rejects.toMatchObject({ reason: 'aborted' });
    answer();
    await patient;
    expect(get('a')).toBeDefined();
  });

  it('leaves no rejection behind that nobody waits for', async () => {
    let fail = () => {};
    const { load } = provider(
      (_, context) =>
        new Promise((_resolve, reject) => {
          fail = () => reject(new UpstreamFailure('closed', 'x'));
          context.signal.addEventListener('abort', fail);
        }),
    );
    const rejections: unknown[] = [];
    const watch = (reason: unknown) => void rejections.push(reason);
    process.on('unhandledRejection', watch);
    try {
      await expect(load('a', [PARTNER], AbortSignal.abort())).rejects.toThrow(UpstreamFailure);
      fail();
      await new Promise(setImmediate);
      expect(rejections).toEqual([]);
    } finally {
      process.off('unhandledRejection', watch);
    }
  });

  it('of more models than are worth keeping is forgotten, oldest first', async () => {
    const { load, get } = provider((request) => json(request, toolError('missing')));
    const names = Array.from({ length: 4_001 }, (_, n) => model(`x_model_${n}`));
    for (const name of names) await load('a', [name]);
    expect([names[0], names[1], names[4_000]].map((name) => name && get('a', name))).toEqual([
      undefined,
      'absent',
      'absent',
    ]);
  });
});
