import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { DEMO_LOGINS } from './data/users.ts';
import { parseVersion } from './engine/version.ts';
import { APPS, type AppName, isAppName } from './models/apps.ts';
import { startDemoOdoo } from './server.ts';

const USAGE = `Starts an in-memory demo that answers like Odoo 17, 18 or 19. It is not an Odoo.

  --port N      port to listen on (default 0: a free one)
  --host HOST   address to listen on (default 127.0.0.1)
  --without APPS  apps that are not installed, with commas: ${Object.keys(APPS).join(', ')}

DEMO_ODOO_VERSION=17|18|19 chooses the series (default 18).
`;

/** What the demo process is given. */
export interface Surroundings {
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
  /** The pipe to the parent process: when it ends, so does the demo. Absent: it stays. */
  readonly parent?: Readable;
  /** Where the one JSON line goes. */
  readonly output: Writable;
  /** Where people read. */
  readonly log: Writable;
}

/** A started demo process. `ended` resolves when it has closed its port. */
export interface DemoProcess {
  readonly ended: Promise<void>;
  readonly stop: () => void;
}

/**
 * Starts the demo and announces it with one JSON line. Rejects for unusable options; with
 * `--help` it says what there is and has ended already.
 */
export async function runDemoProcess(surroundings: Surroundings): Promise<DemoProcess> {
  const { argv, env, parent, output, log } = surroundings;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      without: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    log.write(USAGE);
    return { ended: Promise.resolve(), stop: () => {} };
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port takes a number from 0 to 65535, not ${values.port}`);
  }
  const version = parseVersion(env.DEMO_ODOO_VERSION || '18');
  const without = appsIn(values.without);
  const demo = await startDemoOdoo({ version, port, host: values.host, without });
  const notice = 'In-memory demo, not Odoo. Its data is lost when it ends.';
  const announcement = {
    ready: true,
    url: demo.url,
    database: demo.database,
    version: `${version}.0`,
    notice,
    logins: DEMO_LOGINS.map(({ login, password, name, what }) => ({ login, password, name, what })),
  };
  const { promise: stopped, resolve: stop } = withResolvers();
  parent?.once('end', stop).once('close', stop).resume();
  log.write(`${notice} Answers like Odoo ${version}.0 at ${demo.url}\n`);
  output.write(`${JSON.stringify(announcement)}\n`);
  return { ended: stopped.then(demo.close), stop };
}

function appsIn(text: string): readonly AppName[] {
  const names = text.split(',').flatMap((name) => name.trim() || []);
  return names.map((name) => {
    if (isAppName(name)) return name;
    throw new Error(`--without takes ${Object.keys(APPS).join(', ')}, not ${name}`);
  });
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
