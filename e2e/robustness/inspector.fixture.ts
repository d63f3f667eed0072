import { WebSocket } from 'undici';
import * as z from 'zod';

/** A look into a running Node.js process through its inspector (Chrome DevTools Protocol). */
export interface Inspector {
  collectGarbage(): Promise<void>;
  /** The value of an expression, as JSON has it. */
  evaluate(expression: string): Promise<unknown>;
  /** How many living objects have the prototype that the expression names. */
  count(prototype: string): Promise<number>;
  /** A number that each of them has, added up. */
  sum(prototype: string, property: string): Promise<number>;
  close(): void;
}

const answered = z.object({
  id: z.number(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.object({ message: z.string() }).optional(),
});
const remote = z.object({ objectId: z.string().optional(), value: z.unknown().optional() });

export async function connectInspector(url: string): Promise<Inspector> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, (answer: z.infer<typeof answered>) => void>();
  let lastId = 0;
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error(`no inspector at ${url}`)), {
      once: true,
    });
  });
  socket.addEventListener('message', ({ data }) => {
    const answer = answered.safeParse(JSON.parse(String(data)));
    if (!answer.success) return;
    waiting.get(answer.data.id)?.(answer.data);
    waiting.delete(answer.data.id);
  });

  async function send(
    method: string,
    params: Readonly<Record<string, unknown>> = {},
  ): Promise<Record<string, unknown>> {
    lastId += 1;
    const id = lastId;
    const { result, error } = await new Promise<z.infer<typeof answered>>((resolve) => {
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
    if (error || !result) throw new Error(`${method}: ${error?.message}`);
    return result;
  }

  /** Calls a function with `this` being the array of all objects of a prototype. */
  async function onEach(prototype: string, functionDeclaration: string): Promise<number> {
    const group = { objectGroup: 'counting' };
    const { result } = await send('Runtime.evaluate', { expression: prototype, ...group });
    const { objectId: prototypeObjectId } = remote.parse(result);
    const { objects } = await send('Runtime.queryObjects', { prototypeObjectId, ...group });
    const { objectId } = remote.parse(objects);
    const done = await send('Runtime.callFunctionOn', {
      ...{ objectId, functionDeclaration, returnByValue: true },
    });
    await send('Runtime.releaseObjectGroup', group);
    return Number(remote.parse(done.result).value);
  }

  return {
    async collectGarbage() {
      // What finalizers let go of is collected by the next round.
      for (let round = 0; round < 3; round += 1) await send('HeapProfiler.collectGarbage');
    },
    async evaluate(expression) {
      const { result } = await send('Runtime.evaluate', { expression, returnByValue: true });
      return remote.parse(result).value;
    },
    count: (prototype) => onEach(prototype, 'function () { return this.length }'),
    sum: (prototype, property) =>
      onEach(
        prototype,
        `function () { let all = 0; for (const one of this) { try { all += one.${property} } catch { all += 0 } } return all }`,
      ),
    close: () => socket.close(),
  };
}
