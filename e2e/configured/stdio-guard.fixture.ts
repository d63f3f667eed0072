import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { loadPolicy } from '../../policies/load.ts';
import { createLog } from '../../proxy/log.ts';
import { runGuard } from '../../proxy/running.ts';
import { startStdioSide } from '../../proxy/transports/stdio-client-side.ts';
import type { RawResponse } from '../raw-mcp.fixture.ts';
import { type Files, withFolder } from './configured-guard.fixture.ts';
import { lenientAnswers } from './lenient-answers.fixture.ts';
import { createRecordingUpstream, type RecordingUpstream } from './recording-upstream.fixture.ts';

export interface StdioGuard {
  readonly upstream: RecordingUpstream;
  /** Calls a tool over the guard's standard input and reads the answer from its standard output. */
  call(name: string, args: Readonly<Record<string, unknown>>): Promise<RawResponse>;
}

/** A guard whose one client sits on its standard input, for as long as `use` takes. */
export async function withStdioGuard<Result>(
  files: Files,
  use: (guard: StdioGuard) => Promise<Result>,
): Promise<Result> {
  return withFolder(files, async (folder) => {
    const policy = loadPolicy({ directory: folder, env: {} });
    const upstream = createRecordingUpstream(lenientAnswers);
    const { handle, handleSession, close } = runGuard(
      policy,
      upstream,
      createLog({ level: 'silent' }),
    );
    const [input, output] = [new PassThrough(), new PassThrough()];
    const lines = createInterface({ input: output });
    const side = startStdioSide({ input, output, handle, handleSession });
    const ask = async (message: object): Promise<RawResponse> => {
      input.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, ...message })}\n`);
      const [line] = await once(lines, 'line');
      return JSON.parse(String(line));
    };
    try {
      await ask({
        method: 'initialize',
        params: {
          protocolVersion: '2025-11-25',
          capabilities: {},
          clientInfo: { name: 'raw', version: '1' },
        },
      });
      return await use({
        upstream,
        call: (name, args) => ask({ method: 'tools/call', params: { name, arguments: args } }),
      });
    } finally {
      side.close();
      await close();
    }
  });
}
