import type { JsonObject } from '../../policies/json.ts';
import { type Act, json, likeOdoo, toolCallOf } from '../memory-upstream.fixture.ts';

/** Arguments of a call that only people who have signed in may make. */
export const COUNT = { model: 'res.partner' };
/** Like Odoo, but for the login tool. */
export const login =
  (act: Act): Act =>
  (request, context) =>
    (toolCallOf(request).name === 'login' ? act : likeOdoo)(request, context);
/** Like Odoo, but for what the login tool answers. */
export const answering = (result: JsonObject): Act => login((request) => json(request, result));
