import { describe, expect, it } from 'vitest';
import { deny } from '../../policies/decision.ts';
import {
  createAccountLookup,
  KNOWN_MS,
  type Lookup,
  REFUSED_MS,
  UNASKED_MS,
} from './account-lookup.ts';
import { passwordOf } from './subject.fixture.ts';

const BOT: Lookup = { kind: 'known', account: { database: 'demo', login: 'bot', uid: 7 } };
const REFUSED: Lookup = { kind: 'unknown', reason: 'refused', unasked: false };
const AWAY: Lookup = { kind: 'unknown', reason: 'away', unasked: true };
const ODOOBOT: Lookup = { kind: 'refused', deny: deny('login_refused', 'identity', 'no.') };

/** A lookup at a time of one's own, which counts questions and keeps what was told. */
function lookups(answers: readonly Lookup[] = [BOT]) {
  let time = 0;
  let asked = 0;
  const told: string[] = [];
  const lookup = createAccountLookup(
    () => time,
    ({ login }, { kind }) => void told.push(`${login} ${kind}`),
  );
  const bot = passwordOf('bot');
  const of = (credential = bot) =>
    lookup.of(credential, async () => {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      if (!answer) throw new Error('nothing answers');
      return answer;
    });
  return {
    of,
    told,
    questions: () => asked,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe('who an account is', () => {
  it('is asked once for all that wait, and kept', async () => {
    const { of, questions, pass } = lookups();
    expect(await Promise.all([of(), of(), of()])).toEqual([BOT, BOT, BOT]);
    pass(KNOWN_MS - 1);
    await of();
    expect(questions()).toBe(1);
    pass(1);
    await of();
    expect(questions()).toBe(2);
  });

  it('is asked for each account that is written down, also of one login name', async () => {
    const { of, questions } = lookups([BOT, REFUSED]);
    expect(await of()).toBe(BOT);
    expect(await of(passwordOf('bot'))).toBe(REFUSED);
    expect(await of()).toBe(BOT);
    expect(questions()).toBe(2);
  });

  it.each([
    ['Odoo refused it', [REFUSED, BOT], REFUSED_MS],
    ['it may carry no calls', [ODOOBOT, BOT], REFUSED_MS],
    ['Odoo was not reached', [AWAY, BOT], UNASKED_MS],
  ])('is asked again after a pause where %s', async (_why, answers, pause) => {
    const { of, questions, pass } = lookups(answers);
    expect(await of()).toBe(answers[0]);
    pass(pause - 1);
    expect(await of()).toBe(answers[0]);
    expect(questions()).toBe(1);
    pass(1);
    expect(await of()).toBe(BOT);
  });

  it('is forgotten when it cannot be confirmed', async () => {
    const { of, pass } = lookups([BOT, AWAY]);
    await of();
    pass(KNOWN_MS);
    expect(await of()).toBe(AWAY);
  });

  it('counts a question that breaks as one that was not asked', async () => {
    expect(await lookups([]).of()).toMatchObject({ kind: 'unknown', unasked: true });
  });

  it('is complained about once, until it was known again', async () => {
    const { of, told, pass } = lookups([AWAY, REFUSED, BOT, AWAY, AWAY]);
    for (const ms of [UNASKED_MS, REFUSED_MS, KNOWN_MS, UNASKED_MS, 0]) {
      await of();
      pass(ms);
    }
    expect(told).toEqual(['bot unknown', 'bot unknown']);
  });
});
