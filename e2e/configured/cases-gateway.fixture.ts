import { GATEWAY_AUDIT } from './cases-gateway-audit.fixture.ts';
import { GATEWAY_BUDGETS } from './cases-gateway-budgets.fixture.ts';
import { GATEWAY_IDENTITY } from './cases-gateway-identity.fixture.ts';
import { GATEWAY_LIMITS } from './cases-gateway-limits.fixture.ts';
import { GATEWAY_ODOO } from './cases-gateway-odoo.fixture.ts';
import { GATEWAY_PROTOCOL } from './cases-gateway-protocol.fixture.ts';
import { GATEWAY_SERVER } from './cases-gateway-server.fixture.ts';
import { GATEWAY_SIGN_IN } from './cases-gateway-sign-in.fixture.ts';
import { GATEWAY_UPSTREAM } from './cases-gateway-upstream.fixture.ts';
import type { KeyCases } from './key-case.fixture.ts';

/** Every key of gateway.yaml. */
export const GATEWAY: KeyCases = {
  ...GATEWAY_SERVER,
  ...GATEWAY_ODOO,
  ...GATEWAY_SIGN_IN,
  ...GATEWAY_LIMITS,
  ...GATEWAY_AUDIT,
  ...GATEWAY_BUDGETS,
  ...GATEWAY_UPSTREAM,
  ...GATEWAY_PROTOCOL,
  ...GATEWAY_IDENTITY,
};
