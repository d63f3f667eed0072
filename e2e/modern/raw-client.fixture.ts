import * as z from 'zod';

/** Why clients on stdio say that they cancel. Over HTTP they hang up and say nothing. */
export const REASON = 'changed my mind';

export const rawMessage = z.looseObject({
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  method: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.looseObject({ code: z.number(), data: z.unknown().optional() }).optional(),
});
/** A message as a client got it. */
export type RawMessage = z.infer<typeof rawMessage>;

export interface Asking {
  readonly id?: string | number;
  readonly params?: Readonly<Record<string, unknown>>;
  /** Keys of `_meta` beside the version and no capabilities. */
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly capabilities?: object;
  /** Headers instead of the right ones, over HTTP; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A request that is under way. */
export interface Asked {
  /** HTTP status; undefined on stdio. */
  readonly status: Promise<number | undefined>;
  /** The next message about it; undefined once there will be none. */
  next(): Promise<RawMessage | undefined>;
  /** Says, in the way of the transport, that nobody waits any more. */
  cancel(): void;
}

/** A client of revision 2026-07-28 that speaks by hand. */
export interface RawClient {
  ask(method: string, asking?: Asking): Asked;
  close(): Promise<void>;
}

const META = 'io.modelcontextprotocol';

export function requestOf(method: string, { id = 1, params, meta, capabilities = {} }: Asking) {
  const _meta = {
    [`${META}/protocolVersion`]: '2026-07-28',
    [`${META}/clientCapabilities`]: capabilities,
    [`${META}/clientInfo`]: { name: 'raw', version: '1' },
    ...meta,
  };
  return { jsonrpc: '2.0', id, method, params: { ...params, _meta } };
}

/** Every message about a request, the answer last. */
export async function allOf(asked: Asked): Promise<readonly RawMessage[]> {
  const messages: RawMessage[] = [];
  for (;;) {
    const message = await asked.next();
    if (message === undefined) return messages;
    messages.push(message);
    if (message.result || message.error) return messages;
  }
}

/** The result of a request. Throws where there was none. */
export async function resultOf(asked: Asked): Promise<Readonly<Record<string, unknown>>> {
  const last = (await allOf(asked)).at(-1);
  if (!last?.result) throw new Error(`no result: ${JSON.stringify(last)}`);
  return last.result;
}

/** Messages for a reader that may come before them or after. */
export function mailbox() {
  const kept: (RawMessage | undefined)[] = [];
  let reader: ((message: RawMessage | undefined) => void) | undefined;
  const put = (message: RawMessage | undefined): void => {
    if (!reader) return void kept.push(message);
    reader(message);
    reader = undefined;
  };
  return {
    put,
    next: () =>
      new Promise<RawMessage | undefined>((resolve) => {
        if (kept.length > 0) resolve(kept.shift());
        else reader = resolve;
      }),
  };
}
