import { execFile } from 'node:child_process';
import * as z from 'zod';
import {
  type ClientKind,
  connectClient,
  type Target,
  type TestClient,
} from '../../upstream/mcp-clients.fixture.ts';
import { type NpmProgram, npmProgram } from './npm-program.fixture.ts';

/** The clients of the matrix: what programs are built with, and what people look at servers with. */
export const CLIENTS = [
  'v1 SDK',
  'v2 SDK, legacy era',
  'v2 SDK, modern era',
  'v2 SDK, either era',
  'Inspector CLI, legacy era',
  'Inspector CLI, either era',
] as const satisfies readonly (ClientKind | `Inspector CLI, ${string}`)[];
export type MatrixClientKind = (typeof CLIENTS)[number];

/** What the matrix asks of every client. */
export interface MatrixClient {
  tools(): Promise<readonly string[]>;
  call(name: string, args: Record<string, unknown>): Promise<Called>;
  resources(): Promise<readonly string[]>;
  prompts(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface Called {
  readonly isError: boolean;
  readonly text: string;
}

export async function connectMatrixClient(
  kind: MatrixClientKind,
  target: Target,
): Promise<MatrixClient> {
  switch (kind) {
    case 'Inspector CLI, legacy era':
      return inspector(target, 'legacy');
    case 'Inspector CLI, either era':
      return inspector(target, 'auto');
    default:
      return ofSdk(await connectClient(kind, target));
  }
}

function ofSdk(client: TestClient): MatrixClient {
  return {
    tools: async () => (await client.tools()).map(({ name }) => name),
    async call(name, args) {
      const { content, isError } = await client.call(name, args);
      return { isError: isError === true, text: content.map(({ text }) => text ?? '').join('\n') };
    },
    resources: async () => (await client.resources()).map(({ uri }) => uri),
    prompts: async () => (await client.prompts()).map(({ name }) => name),
    close: () => client.close(),
  };
}

let installed: Promise<NpmProgram> | undefined;

const answer = z.object({
  result: z.looseObject({
    tools: z.array(z.looseObject({ name: z.string() })).optional(),
    resources: z.array(z.looseObject({ uri: z.string() })).optional(),
    prompts: z.array(z.looseObject({ name: z.string() })).optional(),
    content: z.array(z.looseObject({ text: z.string().optional() })).optional(),
    isError: z.boolean().optional(),
  }),
});

/** The Inspector's command line: a process for each question, with a connection of its own. */
async function inspector(target: Target, era: 'legacy' | 'auto'): Promise<MatrixClient> {
  installed ??= npmProgram('@modelcontextprotocol/inspector@2.12.0', 'mcp-inspector', '24.21.0');
  const { node, script } = await installed;
  const ask = async (method: string, ...more: readonly string[]) => {
    const options = ['--method', method, ...more, '--format', 'json', '-q', '--protocol-era', era];
    const printed = await output(node, [script, '--cli', ...whereTo(target, options)]);
    return answer.parse(JSON.parse(printed)).result;
  };
  return {
    tools: async () => ((await ask('tools/list')).tools ?? []).map(({ name }) => name),
    async call(name, args) {
      const called = ['--tool-name', name, '--tool-args-json', JSON.stringify(args)];
      const { content = [], isError } = await ask('tools/call', ...called);
      return { isError: isError === true, text: content.map(({ text }) => text ?? '').join('\n') };
    },
    resources: async () => ((await ask('resources/list')).resources ?? []).map(({ uri }) => uri),
    prompts: async () => ((await ask('prompts/list')).prompts ?? []).map(({ name }) => name),
    close: async () => undefined,
  };
}

function whereTo(target: Target, options: readonly string[]): readonly string[] {
  if ('url' in target) {
    const headers = Object.entries(target.headers).flatMap(([name, value]) => [
      '--header',
      `${name}: ${value}`,
    ]);
    return [target.url.href, '--transport', 'http', ...headers, ...options];
  }
  const env = Object.entries(target.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  return [...options, ...env, '--', target.command, ...target.args];
}

/** Milliseconds one question may take, with the start of its process on a busy machine. */
const INSPECTOR_MS = 120_000;

/** What it prints; a tool that failed ends it with code 5, and is an answer all the same. */
function output(command: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, MCP_INSPECTOR_SECRET_STORE: 'memory' };
  return new Promise((resolve, reject) => {
    execFile(command, [...args], { env, timeout: INSPECTOR_MS }, (error, stdout, stderr) => {
      if (error === null || error.code === 5) resolve(stdout);
      else reject(new Error(`${args.join(' ')}: ${error.message}\n${stderr}`));
    });
  });
}
