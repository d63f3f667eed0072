import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { RunningGuard } from '../../proxy/running.ts';
import { startStdioSide } from '../../proxy/transports/stdio-client-side.ts';
import {
  mailbox,
  type RawClient,
  type RawMessage,
  REASON,
  rawMessage,
  requestOf,
} from './raw-client.fixture.ts';

const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';

/** A client on the guard's standard input. Its requests have ids of their own, or it could not tell their answers. */
export async function stdioClient({ handle, handleSession }: RunningGuard): Promise<RawClient> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const side = startStdioSide({ input, output, handle, handleSession });
  const boxes = new Map<unknown, ReturnType<typeof mailbox>>();
  const tokens = new Map<unknown, unknown>();
  const write = (message: object) => void input.write(`${JSON.stringify(message)}\n`);

  /** What a message is about: a log message says nothing of it, and goes to the last one that asked. */
  function idOf({ id, method, params = {} }: RawMessage): unknown {
    if (id !== undefined) return id;
    if (method === 'notifications/progress') return tokens.get(params.progressToken);
    if (method === 'notifications/cancelled') return params.requestId;
    return Object(params._meta)[SUBSCRIPTION] ?? [...boxes.keys()].at(-1);
  }

  createInterface({ input: output }).on('line', (line) => {
    const message = rawMessage.parse(JSON.parse(line));
    boxes.get(idOf(message))?.put(message);
  });
  return {
    ask(method, asking = {}) {
      const message = requestOf(method, asking);
      const box = mailbox();
      boxes.set(message.id, box);
      tokens.set(asking.meta?.progressToken, message.id);
      write(message);
      return {
        status: Promise.resolve(undefined),
        next: box.next,
        cancel: () =>
          write({
            jsonrpc: '2.0',
            method: 'notifications/cancelled',
            params: { requestId: message.id, reason: REASON },
          }),
      };
    },
    async close() {
      side.close();
      await side.done;
    },
  };
}
