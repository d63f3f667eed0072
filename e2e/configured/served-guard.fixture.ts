import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadPolicy } from '../../policies/load.ts';
import { serve } from '../../proxy/commands/serve.ts';
import { createLog } from '../../proxy/log.ts';
import { GUARD_MAIN } from '../guard-process.fixture.ts';
import { type Files, withFolder } from './configured-guard.fixture.ts';

/** The variables the files may name. */
type Variables = Readonly<Record<string, string>>;

/** Serves HTTP as the command line does, upstream included, for as long as `use` takes. */
export async function withServed<Result>(
  files: Files,
  use: (url: string) => Promise<Result>,
  env: Variables = {},
  start: typeof serve = serve,
): Promise<Result> {
  return withFolder(files, async (folder) => {
    const policy = loadPolicy({ directory: folder, env });
    const served = await start(policy, createLog({ level: 'silent' }));
    try {
      return await use(served.url ?? '');
    } finally {
      await served.close();
    }
  });
}

/** The same out of the compiled product, whose bundled upstream can be started as a process. */
export async function withBundledUpstream<Result>(
  files: Files,
  use: (url: string) => Promise<Result>,
  env: Variables = {},
): Promise<Result> {
  const path = join(GUARD_MAIN, '..', 'commands', 'serve.js');
  if (!existsSync(path)) throw new Error(`${path} is missing: run npm run build`);
  const compiled: { readonly serve: typeof serve } = await import(pathToFileURL(path).href);
  return withServed(files, use, env, compiled.serve);
}
