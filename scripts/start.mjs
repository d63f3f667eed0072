// `npm start` in a fresh clone: install and build what is missing, then run the guard over HTTP.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, root } from './steps.mjs';

ensureInstalled();
ensureBuilt();

const guard = spawn(
  process.execPath,
  [join(root, 'dist', 'proxy', 'main.js'), 'start', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
// Ctrl-C reaches the guard through the terminal's process group; a signal sent to this process alone is handed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => guard.kill(signal));
guard.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
