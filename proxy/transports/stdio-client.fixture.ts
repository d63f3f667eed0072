import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Handle, HandleSession, Inbound } from '../exchange.ts';
import { isRequest } from '../wire/message.ts';
import { type StdioSide, type StdioSideSettings, startStdioSide } from './stdio-client-side.ts';

interface Client {
  readonly side: StdioSide;
  readonly input: PassThrough;
  readonly output: PassThrough;
  send(...messages: readonly object[]): void;
  /** The next message the guard writes. */
  next(): Promise<unknown>;
}

/** Answers every request with the era it came in. */
export const echo: Handle = async ({ message, era, reply }) => {
  if (isRequest(message)) reply.respond({ jsonrpc: '2.0', id: message.id, result: { era } });
  else reply.finish(202);
};

/** A guard on stdio and the client at its other end. */
export function start(handle: Handle = echo, settings: Partial<StdioSideSettings> = {}): Client {
  const input = new PassThrough();
  const output = new PassThrough();
  const handleSession: HandleSession = async ({ reply }) => reply.finish(405);
  const side = startStdioSide({ input, output, handle, handleSession, ...settings });
  const lines: string[] = [];
  let rest = '';
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    output.emit('line');
  });
  return {
    side,
    input,
    output,
    send: (...messages) => {
      for (const message of messages)
        input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    },
    async next() {
      while (lines.length === 0) await once(output, 'line');
      return JSON.parse(lines.shift() ?? '');
    },
  };
}

/** What makes a request one of 2026-07-28. */
export const envelope = {
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  },
};

/** A handler that holds every request until told, and shows what it got. */
export function held(): {
  readonly handle: Handle;
  readonly inbounds: Inbound[];
  arrived(count: number): Promise<void>;
} {
  const inbounds: Inbound[] = [];
  const waiting = new Set<() => void>();
  return {
    inbounds,
    handle: (inbound) => {
      inbounds.push(inbound);
      for (const check of waiting) check();
      return new Promise((resolve) => {
        const { reply } = inbound;
        inbound.signal.addEventListener('abort', () => {
          // A guard that is late: it answers although nobody wants it.
          if (isRequest(inbound.message))
            reply.respond({ jsonrpc: '2.0', id: inbound.message.id, result: { late: true } });
          resolve();
        });
      });
    },
    arrived: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (inbounds.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}
