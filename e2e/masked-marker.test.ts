import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isObject, type JsonObject } from '../policies/json.ts';
import { type ConfiguredGuard, withGuard } from './configured/configured-guard.fixture.ts';
import { bearer } from './configured/key-case.fixture.ts';
import { lenientAnswers } from './configured/lenient-answers.fixture.ts';
import {
  anyCall,
  MARKERS,
  oneOfEach,
  POLICY,
  type ToolCall,
} from './configured/marker-calls.fixture.ts';
import { PLANTS } from './configured/marker-plants.fixture.ts';
import { createRecordingUpstream, type Respond } from './configured/recording-upstream.fixture.ts';
import { openLegacySession, post, type RawAnswer } from './raw-mcp.fixture.ts';

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

    test('not for one tool and one hiding place either', async () => {
      let scene: Scene | undefined;
      const upstream = createRecordingUpstream(
        planting(() => scene),
        form,
      );
      await withGuard(
        POLICY,
        async (guard) => {
          const ask = await asking(era, guard);
          for (const call of oneOfEach())
            for (const plant of Object.keys(PLANTS)) {
              scene = { call, plants: [plant], marker: MARKERS[0] };
              const bytes = bytesOf(await ask(call), []);
              expect(bytes, `${plant}, ${call.name}`).not.toContain(MARKERS[0].toLowerCase());
            }
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

/** What a search of partners is told when it fails in these words. */
async function failingWith(words: string, fields?: readonly string[]): Promise<string> {
  const failing: Respond = async (request, context) =>
    request.params?.name === 'search_read'
      ? { result: { isError: true, content: [{ type: 'text', text: words }] } }
      : lenientAnswers(request, context);
  return withGuard(
    POLICY,
    async (guard) => {
      const ask = await asking('legacy', guard);
      const args = { model: 'res.partner', ...(fields === undefined ? {} : { fields }) };
      return (await ask({ name: 'search_read', arguments: args })).text;
    },
    { upstream: createRecordingUpstream(failing) },
  );
}

describe('an error whose words look like any others', () => {
  const WORDS = 'Another partner has the vat Quixotic already.';

  test('is withheld when it names a hidden field that was asked for', async () => {
    expect(await failingWith(WORDS, ['name', 'vat'])).not.toContain('Quixotic');
  });

  // The filter knows which hidden fields a call asked for, not which others the model has.
  test('is withheld when it names a hidden field that was not asked for', async () => {
    expect(await failingWith(WORDS, ['name'])).not.toContain('Quixotic');
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
