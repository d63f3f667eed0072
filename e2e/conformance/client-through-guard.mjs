// The same client, with a guard between it and the suite's server.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startGuard } from './guard.mjs';

const guard = await startGuard({ url: String(process.argv[2]) });
const client = spawn(process.execPath, [join(import.meta.dirname, 'client.mjs'), guard.url], {
  stdio: 'inherit',
});
const [code] = await once(client, 'exit');
await guard.stop();
process.exitCode = code ?? 1;
