import { describe } from 'vitest';
import { GATEWAY_ODOO } from './cases-gateway-odoo.fixture.ts';
import { testEveryKey } from './every-key.fixture.ts';

describe('what gateway.yaml says of Odoo is enforced', () => testEveryKey('gateway', GATEWAY_ODOO));
