import { fstatSync } from 'node:fs';
import { runDemoProcess } from './process.ts';

/** True when stdin is a pipe or socket, so that its end means that the parent is gone. */
function isPipe(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isSocket();
  } catch {
    return false;
  }
}

runDemoProcess({
  argv: process.argv.slice(2),
  env: process.env,
  ...(isPipe() ? { parent: process.stdin } : {}),
  output: process.stdout,
  log: process.stderr,
})
  .then(async ({ ended, stop }) => {
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    await ended;
    process.exit(0);
  })
  .catch((error: unknown) => {
    process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
