import { Agent, request } from 'undici';
import type { RunningGuard } from '../../proxy/running.ts';
import { startHttpSide } from '../../proxy/transports/http-server.ts';
import { encodeHeaderValue } from '../../proxy/wire/mirrored-headers.ts';
import { createSseDecoder } from '../../proxy/wire/sse.ts';
import { mailbox, type RawClient, rawMessage, requestOf } from './raw-client.fixture.ts';

/** A client that posts every request by itself, with the headers it needs, and reads JSON or a stream. */
export async function httpClient({ handle, handleSession }: RunningGuard): Promise<RawClient> {
  const side = await startHttpSide({ port: 0, handle, handleSession });
  const dispatcher = new Agent();

  return {
    ask(method, asking = {}) {
      const message = requestOf(method, asking);
      const gone = new AbortController();
      const { put, next } = mailbox();
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...mirrored(method, asking.params ?? {}),
        ...asking.headers,
      };
      const kept = Object.entries(headers).filter(([, value]) => value !== undefined);
      const answered = request(side.url, {
        method: 'POST',
        headers: Object.fromEntries(kept) as Record<string, string>,
        body: JSON.stringify(message),
        signal: gone.signal,
        dispatcher,
      });
      void answered
        .then(({ headers: got, body }) => read(String(got['content-type']), body, put))
        .catch(() => put(undefined));
      return {
        status: answered.then(({ statusCode }) => statusCode),
        next,
        cancel: () => gone.abort(),
      };
    },
    async close() {
      await dispatcher.destroy();
      await side.close();
    },
  };
}

function mirrored(
  method: string,
  params: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const name = params.name ?? params.uri;
  const args = Object(params.arguments);
  return {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(typeof name === 'string' ? { 'mcp-name': encodeHeaderValue(name) } : {}),
    ...(typeof args.region === 'string'
      ? { 'mcp-param-region': encodeHeaderValue(args.region) }
      : {}),
  };
}

async function read(
  type: string,
  body: AsyncIterable<Uint8Array> & { text(): Promise<string> },
  put: ReturnType<typeof mailbox>['put'],
): Promise<void> {
  if (type.startsWith('text/event-stream')) {
    const decoder = createSseDecoder(1_000_000);
    for await (const chunk of body)
      for (const { data } of decoder.push(chunk)) if (data) put(rawMessage.parse(JSON.parse(data)));
  } else {
    const text = await body.text();
    if (text !== '') put(rawMessage.parse(JSON.parse(text)));
  }
  put(undefined);
}
