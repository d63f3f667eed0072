import { expect } from 'vitest';
import { connectClient, type ToolResult } from '../mcp-clients.fixture.ts';
import type { OdooTarget, TargetChoice } from '../odoo-targets.fixture.ts';
import { startUpstream, type TestAccount } from '../running-upstream.fixture.ts';

/** One signed-in account and its calls. */
export interface AppCaller {
  readonly uid: number;
  /** The structured result of a call that went well. */
  ok(tool: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** The text of a call that failed, and what it left. */
  refused(
    tool: string,
    args?: Record<string, unknown>,
  ): Promise<{ readonly text: string; readonly left: Record<string, unknown> | undefined }>;
  /** The first record found, of the fields named. */
  first(
    model: string,
    domain: readonly unknown[],
    fields?: readonly string[],
  ): Promise<Record<string, unknown> | undefined>;
  create(model: string, values: Record<string, unknown>): Promise<number>;
}

export interface AppsUnderTest {
  readonly odoo: OdooTarget;
  as(account: TestAccount): Promise<AppCaller>;
  close(): Promise<void>;
}

/** Starts an Odoo and the upstream in front of it. */
export async function startApps(
  choice: TargetChoice,
  variables: Parameters<typeof startUpstream>[2] = {},
): Promise<AppsUnderTest> {
  const odoo = await choice.start();
  const upstream = await startUpstream(odoo.url, odoo.database, variables);
  const clients: { close(): Promise<void> }[] = [];
  return {
    odoo,
    async as(account) {
      const target = { url: upstream.url, headers: upstream.headers(account) };
      const client = await connectClient('v2 SDK, modern era', target);
      clients.push(client);
      const ok: AppCaller['ok'] = async (tool, args = {}) =>
        structured(await client.call(tool, args));
      const { uid } = await ok('whoami');
      return {
        uid: Number(uid),
        ok,
        async refused(tool, args = {}) {
          const result = await client.call(tool, args);
          expect(result.isError, JSON.stringify(result.structuredContent)).toBe(true);
          return { text: result.content[0]?.text ?? '', left: result.structuredContent };
        },
        async first(model, domain, fields = ['display_name']) {
          const { records } = await ok('search_read', { model, domain, fields, limit: 1 });
          return rows(records)[0];
        },
        async create(model, values) {
          const { id } = await ok('create_record', { model, values });
          return Number(id);
        },
      };
    },
    async close() {
      for (const client of clients) await client.close();
      await upstream.close();
      await odoo.stop();
    },
  };
}

function structured(result: ToolResult): Record<string, unknown> {
  expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
  return result.structuredContent ?? {};
}

/** A list of records in an answer. */
export function rows(value: unknown): Record<string, unknown>[] {
  expect(value).toEqual(expect.any(Array));
  return Array.isArray(value) ? value : [];
}
