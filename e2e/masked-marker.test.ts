import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isObject, type JsonObject } from '../policies/json.ts';
import { type ConfiguredGuard, withGuard } from './configured/configured-guard.fixture.ts';
import { bearer } from './configured/key-case.fixture.ts';
import { BUNDLED_TOOLS, lenientAnswers } from './configured/lenient-answers.fixture.ts';
import { HIDDEN, PLANTS } from './configured/marker-plants.fixture.ts';
import { ODOO_FIELDS } from './configured/odoo-fields.fixture.ts';
import { createRecordingUpstream, type Respond } from './configured/recording-upstream.fixture.ts';
import { openLegacySession, post, type RawAnswer } from './raw-mcp.fixture.ts';

/** Values as they stand in fields that people hide. */
const MARKERS = ['BE0477472701', 'ann.private@example.com', '4771-2290-33', 'K7F3-99Q2'] as const;

const POLICY = {
  model_access: `
stock_models: {full_crud: [res.partner, sale.order, crm.lead], read_only: [res.country]}
sensitive_fields: {res.partner: [vat], sale.order: [client_order_ref]}
group_access:
  staff:
    hr.employee: {operations: [read], fields: {read: [name, work_email]}}
allowed_methods: {sale.order: [action_confirm]}
hidden_labels: [res.country]
`,
  rbac: `
sensitive_fields: {res.partner: {ref: {required_group: directors}}}
field_group_overrides: {crm.lead: {email_from: {read: directors, write: directors}}}
`,
  gateway: `
rate_limit: {global_per_minute: 1000000, write_per_minute: 1000000}
server: {log_level: trace}
audit: {sink: log, values: true}
limits: {lockout: {per_login: {failures: 1000000}, per_source: {failures: 1000000}}}
`,
};

interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

const READABLE = ['res.partner', 'sale.order', 'crm.lead', 'hr.employee'] as const;
const WRITABLE = ['res.partner', 'sale.order', 'crm.lead'] as const;

/** Fields as callers ask for them: some hidden, or none named at all. */
const fieldsOf = (model: string) =>
  fc.option(fc.subarray(Object.keys(ODOO_FIELDS[model] ?? {}), { minLength: 1 }), {
    nil: undefined,
  });

const onModel = <Args extends object>(
  models: readonly string[],
  name: string,
  args: (model: string) => fc.Arbitrary<Args>,
): fc.Arbitrary<ToolCall> =>
  fc
    .constantFrom(...models)
    .chain((model) => args(model).map((rest) => ({ name, arguments: { model, ...rest } })));

/** A call of every tool that somebody could make. */
const anyCall: fc.Arbitrary<ToolCall> = fc.oneof(
  {
    weight: 4,
    arbitrary: onModel(READABLE, 'search_read', (model) => fc.record({ fields: fieldsOf(model) })),
  },
  {
    weight: 3,
    arbitrary: onModel(READABLE, 'get_record', (model) =>
      fc.record({ record_id: fc.constant(3), fields: fieldsOf(model) }),
    ),
  },
  onModel(READABLE, 'search_count', () => fc.constant({ domain: [['name', 'ilike', 'a']] })),
  onModel(READABLE, 'get_model_fields', (model) =>
    fc.record({
      field_filter: fc.option(fc.constantFrom(...(HIDDEN[model] ?? [])), { nil: undefined }),
    }),
  ),
  onModel(WRITABLE, 'create_record', () =>
    fc.record({ values: fc.constant({ name: 'New' }), dry_run: fc.boolean() }),
  ),
  onModel(WRITABLE, 'update_record', () =>
    fc.record({
      record_id: fc.constant(3),
      values: fc.constant({ name: 'New' }),
      dry_run: fc.boolean(),
    }),
  ),
  onModel(WRITABLE, 'delete_record', () =>
    fc.record({ record_id: fc.constant(3), dry_run: fc.boolean() }),
  ),
  onModel(['sale.order'], 'execute_method', () =>
    fc.record({
      method: fc.constant('action_confirm'),
      record_ids: fc.constant([3]),
      dry_run: fc.boolean(),
    }),
  ),
  fc.constant({
    name: 'login',
    arguments: { method: 'password', username: 'ann', credential: 'x' },
  }),
  fc.record({ compact: fc.boolean() }).map((args) => ({ name: 'list_models', arguments: args })),
);

const planted = fc.subarray(Object.keys(PLANTS), { minLength: 1, maxLength: 4 });

interface Scene {
  readonly call: ToolCall;
  readonly plants: readonly string[];
  readonly marker: string;
}
const anyScene: fc.Arbitrary<Scene> = fc.record({
  call: anyCall,
  plants: planted,
  marker: fc.constantFrom(...MARKERS),
});

/** Answers leniently, and hides the marker in what it says to the caller of the scene. */
function planting(scene: () => Scene | undefined): Respond {
  return async (request, context) => {
    const answer = await lenientAnswers(request, context);
    const now = scene();
    const args = request.params?.arguments;
    if (now === undefined || request.method !== 'tools/call' || !isObject(args)) return answer;
    // The guard's own question about fields is answered honestly: a server that lies there gets nothing through.
    if (request.params?.name !== now.call.name || 'attributes' in args) return answer;
    return now.plants.reduce(
      (changed, name) =>
        PLANTS[name]?.(changed, { tool: now.call.name, args }, now.marker) ?? changed,
      answer,
    );
  };
}

