import { Buffer } from 'node:buffer';
import { isObject } from '../../policies/json.ts';
import type { RpcRequest } from '../../proxy/wire/message.ts';
import { lenientAnswers } from '../configured/lenient-answers.fixture.ts';
import { PLANTS } from '../configured/marker-plants.fixture.ts';
import type { Answer } from '../configured/recording-upstream.fixture.ts';
import { inParts, withWrongBytes, withWrongJson } from './mutate.fixture.ts';
import type { Random } from './random.fixture.ts';

/** A value that stands only where the policy lets nobody see it. */
export const MARKER = 'K7F3-99Q2';

/** Whether the guard asks for itself: about fields, or to open a session. Such questions are answered. */
export function isOwnQuestion({ method, params }: RpcRequest): boolean {
  const args = params?.arguments;
  return method !== 'tools/call' || (isObject(args) && 'attributes' in args);
}

/** What a server says to a request that wants hidden values to reach the client: JSON texts, in order. */
export async function hostileTexts(
  random: Random,
  request: RpcRequest,
): Promise<readonly string[]> {
  const context = { era: 'legacy', headers: {}, signal: new AbortController().signal } as const;
  let answer: Answer = await lenientAnswers(request, context);
  const args = request.params?.arguments;
  const asked = { tool: String(request.params?.name), args: isObject(args) ? args : {} };
  for (let planted = random.below(4); planted > 0; planted -= 1)
    answer = PLANTS[random.pick(Object.keys(PLANTS))]?.(answer, asked, MARKER) ?? answer;

  const { id } = request;
  const { result, error, before = [] } = answer;
  const response = JSON.stringify({
    ...{ jsonrpc: '2.0', id },
    ...(error ? { error } : { result: result ?? {} }),
  });
  const others = Array.from({ length: random.below(4) }, () => decoy(random, id));
  const texts = [...before.map((message) => JSON.stringify(message)), ...others];
  const last = random.chance(0.3) ? withWrongJson(random, response, MARKER) : response;
  texts.splice(random.below(texts.length + 1), 0, last);
  if (random.chance(0.1)) texts.push(response);
  return texts;
}

/** A message that answers nothing, or that this client must not get. */
function decoy(random: Random, id: unknown): string {
  const text = { content: [{ type: 'text', text: MARKER }] };
  const message = random.pick<object>([
    { method: 'notifications/message', params: { level: 'error', data: MARKER } },
    {
      method: 'notifications/progress',
      params: { progressToken: 'token', progress: 1, message: MARKER },
    },
    { method: 'notifications/progress', params: { progressToken: MARKER, progress: 1 } },
    { method: 'notifications/resources/updated', params: { uri: `odoo://${MARKER}` } },
    { method: 'notifications/tools/list_changed', params: { note: MARKER } },
    { method: 'notifications/cancelled', params: { requestId: id, reason: MARKER } },
    { method: `notifications/${MARKER}` },
    { id: 1, method: 'sampling/createMessage', params: { messages: [], systemPrompt: MARKER } },
    { id: MARKER, method: 'elicitation/create', params: { message: MARKER, requestedSchema: {} } },
    { id: 2, method: 'roots/list' },
    { id: 3, method: 'ping' },
    { id: 999_999_999, result: text },
    { id: String(id), result: text },
    { id: 'token', error: { code: -32000, message: MARKER, data: MARKER } },
  ]);
  return JSON.stringify({ jsonrpc: '2.0', ...message });
}

/** Bytes to send one after another, and what becomes of the connection then. */
export interface Script {
  readonly parts: readonly Buffer[];
  readonly ending: 'keep' | 'end' | 'reset';
}

