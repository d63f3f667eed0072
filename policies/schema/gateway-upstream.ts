import * as z from 'zod';

/** Headers the exchange itself owns: an operator's value would break framing or sessions. */
const OWNED_HEADERS = new Set([
  'accept',
  'connection',
  'content-length',
  'content-type',
  'host',
  'keep-alive',
  'last-event-id',
  'mcp-protocol-version',
  'mcp-session-id',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers the guard sets itself where it has a key: an operator's value would stand for every caller. */
const KEYED_HEADERS = new Set(['x-odoo-credential', 'x-upstream-key']);

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/, { error: 'is not a header name' })
  .refine((name) => !OWNED_HEADERS.has(name.toLowerCase()), {
    error: 'is a header the guard sets itself',
  });

/** A package as npm names it, or a path that can be told from one: it begins with `.` or `/`, or with a drive. */
const plugin = z
  .string()
  .max(1_024)
  .regex(/^(?:(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*|\.{0,2}[\\/].+|[A-Za-z]:[\\/].+)$/, {
    error: 'is neither a package name nor a path beginning with ./, ../ or /',
  });

/**
 * Which MCP server stands behind the guard: a URL, a command, or (neither) the one that ships with it. A key says
 * that what runs at the URL or socket is the one that ships with it.
 */
export const upstream = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'is not an address with http:// or https:// in front' })
      .refine((text) => !/^https?:\/\/[^/]*@/.test(text), {
        error: 'must not contain a user or password',
        params: { hint: 'use "headers"' },
      })
      .optional(),
    headers: z
      .record(
        headerName,
        z
          .string()
          .regex(/^[\x20-\x7e\t]*$/, { error: 'is not a header value (one printable line)' }),
      )
      .default({}),
    socket: z
      .string()
      .max(100, { error: 'is longer than the path of a socket can be' })
      .regex(/^\/[^\0]+$/, { error: 'is not an absolute path' })
      .optional()
      .describe(
        'A Unix socket of the server that ships with the guard, where that runs on its own; with `key`. It and its folder belong to the account the guard runs as (or root), and nobody else may write in that folder.',
      ),
    key: z
      .string()
      .regex(/^[\x21-\x7e]{32,}$/, { error: 'is not a secret of 32 or more printable characters' })
      .optional()
      .describe(
        'The `UPSTREAM_KEY` of the server at `url` or `socket`. Says that it is the one that ships with the guard: it is sent the Odoo account of each call.',
      ),
    command: z.string().min(1).optional(),
    args: z.array(z.string()).default([]),
    env: z
      .record(
        z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'is not a variable name' }),
        z.string(),
      )
      .default({}),
    binding: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]*$/i, { error: 'is not the id of a binding' })
      .optional(),
    plugins: z
      .array(plugin)
      .refine((names) => new Set(names).size === names.length, { error: 'names a plugin twice' })
      .default([])
      .describe('Packages or local paths whose tools the server that ships with the guard adds.'),
    unbound: z
      .strictObject({
        tools: z.enum(['deny', 'allow']).default('deny'),
        resources: z.enum(['deny', 'allow']).default('deny'),
        prompts: z.enum(['deny', 'allow']).default('deny'),
        completions: z.enum(['deny', 'allow']).default('deny'),
      })
      .prefault({})
      .describe(
        'What happens to the tools, resources, prompts and completions no binding describes.',
      ),
    timeout_seconds: z.number().positive().max(3_600).default(60),
    max_processes: z
      .int()
      .min(1)
      .max(10_000)
      .default(64)
      .describe(
        'Most processes of a server on stdio at once, one for each MCP session of a revision up to 2025-11-25. Sessions beyond that are refused. Requests of 2026-07-28 share one more.',
      ),
  })
  .prefault({})
  .refine(({ url, command }) => url === undefined || command === undefined, {
    error: 'names both a url and a command',
    params: { hint: 'keep one of the two' },
  })
  .refine(({ url, headers }) => url !== undefined || Object.keys(headers).length === 0, {
    error: 'headers are only sent to a url',
    path: ['headers'],
  })
  .refine(
    ({ command, args, env }) =>
      command !== undefined || (args.length === 0 && Object.keys(env).length === 0),
    { error: 'args and env belong to a command' },
  )
  .refine(({ url, command, socket }) => socket === undefined || (url ?? command) === undefined, {
    error: 'names a socket beside a url or a command',
    path: ['socket'],
    params: { hint: 'keep one of them' },
  })
  .refine(({ socket, key }) => socket === undefined || key !== undefined, {
    error: 'a socket is where the server that ships with the guard runs, which needs its key',
    path: ['socket'],
    params: { hint: 'add "key", the UPSTREAM_KEY of that server' },
  })
  .refine(({ url, socket, key }) => key === undefined || (url ?? socket) !== undefined, {
    error: 'the key is that of a server at a url or a socket',
    path: ['key'],
    params: { hint: 'add "url" or "socket", or remove "key"' },
  })
  .refine(
    ({ key, headers }) =>
      key === undefined ||
      !Object.keys(headers).some((name) => KEYED_HEADERS.has(name.toLowerCase())),
    {
      error: 'holds a header the guard sets itself where it has a key',
      path: ['headers'],
      params: { hint: 'remove X-Upstream-Key and X-Odoo-Credential, or "key"' },
    },
  )
  .refine(
    ({ url, command, key, plugins }) =>
      plugins.length === 0 || key !== undefined || (url === undefined && command === undefined),
    {
      error: 'plugins belong to the server that ships with the guard',
      path: ['plugins'],
      params: { hint: 'remove "plugins", or "url" and "command"' },
    },
  );
