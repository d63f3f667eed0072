import { openLegacySession } from '../raw-mcp.fixture.ts';
import { digestOf, type Files } from './configured-guard.fixture.ts';
import { bearer, type KeyCase, type KeyCases } from './key-case.fixture.ts';
import { type Interfere, type OdooFront, withOdoo } from './odoo-front.fixture.ts';
import { withBundledUpstream } from './served-guard.fixture.ts';
import { brokeredAccount } from './upstream-account.fixture.ts';

/** Somebody who calls with the demo's own account. */
const DEMO_TOKEN = `identity:
  tokens:
    - {name: clerk, sha256: ${digestOf('clerk')}, odoo: {login: demo, password: demo, database: demo}, acts_for: {uid: 6, company_ids: [1]}}
server: {transport: http, port: 0, log_level: silent}`;

/** A session that sends no token, so that somebody can sign in there. */
const NOBODY = '';
const DEMO_LOGIN = { method: 'password', username: 'demo', credential: 'demo', database: 'demo' };
const searching = { model: 'res.partner', fields: ['name'] };

/** The whole product as it is installed, in front of a demo Odoo. */
function bundled(
  files: Files,
  odoo: OdooFront,
  use: (call: Call) => Promise<object>,
  token = 'clerk',
) {
  const gateway = `${files.gateway}\n${DEMO_TOKEN}`;
  const granting = { model_access: 'stock_models: {read_only: [res.partner]}' };
  return withBundledUpstream(
    { ...granting, ...files, gateway },
    async (url) => {
      const session = await openLegacySession(url, token === NOBODY ? {} : bearer(token));
      return use(session.call);
    },
    { ODOO: odoo.url },
  );
}
type Call = Awaited<ReturnType<typeof openLegacySession>>['call'];

/** How many searches reach Odoo out of two calls, when none is answered. */
const searchesOfTwoCalls = withNoAnswer(2);
const searchesOfOneCall = withNoAnswer(1);

function withNoAnswer(calls: number): KeyCase['see'] {
  return (files) =>
    withOdoo(
      (odoo) =>
        bundled(files, odoo, async (call) => {
          for (let made = 0; made < calls; made += 1) await call('search_read', searching);
          return { searches: odoo.searches() };
        }),
      async () => 'lost',
    );
}

/** Holds the first search until another one has come, or there plainly comes none. */
function pairUp(): { readonly interfere: Interfere; most(): number } {
  let held = 0;
  let most = 0;
  let release: (() => void) | undefined;
  return {
    most: () => most,
    async interfere() {
      held += 1;
      most = Math.max(most, held);
      if (release === undefined)
        await new Promise<void>((resolve) => {
          release = resolve;
          setTimeout(resolve, 1_000).unref();
        });
      else release();
      held -= 1;
      return 'pass';
    },
  };
}

/** Every key under `odoo` of gateway.yaml. */
/** Whether the demo's salesperson can sign in. */
function signingIn(files: Files): Promise<object> {
  return withOdoo((odoo) =>
    bundled(
      files,
      odoo,
      async (call) => {
        const { result } = await call('login', DEMO_LOGIN);
        return { signedIn: result?.structuredContent !== undefined };
      },
      NOBODY,
    ),
  );
}

export const GATEWAY_ODOO: KeyCases = {
  'odoo.url': {
    what: 'which Odoo is asked',
    from: `odoo: {retry: {max_retries: 0}, url: "\${ODOO}"}`,
    to: `odoo: {retry: {max_retries: 0}, url: "\${ODOO}/elsewhere"}`,
    see: (files) =>
      withOdoo((odoo) =>
        bundled(files, odoo, async (call) => {
          const { result } = await call('search_read', searching);
          return { isError: result?.isError === true, asked: odoo.demo.requests.length > 0 };
        }),
      ),
    sees: [
      { isError: false, asked: true },
      { isError: true, asked: false },
    ],
  },
  'odoo.database': {
    what: 'the database of accounts that name none',
    from: 'odoo: {database: one}',
    to: 'odoo: {database: other}',
    see: brokeredAccount('worker'),
    sees: [{ database: 'one' }, { database: 'other' }],
  },
  'odoo.version': {
    what: 'which release of Odoo is spoken to: another one is refused',
    from: `odoo: {version: 18, url: "\${ODOO}"}`,
    to: `odoo: {version: 19, url: "\${ODOO}"}`,
    see: signingIn,
    sees: [{ signedIn: true }, { signedIn: false }],
  },
  'odoo.protocol': {
    what: 'which protocol is spoken to Odoo: JSON-2 takes no passwords',
    from: `odoo: {protocol: auto, url: "\${ODOO}"}`,
    to: `odoo: {protocol: json2, url: "\${ODOO}"}`,
    see: signingIn,
    sees: [{ signedIn: true }, { signedIn: false }],
  },
  'odoo.pool_size': {
    what: 'how many calls are made to Odoo at once',
    from: `odoo: {pool_size: 2, url: "\${ODOO}"}`,
    to: `odoo: {pool_size: 1, url: "\${ODOO}"}`,
    see: (files) => {
      const pairs = pairUp();
      return withOdoo(
        (odoo) =>
          bundled(files, odoo, async (call) => {
            await Promise.all([call('search_read', searching), call('search_read', searching)]);
            return { atOnce: pairs.most() };
          }),
        pairs.interfere,
      );
    },
    sees: [{ atOnce: 2 }, { atOnce: 1 }],
  },
  'odoo.circuit_breaker.failure_threshold': {
    what: 'after how many failures Odoo is left alone',
    from: `odoo: {circuit_breaker: {failure_threshold: 5}, retry: {max_retries: 0}, url: "\${ODOO}"}`,
    to: `odoo: {circuit_breaker: {failure_threshold: 1}, retry: {max_retries: 0}, url: "\${ODOO}"}`,
    see: searchesOfTwoCalls,
    sees: [{ searches: 2 }, { searches: 1 }],
  },
  'odoo.circuit_breaker.recovery_timeout_seconds': {
    what: 'how long it is left alone',
    from: `odoo: {circuit_breaker: {failure_threshold: 1, recovery_timeout_seconds: 0.001}, retry: {max_retries: 0}, url: "\${ODOO}"}`,
    to: `odoo: {circuit_breaker: {failure_threshold: 1, recovery_timeout_seconds: 600}, retry: {max_retries: 0}, url: "\${ODOO}"}`,
    see: searchesOfTwoCalls,
    sees: [{ searches: 2 }, { searches: 1 }],
  },
  'odoo.retry.max_retries': {
    what: 'how often a failed read is repeated',
    from: `odoo: {retry: {max_retries: 0, backoff_base_seconds: 0.001}, url: "\${ODOO}"}`,
    to: `odoo: {retry: {max_retries: 2, backoff_base_seconds: 0.001}, url: "\${ODOO}"}`,
    see: searchesOfOneCall,
    sees: [{ searches: 1 }, { searches: 3 }],
  },
  'odoo.retry.backoff_base_seconds': {
    what: 'how long to wait before repeating it: longer than the guard waits for an answer, here',
    from: `odoo: {retry: {max_retries: 1, backoff_base_seconds: 0.001}, url: "\${ODOO}"}\nupstream: {timeout_seconds: 0.5}`,
    to: `odoo: {retry: {max_retries: 1, backoff_base_seconds: 3600}, url: "\${ODOO}"}\nupstream: {timeout_seconds: 0.5}`,
    see: searchesOfOneCall,
    sees: [{ searches: 2 }, { searches: 1 }],
  },
};
