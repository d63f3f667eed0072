import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Era } from '../../proxy/exchange.ts';
import type { RequestId } from '../../proxy/wire/message.ts';
import { oneOfEach, type ToolCall } from '../configured/marker-calls.fixture.ts';
import { openLegacySession, post } from '../raw-mcp.fixture.ts';
import { type FuzzedGuard, withFuzzedGuard } from './fuzzed-guard.fixture.ts';
import { MARKER } from './hostile-answer.fixture.ts';
import { type HostileUpstream, hostileHttp, hostileStdio } from './hostile-upstream.fixture.ts';
import { inParts, withWrongBytes, withWrongJson } from './mutate.fixture.ts';
import { type Random, randomFrom } from './random.fixture.ts';
import { httpAnswersIn } from './raw-answers.fixture.ts';

/** Seconds of a long run, all suites together; without it each plays a fixed number of cases. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 0);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_129);
const AT_ONCE = 8;
const TIMEOUT_MS = Math.max(60_000, SECONDS * 1_000);

/** A response, and no request of the server's such as a ping. */
const RESPONSE = /"jsonrpc":"2\.0","id":(?:"[^"]*"|\d+|null),"(?:result|error)":/g;

const uncaught: unknown[] = [];
const onUncaught = (error: unknown): void => void uncaught.push(error);
process.on('unhandledRejection', onUncaught).on('uncaughtException', onUncaught);
afterEach(() => {
  expect(uncaught).toEqual([]);
});

