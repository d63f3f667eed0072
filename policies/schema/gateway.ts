import * as z from 'zod';
import { budgets } from './budgets.ts';
import { anonymousSubject, stdioSubject, tokenSubject } from './gateway-identity.ts';
import { protocol } from './gateway-protocol.ts';
import { upstream } from './gateway-upstream.ts';
import { groupName, toolName } from './names.ts';

const count = z.int().min(1).max(1_000_000);
const seconds = z.number().positive().max(86_400);
const lockout = (failures: number, minutes: number) =>
  z
    .strictObject({
      failures: count.default(failures),
      minutes: z.number().positive().max(1_440).default(minutes),
    })
    .prefault({});

const hostName = z.string().regex(/^[A-Za-z0-9.:_[\]-]{1,255}$/, { error: 'is not a host' });

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
const LOG_LEVEL_NAMES = new Map<string, (typeof LOG_LEVELS)[number]>([
  ...LOG_LEVELS.map((level) => [level, level] as const),
  ['warning', 'warn'],
  ['critical', 'error'],
]);

const logLevel = z.string().transform((text, context) => {
  const level = LOG_LEVEL_NAMES.get(text.toLowerCase());
  if (level !== undefined) return level;
  context.issues.push({
    code: 'custom',
    input: text,
    message: `${JSON.stringify(text)} is not a log level`,
    params: { hint: `use one of ${LOG_LEVELS.join(', ')}` },
  });
  return z.NEVER;
});

const server = z
  .strictObject({
    name: z.string().trim().min(1).max(100).optional(),
    transport: z.enum(['stdio', 'http', 'streamable-http']).default('stdio'),
    host: hostName.default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(8080),
    log_level: logLevel.prefault('info'),
    max_concurrent_sessions: count.default(100),
    session_timeout_seconds: seconds.default(1_800),
    allowed_hosts: z.array(hostName).default([]),
    allowed_origins: z
      .array(
        z.string().regex(/^https?:\/\/[A-Za-z0-9.:[\]-]+$/, {
          error: 'is not an origin (write scheme, host and port only: https://app.example.com)',
        }),
      )
      .default([]),
    max_request_bytes: z.int().min(1_024).max(67_108_864).default(4_194_304),
    pass_through: z
      .array(
        z.string().regex(/^(?!\/mcp(?:[/*]|$))(?:\/[A-Za-z0-9._~-]+)+(?:\/\*)?$/, {
          error:
            'is not a path to pass through (a named path such as /health or /static/*; never /mcp)',
        }),
      )
      .default([]),
  })
  .prefault({});

const odoo = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'is not an address with http:// or https:// in front' })
      .refine((text) => !/^https?:\/\/[^/]*@/.test(text), {
        error: 'must not contain a user or password',
      })
      .default('http://localhost:8069'),
    database: z
      .string()
      .regex(/^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,62})?$/, { error: 'is not a database name' })
      .default('')
      .describe('Empty: the only database of the server.'),
    version: z.literal(['auto', 17, 18, 19]).default('auto'),
    protocol: z.enum(['auto', 'jsonrpc', 'xmlrpc', 'json2']).default('auto'),
    pool_size: z.int().min(1).max(1_000).default(10),
    circuit_breaker: z
      .strictObject({
        failure_threshold: count.default(5),
        recovery_timeout_seconds: seconds.default(30),
      })
      .prefault({}),
    retry: z
      .strictObject({
        max_retries: z.int().min(0).max(10).default(3),
        backoff_base_seconds: seconds.default(1),
      })
      .prefault({}),
  })
  .prefault({});

const auth = z
  .strictObject({
    methods: z
      .array(z.enum(['password', 'api_key', 'session']))
      .min(1, { error: 'must name a method' })
      .default(['api_key', 'password']),
    required_group: z
      .union([z.literal(''), groupName])
      .default('')
      .describe('A group an Odoo user must have to sign in. Empty: none.'),
  })
  .prefault({});

/** `gateway.yaml`: the process, its neighbours and who may sign in. */
export const gatewayFile = z.strictObject({
  mode: z
    .enum(['enforce', 'shadow'])
    .default('enforce')
    .describe(
      'shadow: calls are judged and the audit tells what would have been denied; only the guardrails are enforced.',
    ),
  server,
  odoo,
  auth,
  rate_limit: z
    .strictObject({
      global_per_minute: count.default(60),
      write_per_minute: count.default(20),
    })
    .prefault({}),
  upstream,
  protocol,
  identity: z
    .strictObject({
      login: z.enum(['allow', 'deny']).default('allow'),
      tokens: z.array(tokenSubject).default([]),
      stdio: stdioSubject.optional(),
      anonymous: anonymousSubject.optional(),
    })
    .prefault({}),
  limits: z
    .strictObject({
      per_tool: z.record(toolName, count).default({}),
      oracle_per_minute: count
        .optional()
        .describe(
          'Counts, groups and searches with a new condition, on models with hidden fields; a further page of a list is none. Default: 30, or half of rate_limit.global_per_minute where that is more.',
        ),
      budgets,
      concurrent: z.int().min(1).max(1_000).default(64),
      lockout: z
        .strictObject({ per_login: lockout(5, 5), per_source: lockout(30, 15) })
        .prefault({}),
    })
    .prefault({}),
  audit: z
    .strictObject({
      sink: z.enum(['log', 'file', 'off']).default('log'),
      file: z.string().min(1).optional(),
      values: z.boolean().default(false),
    })
    .prefault({})
    .refine(({ sink, file }) => sink !== 'file' || file !== undefined, {
      error: 'sink "file" needs a file',
      params: { hint: 'add "file: /path/to/audit.jsonl"' },
    })
    .refine(({ sink, file }) => file === undefined || sink === 'file', {
      error: 'names a file that nothing is written to',
      params: { hint: 'write "sink: file", or remove "file"' },
    }),
});

export type GatewayFile = z.output<typeof gatewayFile>;
/** `gateway.yaml` as it is written: what the environment and the command line may override. */
export type GatewayInput = z.input<typeof gatewayFile>;
