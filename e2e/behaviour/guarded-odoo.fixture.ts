import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import * as z from 'zod';
import { everyTarget, type OdooTarget } from '../../upstream/odoo-targets.fixture.ts';
import type { TestAccount } from '../../upstream/running-upstream.fixture.ts';
import { type GuardProcess, startGuardProcess } from '../guard-process.fixture.ts';
import { type LegacySession, openLegacySession, type RawResponse } from '../raw-mcp.fixture.ts';

/** A policy file's name and text; files that are not named are the built-in ones. */
export type PolicyFiles = Readonly<Record<string, string>>;

export interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: PolicyFiles;
}

/** A guard in front of an Odoo, and what its clients see. Ready inside `it`. */
export interface GuardedOdoo {
  readonly odoo: OdooTarget;
  readonly guard: GuardProcess;
  readonly admin: LegacySession;
  readonly sales: LegacySession;
  /** A session of its own, signed in with a password. */
  signIn(account: TestAccount): Promise<LegacySession>;
}

/** An id that no record has. */
export const NOBODY = 2_147_483_000;

/** Calls that no test of behaviour should run out of; the limits have suites of their own. */
const PLENTY = { RATE_LIMIT_GLOBAL: '100000', RATE_LIMIT_WRITE: '100000' };

/**
 * Describes behaviour in front of every Odoo: the demo in its three dialects, and each real one that is named
 * by the environment. The same cases run on all of them.
 */
export function describeGuarded(
  title: string,
  body: (given: GuardedOdoo, major: number) => void,
  { env = {}, files }: Setting = {},
): void {
  for (const choice of everyTarget()) {
    describe.skipIf(!choice.available)(`${title}, ${choice.name}`, choice.pace, () => {
      const folder = files && mkdtempSync(join(tmpdir(), 'behaviour-'));
      let ready: GuardedOdoo | undefined;
      const given = (): GuardedOdoo => {
        if (ready === undefined) throw new Error('the guard is not running');
        return ready;
      };
      beforeAll(async () => {
        if (folder !== undefined)
          for (const [name, text] of Object.entries(files ?? {}))
            writeFileSync(join(folder, name), text);
        const odoo = await choice.start();
        const guard = await startGuardProcess({
          ...PLENTY,
          ODOO_URL: odoo.url.href,
          ODOO_DB: odoo.database,
          ...(folder === undefined ? {} : { CONFIG_DIR: folder }),
          ...env,
        });
        const signIn = (account: TestAccount) => signedInWith(guard, account);
        const sales = odoo.sales ?? { ...odoo.admin, login: 'sales', secret: 'sales' };
        ready = {
          odoo,
          guard,
          admin: await signIn(odoo.admin),
          sales: await signIn(sales),
          signIn,
        };
      });
      afterAll(async () => {
        await ready?.guard.stop();
        await ready?.odoo.stop();
        if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      });
      body(
        {
          get odoo() {
            return given().odoo;
          },
          get guard() {
            return given().guard;
          },
          get admin() {
            return given().admin;
          },
          get sales() {
            return given().sales;
          },
          signIn: (account) => given().signIn(account),
        },
        choice.major,
      );
    });
  }
}

async function signedInWith(guard: GuardProcess, account: TestAccount): Promise<LegacySession> {
  const session = await openLegacySession(guard.url);
  await answer(session, 'login', {
    method: account.method,
    username: account.login,
    credential: account.secret,
  });
  return session;
}

const textBlocks = z.array(z.looseObject({ text: z.string().optional() }));

/** What a call says in words. */
export function wordsOf({ result, error }: RawResponse): string {
  if (error) return error.message;
  const blocks = textBlocks.safeParse(result?.content);
  return blocks.success ? blocks.data.map(({ text }) => text ?? '').join('\n') : '';
}

const structure = z.record(z.string(), z.unknown());
const object = structure;

/** The structured result of a call that must go well. */
export async function answer(
  session: LegacySession,
  tool: string,
  args: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>> {
  const response = await session.call(tool, args);
  if (response.result === undefined || response.result.isError === true)
    throw new Error(`${tool} ${JSON.stringify(args)}: ${wordsOf(response)}`);
  return object.parse(response.result.structuredContent);
}

/** The decision of a call the guard must refuse. */
export async function refusal(
  session: LegacySession,
  tool: string,
  args: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>> {
  const response = await session.call(tool, args);
  const meta = structure.safeParse(response.result?._meta);
  const decision = structure.safeParse(meta.data?.['odoo-mcp-guard/decision']);
  expect(
    response.result?.isError,
    `${tool} ${JSON.stringify(args)}: ${JSON.stringify(response.result?.structuredContent)}`,
  ).toBe(true);
  if (!decision.success || decision.data.effect !== 'deny')
    throw new Error(`not refused by the guard but failed: ${wordsOf(response)}`);
  expect(decision.data.rule).toMatch(/\S/);
  expect(decision.data.reason).toMatch(/\S/);
  return decision.data;
}

/** The words of a call that must fail, whoever refuses it. */
export async function failure(
  session: LegacySession,
  tool: string,
  args: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const response = await session.call(tool, args);
  expect(
    response.error !== undefined || response.result?.isError === true,
    `${tool} ${JSON.stringify(args)}: ${JSON.stringify(response.result?.structuredContent)}`,
  ).toBe(true);
  return wordsOf(response);
}

const records = z.array(z.looseObject({ id: z.number() }));

/** The records of a search. */
export async function found(
  session: LegacySession,
  model: string,
  args: Readonly<Record<string, unknown>> = {},
): Promise<readonly Record<string, unknown>[]> {
  return records.parse((await answer(session, 'search_read', { model, ...args })).records);
}

/** The id of the first record a search finds. */
export async function firstId(
  session: LegacySession,
  model: string,
  domain: readonly unknown[] = [],
): Promise<number> {
  const [first] = await found(session, model, { domain, fields: ['id'], limit: 1, order: 'id' });
  return z.object({ id: z.number() }).parse(first).id;
}

/** Creates a record for as long as `use` takes. */
export async function withRecord<Result>(
  { admin }: GuardedOdoo,
  model: string,
  values: Readonly<Record<string, unknown>>,
  use: (id: number) => Promise<Result>,
): Promise<Result> {
  const { id } = z
    .object({ id: z.number() })
    .parse(await answer(admin, 'create_record', { model, values }));
  try {
    return await use(id);
  } finally {
    await answer(admin, 'delete_record', { model, record_id: id });
  }
}
