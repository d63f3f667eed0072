import type { JsonObject } from '../../policies/json.ts';
import { type Act, json, likeOdoo } from '../memory-upstream.fixture.ts';

/** Arguments of `search_count`. */
export const COUNT = { model: 'res.partner' };
/** Who carries a token, in the era of 2026-07-28. */
export const worker = { bearer: 'worker', era: 'modern' } as const;
/** A named guest, in front of a server of somebody else's that no binding describes. */
export const THIRD_PARTY = {
  gateway: `
upstream: {url: 'http://127.0.0.1:9', unbound: {tools: allow}}
identity: {anonymous: {name: guest, groups: []}}
limits: {per_tool: {echo: 2}}
`,
  rbac: 'tool_group_requirements: {forbidden: nobody.has.this}',
};

/** Like Odoo, but for the tool that is called. */
export const answering =
  (result: JsonObject): Act =>
  (request, context) =>
    request.method === 'tools/call' ? json(request, result) : likeOdoo(request, context);
