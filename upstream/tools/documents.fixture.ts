import { expect } from 'vitest';
import {
  type ClientKind,
  connectClient,
  type TestClient,
  type ToolResult,
} from '../mcp-clients.fixture.ts';
import type { OdooTarget } from '../odoo-targets.fixture.ts';
import { startUpstream, type TestAccount } from '../running-upstream.fixture.ts';

/** A client of an upstream of its own, as one account, over one protocol. */
export interface Connected {
  readonly client: TestClient;
  /** The structured answer of a call that went well. */
  call(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** The whole result of a call, and the class of a failed one. */
  raw(name: string, args: Record<string, unknown>): Promise<ToolResult>;
  /** What a call was refused with. */
  refusal(name: string, args: Record<string, unknown>): Promise<{ text: string; class: unknown }>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly account?: TestAccount;
  readonly kind?: ClientKind;
  readonly variables?: Parameters<typeof startUpstream>[2];
}

/** Starts an upstream in front of the target and connects to it, as the administrator unless told. */
export async function connectTo(
  odoo: OdooTarget,
  { account = odoo.admin, kind = 'v2 SDK, modern era', variables = {} }: ConnectOptions = {},
): Promise<Connected> {
  const upstream = await startUpstream(odoo.url, odoo.database, variables);
  const target = { url: upstream.url, headers: upstream.headers(account) };
  const client = await connectClient(kind, target);
  return {
    client,
    async call(name, args) {
      const result = await client.call(name, args);
      expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
      return result.structuredContent ?? {};
    },
    raw: (name, args) => client.call(name, args),
    async refusal(name, args) {
      const result = await client.call(name, args);
      expect(result.isError, JSON.stringify(result.structuredContent)).toBe(true);
      const text = result.content[0]?.text ?? '';
      expect(text).not.toMatch(/Traceback|\.py\b|https?:|127\.0\.0\.1|SELECT |User: \d|\(id=/);
      const described = result._meta?.['odoo-mcp/error'];
      const found = typeof described === 'object' && described !== null ? described : {};
      return { text, class: 'class' in found ? found.class : undefined };
    },
    async close() {
      await client.close();
      await upstream.close();
    },
  };
}

/** Another user of the target whose password is its login. */
export function userOf(odoo: OdooTarget, login: string): TestAccount {
  return { method: 'password', database: odoo.database, login, secret: login };
}

/** How an account can reach Odoo; those that a target lacks are left out. */
export function waysTo(odoo: OdooTarget): readonly (readonly [string, ConnectOptions])[] {
  const key = odoo.adminKey;
  const over = (protocol: string, account: TestAccount): ConnectOptions => ({
    account,
    variables: { ODOO_PROTOCOL: protocol },
  });
  return [
    ['a web session', over('auto', odoo.admin)],
    ['XML-RPC', over('xmlrpc', odoo.admin)],
    ...(key === undefined
      ? []
      : [
          ['JSON-RPC with a key', over('jsonrpc', key)] as const,
          ['XML-RPC with a key', over('xmlrpc', key)] as const,
          ...(odoo.major >= 19 ? [['JSON-2', over('json2', key)] as const] : []),
        ]),
  ];
}
