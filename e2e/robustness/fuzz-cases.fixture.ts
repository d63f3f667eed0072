import { afterEach, expect } from 'vitest';
import { openLegacySession } from '../raw-mcp.fixture.ts';
import { BEARER } from './fuzz-calls.fixture.ts';
import { type FuzzedGuard, withFuzzedGuard } from './fuzzed-guard.fixture.ts';
import type { HostileUpstream } from './hostile-upstream.fixture.ts';
import { type Random, randomFrom } from './random.fixture.ts';

/** Seconds of a long run, all suites together; without it each plays a fixed number of cases. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 0);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_129);
/** How many share the seconds. */
const SUITES = 4;
const AT_ONCE = 8;

/** What one suite may take. */
export const TIMEOUT_MS = Math.max(60_000, SECONDS * 1_000);

/** Fails every test of the file during which something was thrown that nobody caught. */
export function expectNothingUncaught(): void {
  const uncaught: unknown[] = [];
  const onUncaught = (error: unknown): void => void uncaught.push(error);
  process.on('unhandledRejection', onUncaught).on('uncaughtException', onUncaught);
  afterEach(() => {
    expect(uncaught).toEqual([]);
  });
}

/** One case. `player`: which of those playing at the same time plays it. */
export type Play = (random: Random, number: number, player: number) => Promise<void>;

/** Plays case after case, some at a time, until their number or the time is used up. Answers how many it were. */
export async function playCases(cases: number, play: Play): Promise<number> {
  const end = performance.now() + (SECONDS * 1_000) / SUITES;
  let number = 0;
  const goesOn = () => (SECONDS > 0 ? performance.now() < end : number < cases);
  const worker = async (_: unknown, player: number): Promise<void> => {
    while (goesOn()) {
      const now = number;
      number += 1;
      try {
        await play(randomFrom(SEED).forCase(now), now, player);
      } catch (error) {
        throw new Error(`case ${now} of seed ${SEED}: ${error}`, { cause: error });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  tell(`${number} cases of seed ${SEED}`);
  return number;
}

/** Says how far a long run has come. */
export function tell(what: string): void {
  if (SECONDS > 0) process.stdout.write(`${what}\n`);
}

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

interface Hostile {
  readonly guard: FuzzedGuard;
  /** A legacy session for each that plays at the same time. */
  sessionOf(player: number): string;
  /** From here on the server is hostile. */
  begin(): void;
}

/** A guard in front of such a server, in which nothing may fail meanwhile. */
export async function withHostile<Result>(
  start: (next: () => Random | undefined) => Promise<HostileUpstream>,
  use: (hostile: Hostile) => Promise<Result>,
): Promise<Result> {
  const { begin, next } = hostility();
  const hostile = await start(next);
  try {
    return await withFuzzedGuard(hostile.upstream, async (guard) => {
      const sessions: string[] = [];
      for (let player = 0; player < AT_ONCE; player += 1)
        sessions.push((await openLegacySession(guard.url, BEARER)).id);
      const sessionOf = (player: number) => sessions[player] ?? '';
      const result = await use({ guard, sessionOf, begin });
      expect(guard.faults).toEqual([]);
      return result;
    });
  } finally {
    await hostile.close();
  }
}