/** Plays case after case, some at a time, until their number or the time is used up. */
async function playCases(
  cases: number,
  play: (random: Random, number: number) => Promise<void>,
): Promise<number> {
  const end = performance.now() + (SECONDS * 1_000) / 4;
  let number = 0;
  const goesOn = () => (SECONDS > 0 ? performance.now() < end : number < cases);
  const worker = async (): Promise<void> => {
    while (goesOn()) {
      const now = number;
      number += 1;
      try {
        await play(randomFrom(SEED).forCase(now), now);
      } catch (error) {
        throw new Error(`case ${now} of seed ${SEED}: ${error}`, { cause: error });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (SECONDS > 0) process.stdout.write(`${number} cases of seed ${SEED}\n`);
  return number;
}

const CALLS = oneOfEach().filter(({ name }) => name !== 'login');
const VERSION = '2026-07-28';
const BEARER = { authorization: 'Bearer worker' };
const META = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientCapabilities': {},
};

interface Asking {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function asking(era: Era, id: RequestId, call: ToolCall, session: string): Asking {
  const meta = era === 'modern' ? META : {};
  const params = { ...call, _meta: { ...meta, progressToken: 'token' } };
  return {
    headers:
      era === 'modern'
        ? {
            ...{ ...BEARER, 'mcp-protocol-version': VERSION },
            ...{ 'mcp-method': 'tools/call', 'mcp-name': call.name },
          }
        : { ...BEARER, 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' },
    body: JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params }),
  };
}

const anyId = (random: Random): RequestId => random.pick<RequestId>([0, '0', 1, '1', 'token', 7]);

/** Lets the server be hostile with choices of its own, once the test begins. */
function hostility(): { begin(): void; readonly next: () => Random | undefined } {
  const random = randomFrom(SEED + 1);
  let begun = false;
  let answered = 0;
  return {
    begin: () => {
      begun = true;
    },
    next() {
      if (!begun) return undefined;
      answered += 1;
      return random.forCase(answered);
    },
  };
}

async function withHostile<Result>(
  start: (next: () => Random | undefined) => Promise<HostileUpstream>,
  use: (guard: FuzzedGuard, session: string, begin: () => void) => Promise<Result>,
): Promise<Result> {
  const { begin, next } = hostility();
  const hostile = await start(next);
  try {
    return await withFuzzedGuard(hostile.upstream, async (guard) => {
      const session = await openLegacySession(guard.url, BEARER);
      const result = await use(guard, session.id, begin);
      expect(guard.faults).toEqual([]);
      return result;
    });
  } finally {
    await hostile.close();
  }
}

describe.each([
  ['HTTP', hostileHttp, 150],
  ['standard streams', hostileStdio, 100],
] as const)('in front of a hostile server on %s', (_, start, cases) => {
  it(
    'every request gets one answer, and no byte of it is what the policy hides',
    async () => {
      await withHostile(start, async (guard, session, begin) => {
        begin();
        let results = 0;
        let refused = 0;
        const played = await playCases(cases, async (random) => {
          const id = anyId(random);
          const era = random.pick<Era>(['legacy', 'modern']);
          const { headers, body } = asking(era, id, random.pick(CALLS), session);
          const answer = await post(guard.url, body, headers);
          if (answer.text.includes('too_many_requests')) refused += 1;
          const bytes = `${JSON.stringify(answer.headers)}\n${answer.text}`.toLowerCase();
          expect(bytes).not.toContain(MARKER.toLowerCase());
          const responses = answer.text.match(RESPONSE) ?? [];
          // A legacy stream that ends early and has a cursor is resumed: the answer comes on another one.
          if (era === 'legacy' && responses.length === 0) {
            expect(answer.text).toMatch(/^id: /m);
            return;
          }
          expect(responses).toHaveLength(1);
          expect(answer.response?.id).toBe(id);
          if (answer.response?.result?.isError !== true) results += 1;
        });
        // Were everything refused, nothing would have been tried. Calls whose streams nobody resumes count as under
        // way for minutes, so that in a long run most find no place.
        expect(results).toBeGreaterThan((played - refused) / 5);
      });
    },
    TIMEOUT_MS,
  );
});

describe('in front of an honest server', () => {
  it(
    'HTTP clients whose bytes are wrong get one answer for each request, or a closed connection',
    async () => {
      await withHostile(hostileHttp, async (guard, session) => {
        await playCases(150, async (random) => {
          const id = anyId(random);
          const era = random.pick<Era>(['legacy', 'modern']);
          const asked = asking(era, id, random.pick(CALLS), session);
          const { bytes, framed, requests } = wrongRequest(random, asked);
          const received = await sendAndRead(random, guard.port, bytes, framed);
          const answers = httpAnswersIn(received);
          expect(answers.length).toBeLessThanOrEqual(requests);
          if (framed) expect(answers).toHaveLength(requests);
          for (const { status, body } of answers) {
            expect(status).toBeGreaterThanOrEqual(200);
            if (!body.startsWith('{')) continue;
            const message: { id?: unknown } = JSON.parse(body);
            // What was changed on the way may have been the id.
            const sent = bytes.includes(JSON.stringify(message.id ?? null));
            if (framed && !sent) expect([id, null, undefined]).toContain(message.id);
          }
        });
        const { headers, body } = asking(
          'modern',
          1,
          { name: 'search_count', arguments: { model: 'res.partner' } },
          '',
        );
        expect((await post(guard.url, body, headers)).response?.result).toBeDefined();
      });
    },
    TIMEOUT_MS,
  );

  it(
    'a client on standard streams whose lines are wrong gets one answer for each request',
    async () => {
      await withHostile(hostileHttp, async (guard) => {
        await playCases(25, async (random, number) => {
          const ids: string[] = [];
          const lines: Buffer[] = [];
          for (let count = 5 + random.below(20); count > 0; count -= 1) {
            // Twice, so that no single wrong byte makes the id of another request of it.
            const id = `${number}.${count}-${number}.${count}`;
            const { body } = asking('modern', id, random.pick(CALLS), '');
            if (random.chance(0.5)) {
              ids.push(id);
              lines.push(Buffer.from(`${body}${random.pick(['\n', '\r\n', '\n\n \n'])}`));
              continue;
            }
            const wrong = random.chance(0.5)
              ? Buffer.from(withWrongJson(random, body, 'word'))
              : withWrongBytes(random, Buffer.from(body));
            lines.push(Buffer.concat([wrong, Buffer.from('\n')]));
          }
          const said = await guard.say(inParts(random, Buffer.concat(lines)));
          const answers = said.split('\n').filter((line) => line !== '');
          const answered = answers.map((line): unknown => JSON.parse(line).id);
          for (const id of ids) expect(answered.filter((one) => one === id)).toHaveLength(1);
        });
      });
    },
    TIMEOUT_MS,
  );
});

interface WrongRequest {
  readonly bytes: Buffer;
  /** Whether it still is HTTP, so that an answer is due for each request. */
  readonly framed: boolean;
  readonly requests: number;
}

/** A request that is wrong in its JSON, its headers or any byte; or several right ones at once. */
function wrongRequest(random: Random, { headers, body }: Asking): WrongRequest {
  const kind = random.below(6);
  const content = Buffer.from(kind === 0 ? withWrongJson(random, body, 'word') : body);
  const broken = kind === 1 ? withWrongBytes(random, content) : content;
  const lines = {
    host: 'localhost',
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...headers,
  };
  const changed = kind === 2 ? { ...lines, ...random.pick(WRONG_HEADERS) } : lines;
  const chunked = random.chance(0.3);
  const request = (last: boolean) =>
    Buffer.concat([
      Buffer.from(
        [
          'POST /mcp HTTP/1.1',
          ...Object.entries(changed).map(([name, value]) => `${name}: ${value}`),
          chunked ? 'transfer-encoding: chunked' : `content-length: ${broken.length}`,
          ...(last ? ['connection: close'] : []),
          '\r\n',
        ].join('\r\n'),
      ),
      chunked ? inChunks(random, broken) : broken,
    ]);
  if (kind === 3)
    return { bytes: withWrongBytes(random, request(true)), framed: false, requests: 2 };
  const requests = kind === 4 ? 2 + random.below(3) : 1;
  const all = Array.from({ length: requests }, (_, nth) => request(nth === requests - 1));
  return { bytes: Buffer.concat(all), framed: true, requests };
}

function inChunks(random: Random, body: Buffer): Buffer {
  const parts = inParts(random, body).map((part) =>
    Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]),
  );
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

const WRONG_HEADERS: readonly Readonly<Record<string, string>>[] = [
  { 'mcp-protocol-version': '2026-07-28\r\nmcp-protocol-version: 2025-11-25' },
  { 'mcp-protocol-version': '2099-01-01' },
  { 'mcp-method': 'tools/list' },
  { 'mcp-name': '=?base64?!!?=' },
  { 'mcp-name': 'search\tread' },
  { 'mcp-session-id': 'x'.repeat(300) },
  { 'mcp-session-id': 'nobody' },
  { 'mcp-param-x': '\xff' },
  { authorization: 'Bearer nobody' },
  { authorization: 'Basic d29ya2Vy' },
  { 'content-type': 'text/plain' },
  { 'content-encoding': 'gzip' },
  { accept: 'text/html' },
  { origin: 'https://evil.example.com' },
  { host: 'evil.example.com' },
];

/** Sends bytes in parts and gives all that comes back until the connection ends, from either side. */
async function sendAndRead(
  random: Random,
  port: number,
  bytes: Buffer,
  closes: boolean,
): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), closed]);
  for (const part of inParts(random, bytes)) {
    if (socket.destroyed) break;
    socket.write(part);
    await new Promise((resolve) => setImmediate(resolve));
  }
  // What the guard still takes for an unfinished request, or a connection to keep, ends here.
  if (!closes) socket.end();
  await closed;
  return Buffer.concat(chunks);
}
