import { describe } from 'vitest';
import { GATEWAY_AUDIT } from './cases-gateway-audit.fixture.ts';
import { GATEWAY_BUDGETS } from './cases-gateway-budgets.fixture.ts';
import { GATEWAY_IDENTITY } from './cases-gateway-identity.fixture.ts';
import { GATEWAY_LIMITS } from './cases-gateway-limits.fixture.ts';
import { GATEWAY_PROTOCOL } from './cases-gateway-protocol.fixture.ts';
import { GATEWAY_SERVER } from './cases-gateway-server.fixture.ts';
import { GATEWAY_SIGN_IN } from './cases-gateway-sign-in.fixture.ts';
import { GATEWAY_UPSTREAM } from './cases-gateway-upstream.fixture.ts';
import { testEveryKey } from './every-key.fixture.ts';

describe('what gateway.yaml says is enforced', () => {
  testEveryKey('gateway', GATEWAY_SERVER);
  testEveryKey('gateway', GATEWAY_SIGN_IN);
  testEveryKey('gateway', GATEWAY_LIMITS);
  testEveryKey('gateway', GATEWAY_AUDIT);
  testEveryKey('gateway', GATEWAY_BUDGETS);
  testEveryKey('gateway', GATEWAY_UPSTREAM);
  testEveryKey('gateway', GATEWAY_PROTOCOL);
  testEveryKey('gateway', GATEWAY_IDENTITY);
});
