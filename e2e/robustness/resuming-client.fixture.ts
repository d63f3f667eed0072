import { request } from 'undici';
import { expect } from 'vitest';
import type { RequestId } from '../../proxy/wire/message.ts';
import { post } from '../raw-mcp.fixture.ts';
import type { Asking } from './fuzz-calls.fixture.ts';

/** A response, and no request of the server's such as a ping. */
const RESPONSE = /"jsonrpc":"2\.0","id":(?:"[^"]*"|\d+|null),"(?:result|error)":[^\n]*/g;
/** How often a client comes back before it cancels. */
const MOST_RETURNS = 12;
/** Statuses after which it comes back: the server still reads the stream, or cannot be reached now. */
const COMES_BACK = [200, 409, 502];

/** All that came for one request, over its own stream and those on which it was resumed. */
export interface Received {
  /** Every byte of heads and bodies. */
  readonly bytes: string;
  /** The responses among them, as texts. */
  readonly responses: readonly string[];
  /** How often the client came back. */
  readonly returns: number;
  /** The last event that the client was sent, where one had an id. */
  readonly cursor: string | undefined;
}

interface Part {
  readonly status: number;
  readonly bytes: string;
  readonly text: string;
}

const responsesIn = ({ text }: Part): readonly string[] => text.match(RESPONSE) ?? [];

/**
 * Posts a request and reads until its answer is there, as a client of 2025-11-25 does: where a stream ends early, it
 * comes back from the last event it was sent. Fails where a stream ends with neither an answer nor a way back.
 */
export async function postAndResume(url: string, { body, headers }: Asking): Promise<Received> {
  const first = await posted(url, body, headers);
  const parts = [first];
  let cursor = cursorIn(first);
  let responses = responsesIn(first);
  let returns = 0;
  while (responses.length === 0 && returns < MOST_RETURNS) {
    expect(cursor, `neither an answer nor a cursor: ${first.status} ${first.text}`).toBeDefined();
    const part = await comeBack(url, headers, cursor ?? '');
    expect(COMES_BACK, `came back from ${cursor}: ${part.text}`).toContain(part.status);
    parts.push(part);
    returns += 1;
    cursor = cursorIn(part) ?? cursor;
    responses = responsesIn(part);
  }
  return { bytes: parts.map(({ bytes }) => bytes).join('\n'), responses, returns, cursor };
}

/** Asks for the rest of a stream once more. */
export async function replay(
  url: string,
  { headers }: Asking,
  cursor: string,
): Promise<Pick<Received, 'bytes' | 'responses'>> {
  const part = await comeBack(url, headers, cursor);
  return { bytes: part.bytes, responses: responsesIn(part) };
}

/** Says that the answer is no longer wanted. */
export async function cancel(url: string, { headers }: Asking, id: RequestId): Promise<void> {
  const params = { requestId: id };
  await post(url, { jsonrpc: '2.0', method: 'notifications/cancelled', params }, headers);
}

async function posted(url: string, body: string, headers: Asking['headers']): Promise<Part> {
  const { status, headers: answered, text } = await post(url, body, headers);
  return { status, bytes: `${JSON.stringify(answered)}\n${text}`, text };
}

async function comeBack(url: string, headers: Asking['headers'], cursor: string): Promise<Part> {
  const answer = await request(url, {
    method: 'GET',
    headers: { ...headers, accept: 'text/event-stream', 'last-event-id': cursor },
  });
  const text = await answer.body.text();
  return {
    status: answer.statusCode,
    bytes: `${JSON.stringify(answer.headers)}\n${text}`,
    text,
  };
}

const cursorIn = ({ text }: Part): string | undefined =>
  [...text.matchAll(/^id: ?(.*)$/gm)].at(-1)?.[1];
