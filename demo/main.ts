import { fstatSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEMO_LOGINS } from './data/users.ts';
import { parseVersion } from './engine/version.ts';
import { startDemoOdoo } from './server.ts';

const USAGE = `Starts an in-memory demo that answers like Odoo 17, 18 or 19. It is not an Odoo.

  --port N      port to listen on (default 0: a free one)
  --host HOST   address to listen on (default 127.0.0.1)

DEMO_ODOO_VERSION=17|18|19 chooses the series (default 18).
`;

/** Process entry: announces itself with one JSON line on stdout, ends with its stdin or a signal. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stderr.write(USAGE);
    return;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port takes a number from 0 to 65535, not ${values.port}`);
  }
  const version = parseVersion(process.env.DEMO_ODOO_VERSION || '18');
  const demo = await startDemoOdoo({ version, port, host: values.host });
  const logins = DEMO_LOGINS.map(({ login, password, name, what }) => ({
    login,
    password,
    name,
    what,
  }));
  const announcement = {
    ready: true,
    url: demo.url,
    database: demo.database,
    version: `${version}.0`,
    notice: 'In-memory demo, not Odoo. Data is lost when it ends.',
    logins,
  };
  process.stderr.write(`${announcement.notice} Answers like Odoo ${version}.0 at ${demo.url}\n`);
  process.stdout.write(`${JSON.stringify(announcement)}\n`);
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    demo.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (isPipe()) process.stdin.on('end', end).on('close', end).resume();
}

/** True when stdin is a pipe or socket, so that its end means that the parent is gone. */
function isPipe(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isSocket();
  } catch {
    return false;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
