import { type FactsView, NO_FACTS } from '../../facts.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { ask, create } from '../asking.fixture.ts';
import { policyOf, subject } from '../demo-policy.fixture.ts';

/** The Odoo account of Ann. */
export const odoo = { database: 'd', login: 'ann', uid: 5, partnerId: 9, companyIds: [1, 2] };
export const ANN = subject(['staff'], { odoo });
const MODELS = ['crm.lead', 'sale.order', 'sale.order.line', 'res.partner'];

/** A policy that opens everything used here, and narrows one model by a domain. */
export const ruled = (name: string, ...domain: readonly Json[]): Policy =>
  policyOf({
    access: {
      stock_models: { full_crud: MODELS, read_only: ['res.country', 'crm.stage', 'crm.tag'] },
    },
    rbac: { record_rules: { [name]: [{ domain }] } },
  });

/** What a create of the model comes to under a rule on it, where nothing may be asked of Odoo. */
export const made = (
  name: string,
  domain: readonly Json[],
  values: JsonObject,
  who: Subject = ANN,
  facts: FactsView = NO_FACTS,
) => ask(create(name, values), who, ruled(name, ...domain), facts);
