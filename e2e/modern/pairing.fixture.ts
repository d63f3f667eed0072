import { join } from 'node:path';
import * as z from 'zod';
import { httpClient } from './http-client.fixture.ts';
import type { RawClient } from './raw-client.fixture.ts';
import { type Side, withGuardedServer } from './served-server.fixture.ts';
import { stdioClient } from './stdio-client.fixture.ts';

/** Every way a client and a server can stand on the two sides of the guard. */
export const PAIRINGS: readonly (readonly [Side, Side])[] = [
  ['HTTP', 'HTTP'],
  ['HTTP', 'stdio'],
  ['stdio', 'HTTP'],
  ['stdio', 'stdio'],
];

const SERVER = join(import.meta.dirname, 'stateless-server.fixture.mjs');

const seen = z.looseObject({
  message: z
    .looseObject({
      id: z.union([z.string(), z.number()]).optional(),
      method: z.string(),
      params: z.record(z.string(), z.unknown()).default({}),
    })
    .optional(),
  headers: z.record(z.string(), z.string()).default({}),
  gone: z.union([z.string(), z.number()]).optional(),
});
/** What the server tells of one message that reached it, or of a request that nobody waits for any more. */
export type Seen = z.infer<typeof seen>;

export interface Pairing {
  readonly client: RawClient;
  readonly seen: readonly Seen[];
  /** Resolves with the first thing seen that fits, past or to come. */
  untilSeen(fits: (one: Seen) => boolean): Promise<Seen>;
  /** The guard is about to end. */
  leave(): Promise<void>;
}

/** A client and the stateless server with a guard between them, configured with this, for as long as `use` takes. */
export async function withPairing<Result>(
  [clientSide, serverSide]: readonly [Side, Side],
  settings: { readonly protocol?: string },
  use: (pairing: Pairing) => Promise<Result>,
): Promise<Result> {
  const { line, logged, seen: all, until } = watching();
  const behind = { ...settings, side: serverSide, script: SERVER, onStderr: line, onLog: logged };
  return withGuardedServer(behind, async (guard) => {
    const client = await (clientSide === 'HTTP' ? httpClient(guard) : stdioClient(guard));
    try {
      return await use({ client, seen: all, untilSeen: until, leave: guard.leave });
    } finally {
      await client.close();
    }
  });
}

const logLine = z.looseObject({ from: z.string().optional(), msg: z.string().optional() });

/** Keeps what a server says it has seen, and tells those who wait for something of it. */
function watching() {
  const all: Seen[] = [];
  const waiting = new Set<() => void>();
  const line = (text: string): void => {
    if (!text.startsWith('SEEN ')) return;
    all.push(seen.parse(JSON.parse(text.slice(5))));
    for (const look of waiting) look();
  };
  return {
    seen: all,
    line,
    /** A program on stdio is heard through the guard's log. */
    logged(text: string) {
      const { from, msg } = logLine.parse(JSON.parse(text));
      if (from === 'upstream') line(msg ?? '');
    },
    until: (fits: (one: Seen) => boolean) =>
      new Promise<Seen>((resolve) => {
        const look = (): void => {
          const found = all.find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}