/** These texts as an answer over HTTP, often not quite as it should be. `eventId`: how its events can be known. */
export function httpScript(random: Random, texts: readonly string[], eventId: string): Script {
  const asJson = random.chance(0.4);
  const only = texts.find((text) => /"(?:result|error)":/.test(text)) ?? '{}';
  const whole = Buffer.from(
    asJson ? only : texts.map((text) => sseEvent(random, text, eventId)).join(''),
  );
  const body = random.chance(0.15) ? withWrongBytes(random, whole) : whole;
  const framing = random.below(3);
  const head = [
    `HTTP/1.1 ${random.chance(0.9) ? '200 OK' : random.pick(STATUSES)}`,
    `content-type: ${random.chance(0.9) ? (asJson ? 'application/json' : 'text/event-stream') : random.pick(TYPES)}`,
    ...(random.chance(0.3) ? [random.pick(HEADERS)] : []),
    ...(framing === 0
      ? [`content-length: ${body.length + (random.chance(0.1) ? random.pick([-3, 5]) : 0)}`]
      : []),
    ...(framing === 1 ? ['transfer-encoding: chunked'] : []),
    ...(framing === 2 ? ['connection: close'] : []),
  ].join('\r\n');
  const content = framing === 1 ? chunked(random, body) : body;
  const bytes = Buffer.concat([Buffer.from(`${head}\r\n\r\n`), content]);
  const sent = random.chance(0.1) ? withWrongBytes(random, bytes) : bytes;
  const left = random.chance(0.8)
    ? framing === 2
      ? 'end'
      : 'keep'
    : random.pick(['end', 'reset']);
  return {
    parts: inParts(random, sent),
    ending: left === 'reset' ? 'reset' : left === 'end' ? 'end' : 'keep',
  };
}

const STATUSES = [
  ...['201 Created', '202 Accepted', '204 No Content', '302 Found', '400 Bad Request'],
  ...['401 Unauthorized', '404 Not Found', '429 Too Many Requests', '500 Oops', `200 ${MARKER}`],
] as const;
const TYPES = [
  'text/html',
  'application/json; charset=utf-16',
  MARKER,
  'text/event-stream;x=1',
  '',
] as const;
const HEADERS = [
  `mcp-session-id: ${MARKER}`,
  `set-cookie: vat=${MARKER}`,
  `www-authenticate: Bearer realm="${MARKER}"`,
  `location: http://127.0.0.1:1/${MARKER}`,
  `x-note: ${MARKER}`,
  'content-encoding: gzip',
  'content-encoding: identity',
  `retry-after: ${MARKER}`,
  `access-control-allow-origin: ${MARKER}`,
] as const;

function chunked(random: Random, body: Buffer): Buffer {
  const parts = inParts(random, body).map((part) =>
    Buffer.concat([
      Buffer.from(`${part.length.toString(16)}${random.chance(0.1) ? `;note=${MARKER}` : ''}\r\n`),
      part,
      Buffer.from('\r\n'),
    ]),
  );
  const trailer = random.chance(0.1) ? `x-trailer: ${MARKER}\r\n` : '';
  return Buffer.concat([...parts, Buffer.from(`0\r\n${trailer}\r\n`)]);
}

/** One event, written in one of the ways that the standard knows, with what may stand around it. */
function sseEvent(random: Random, text: string, eventId: string): string {
  const end = random.pick(['\n', '\n', '\r\n', '\r']);
  const lines = [
    ...(random.chance(0.2) ? [`: ${MARKER}`] : []),
    ...(random.chance(0.2) ? [`id: ${eventId}`] : []),
    ...(random.chance(0.1) ? ['retry: 1'] : []),
    ...(random.chance(0.1) ? [`event: ${random.pick(['message', MARKER])}`] : []),
    ...(random.chance(0.1) ? [`${MARKER}: ${MARKER}`] : []),
    `data:${random.chance(0.8) ? ' ' : ''}${text}`,
  ];
  const priming = random.chance(0.2) ? `id: ${eventId}${end}data:${end}${end}` : '';
  return `${random.chance(0.05) ? '\ufeff' : ''}${priming}${lines.join(end)}${end}${end}`;
}

/** These texts as lines of a program's standard output, often not quite as they should be. */
export function lineScript(random: Random, texts: readonly string[]): Script {
  const noise = random.chance(0.2)
    ? [random.pick([MARKER, '', ' \t', `{"vat":"${MARKER}"`, '[1]'])]
    : [];
  const lines = [...noise, ...texts].map((text) => `${text}${random.pick(['\n', '\r\n', '\n\n'])}`);
  const bytes = Buffer.from(lines.join(''));
  const sent = random.chance(0.1) ? withWrongBytes(random, bytes) : bytes;
  // A line cut off would swallow the next answer, which is somebody else's.
  const parts = inParts(
    random,
    sent.at(-1) === 0x0a ? sent : Buffer.concat([sent, Buffer.from('\n')]),
  );
  return { parts, ending: random.chance(0.03) ? 'reset' : 'keep' };
}

/** The honest answer, as one line or body. */
export async function honestText(request: RpcRequest): Promise<string> {
  const context = { era: 'legacy', headers: {}, signal: new AbortController().signal } as const;
  const { result } = await lenientAnswers(request, context);
  return JSON.stringify({ jsonrpc: '2.0', id: request.id, result: result ?? {} });
}
