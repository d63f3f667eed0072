import { afterAll, beforeAll, describe } from 'vitest';
import { type ClientKind, connectClient, type TestClient } from './mcp-clients.fixture.ts';
import { everyTarget, type OdooTarget, type TargetChoice } from './odoo-targets.fixture.ts';
import {
  type RunningUpstream,
  startUpstream,
  type TestAccount,
} from './running-upstream.fixture.ts';

/** An upstream in front of an Odoo, and the administrator's client of it. Ready inside `it`. */
export interface UpstreamOfOdoo {
  readonly odoo: OdooTarget;
  readonly admin: TestClient;
  /** A client of its own, by default the administrator's; whoever asks for it closes it. */
  connect(account?: TestAccount, kind?: ClientKind): Promise<TestClient>;
}

/** Describes what the upstream does in front of every Odoo, or of those chosen. */
export function describeAgainstOdoo(
  title: (odoo: string) => string,
  body: (given: UpstreamOfOdoo, choice: TargetChoice) => void,
  choices: readonly TargetChoice[] = everyTarget(),
): void {
  for (const choice of choices) {
    describe.skipIf(!choice.available)(title(choice.name), choice.pace, () => {
      let odoo: OdooTarget | undefined;
      let upstream: RunningUpstream | undefined;
      let admin: TestClient | undefined;
      const given: UpstreamOfOdoo = {
        get odoo() {
          return ready(odoo);
        },
        get admin() {
          return ready(admin);
        },
        connect(account = given.odoo.admin, kind = 'v2 SDK, modern era') {
          const { url, headers } = ready(upstream);
          return connectClient(kind, { url, headers: headers(account) });
        },
      };
      beforeAll(async () => {
        odoo = await choice.start();
        upstream = await startUpstream(odoo.url, odoo.database);
        admin = await given.connect();
      });
      afterAll(async () => {
        await admin?.close();
        await upstream?.close();
        await odoo?.stop();
      });
      body(given, choice);
    });
  }
}

function ready<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('the upstream is not running');
  return part;
}
