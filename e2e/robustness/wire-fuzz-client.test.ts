import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Era } from '../../proxy/exchange.ts';
import { post } from '../raw-mcp.fixture.ts';
import { type Asking, anyId, asking, CALLS } from './fuzz-calls.fixture.ts';
import { expectNothingUncaught, playCases, TIMEOUT_MS, withHostile } from './fuzz-cases.fixture.ts';
import { hostileHttp } from './hostile-upstream.fixture.ts';
import { inParts, withWrongBytes, withWrongJson } from './mutate.fixture.ts';
import type { Random } from './random.fixture.ts';
import { httpAnswersIn } from './raw-answers.fixture.ts';

expectNothingUncaught();

describe('in front of an honest server', () => {
  it(
    'HTTP clients whose bytes are wrong get one answer for each request, or a closed connection',
    async () => {
      await withHostile(hostileHttp, async ({ guard, sessionOf }) => {
        await playCases(150, async (random, _number, player) => {
          const id = anyId(random);
          const era = random.pick<Era>(['legacy', 'modern']);
          const asked = asking(era, id, random.pick(CALLS), sessionOf(player));
          const { bytes, framed, requests, sentIds } = wrongRequest(random, asked);
          const received = await sendAndRead(random, guard.port, bytes, framed);
          const answers = httpAnswersIn(received);
          expect(answers.length).toBeLessThanOrEqual(requests);
          if (framed) expect(answers).toHaveLength(requests);
          for (const { status, body } of answers) {
            expect(status).toBeGreaterThanOrEqual(200);
            if (!body.startsWith('{')) continue;
            const message: { id?: unknown } = JSON.parse(body);
            if (framed) expect([...sentIds, null, undefined]).toContain(message.id);
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
      await withHostile(hostileHttp, async ({ guard }) => {
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
  /** What a reader takes for the id of them. */
  readonly sentIds: readonly unknown[];
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
    return {
      bytes: withWrongBytes(random, request(true)),
      framed: false,
      requests: 2,
      sentIds: [],
    };
  const requests = kind === 4 ? 2 + random.below(3) : 1;
  const all = Array.from({ length: requests }, (_, nth) => request(nth === requests - 1));
  return { bytes: Buffer.concat(all), framed: true, requests, sentIds: idsIn(broken) };
}

/** The id that stands in a body after whatever was changed in it; none where it is no JSON. */
function idsIn(body: Buffer): readonly unknown[] {
  try {
    return [JSON.parse(body.toString('utf8')).id];
  } catch {
    return [];
  }
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
