import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const DEMO_MAIN = fileURLToPath(new URL('../../demo/main.js', import.meta.url));

const announcement = z.object({
  ready: z.literal(true),
  url: z.url(),
  database: z.string(),
  version: z.string(),
  logins: z.array(z.object({ login: z.string(), password: z.string(), what: z.string() })),
});

export type DemoAnnouncement = z.infer<typeof announcement>;
export interface DemoOdoo extends DemoAnnouncement {
  close(): Promise<void>;
}

/** Starts the embedded demo Odoo in a process of its own, which ends with this one. */
export async function startDemo(version: string | undefined): Promise<DemoOdoo> {
  const child = spawn(process.execPath, [DEMO_MAIN, '--port', '0'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...(version === undefined ? {} : { DEMO_ODOO_VERSION: version }) },
    // A terminal's Ctrl-C goes to the whole process group: the guard ends its children itself, in order.
    detached: process.platform !== 'win32',
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const first = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the demo Odoo did not start (exit ${code})`)));
    child.once('error', reject);
  });
  const announced = announcement.parse(JSON.parse(await first));
  return {
    ...announced,
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}