type Asking = (call: ToolCall) => Promise<RawAnswer>;

const ERAS: Readonly<Record<string, (guard: ConfiguredGuard) => Promise<Asking>>> = {
  legacy: async ({ url }) => {
    const session = await openLegacySession(url, bearer('worker'));
    const stranger = await openLegacySession(url);
    const known = { ...bearer('worker'), 'mcp-session-id': session.id };
    return (call) =>
      post(
        url,
        { jsonrpc: '2.0', id: 1, method: 'tools/call', params: withToken(call, {}) },
        call.name === 'login' ? { 'mcp-session-id': stranger.id } : known,
      );
  },
  modern: async ({ url }) => {
    const version = '2026-07-28';
    const meta = {
      'io.modelcontextprotocol/protocolVersion': version,
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    return (call) =>
      post(
        url,
        { jsonrpc: '2.0', id: 1, method: 'tools/call', params: withToken(call, meta) },
        {
          ...bearer('worker'),
          'mcp-protocol-version': version,
          'mcp-method': 'tools/call',
          'mcp-name': call.name,
        },
      );
  },
};

async function asking(era: string, guard: ConfiguredGuard): Promise<Asking> {
  const open = ERAS[era];
  if (open === undefined) throw new Error(`there is no era ${era}`);
  return open(guard);
}

/** The arguments as JSON has them: what is undefined is not there. */
function parseArguments(call: ToolCall): JsonObject {
  return JSON.parse(JSON.stringify(call.arguments));
}

function withToken(call: ToolCall, meta: object): object {
  return { ...call, _meta: { ...meta, progressToken: 'token' } };
}

/** Everything that left the guard: to the client, and to its own log. */
function bytesOf({ headers, text }: RawAnswer, log: readonly object[]): string {
  return `${JSON.stringify(headers)}\n${text}\n${JSON.stringify(log)}`.toLowerCase();
}

const FORMS = ['json', 'events'] as const;

describe.each(Object.keys(ERAS))('to a client of the %s era', (era) => {
  describe.each(FORMS)('from a server that answers in %s', (form) => {
    test('no byte holds a hidden value, wherever the server puts it', async () => {
      let scene: Scene | undefined;
      const upstream = createRecordingUpstream(
        planting(() => scene),
        form,
      );
      await withGuard(
        POLICY,
        async (guard) => {
          const ask = await asking(era, guard);
          await fc.assert(
            fc.asyncProperty(anyScene, async (next) => {
              const logged = guard.log.length;
              scene = next;
              const answer = await ask(next.call);
              scene = undefined;
              expect(answer.response, answer.text).toBeDefined();
              const bytes = bytesOf(answer, guard.log.slice(logged));
              expect(bytes).not.toContain(next.marker.toLowerCase());
            }),
            { numRuns: 300 },
          );
        },
        { upstream },
      );
    });

    test('every tool is answered when nothing is planted', async () => {
      await withGuard(
        POLICY,
        async (guard) => {
          const ask = await asking(era, guard);
          for (const call of oneOfEach()) {
            if (call.name === 'login' && era === 'modern') continue;
            const { response, text } = await ask(call);
            expect(response?.result, text).toHaveProperty('structuredContent');
          }
        },
        { upstream: createRecordingUpstream(lenientAnswers, form) },
      );
    });

    test('a value that may be seen is seen', async () => {
      const showing: Respond = async (request, context) => {
        const answer = await lenientAnswers(request, context);
        return JSON.parse(JSON.stringify(answer).replaceAll('name of res.partner', MARKERS[0]));
      };
      await withGuard(
        POLICY,
        async (guard) => {
          const ask = await asking(era, guard);
          const fields = ['name'];
          const answer = await ask({
            name: 'search_read',
            arguments: { model: 'res.partner', fields },
          });
          expect(bytesOf(answer, [])).toContain(MARKERS[0].toLowerCase());
        },
        { upstream: createRecordingUpstream(showing, form) },
      );
    });
  });
});

test.each(Object.keys(PLANTS))('the server does put it into %s', async (name) => {
  const answers = await Promise.all(
    fc.sample(anyCall, { numRuns: 300, seed: 11 }).map(async (call) => {
      const args = parseArguments(call);
      const request = {
        jsonrpc: '2.0' as const,
        id: 1,
        method: 'tools/call',
        params: { name: call.name, arguments: args },
      };
      const answer = await lenientAnswers(request, {
        era: 'legacy',
        headers: {},
        signal: new AbortController().signal,
      });
      return JSON.stringify(PLANTS[name]?.(answer, { tool: call.name, args }, MARKERS[0]));
    }),
  );
  expect(answers.some((text) => text.includes(MARKERS[0]))).toBe(true);
});

/** One call of each tool. */
function oneOfEach(): readonly ToolCall[] {
  const calls = fc.sample(anyCall, { numRuns: 300, seed: 7 });
  return BUNDLED_TOOLS.map((tool) => {
    const call = calls.find(({ name }) => name === tool);
    if (call === undefined) throw new Error(`${tool} is never called`);
    return call;
  });
}
