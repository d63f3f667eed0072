import type { Deny } from '../../policies/decision.ts';
import type { JsonObject } from '../../policies/json.ts';
import type { Call } from './call.ts';
import { type MessageHandler, relayNothing } from './call.ts';
import type { HandlerContext } from './context.ts';
import { privateToTheCaller } from './private-result.ts';
import { serverMeta } from './server-info.ts';
import { unboundMeta } from './unbound-request.ts';

/** A list of the server's cut down to what the caller may see of it. */
export type FilterList = (result: JsonObject, call: Call) => { readonly list: JsonObject } | Deny;

/**
 * Any of the lists: a cursor is all a client may say. A filtered list differs from caller to caller, so
 * shared caches must not keep it. It is asked for without anybody's account: it names what there is, and
 * nothing that Odoo holds.
 */
export function listRequest(context: HandlerContext, filter: FilterList): MessageHandler {
  return {
    needsSubject: true,
    cost: () => ({ write: false, units: 1 }),
    async prepare(call) {
      const cursor = call.request.params?.cursor;
      const meta = unboundMeta(call, context);
      const params: JsonObject = {
        ...(typeof cursor === 'string' ? { cursor } : {}),
        ...(meta === undefined ? {} : { _meta: meta }),
      };
      return {
        kind: 'prepared',
        params: Object.keys(params).length === 0 ? undefined : params,
        withCredential: false,
        mayChange: false,
        filter(result) {
          const listed = filter(result, call);
          if ('effect' in listed) return listed;
          const from = serverMeta(result, context.policy.gateway.server.name);
          const list = { ...listed.list, ...(call.era === 'modern' ? from : {}) };
          return { result: privateToTheCaller(list, call.era), notes: [] };
        },
        relay: relayNothing,
        facts: {},
      };
    },
  };
}
