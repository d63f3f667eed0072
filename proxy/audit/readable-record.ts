import * as z from 'zod';

const record = z.looseObject({
  subject: z.looseObject({ name: z.string() }).optional(),
  method: z.string(),
  tool: z.string().optional(),
  resource: z.string().optional(),
  prompt: z.string().optional(),
  operations: z.array(z.looseObject({ model: z.string().optional() })),
  decision: z.string(),
  rule: z.string().optional(),
  reason: z.string().optional(),
  upstreamError: z.string().optional(),
  rows: z.number().optional(),
  durationMs: z.number(),
});

/**
 * An audit record in one line for whoever watches a terminal: who did what, to which model, and how it ended.
 * Undefined for anything that is not a record.
 */
export function readableRecord(value: unknown): string | undefined {
  const parsed = record.safeParse(value);
  if (!parsed.success) return undefined;
  const { subject, method, tool, resource, prompt, operations, decision, durationMs } = parsed.data;
  const models = [...new Set(operations.flatMap(({ model }) => model ?? []))];
  const what = [tool ?? resource ?? prompt ?? method, ...models].join(' ');
  const end = [decision, ...details(parsed.data), `${Math.round(durationMs)} ms`].join(', ');
  return `${subject?.name ?? 'nobody'}: ${what} → ${end}`;
}

function details({
  decision,
  rule,
  reason,
  upstreamError,
  rows,
}: z.infer<typeof record>): string[] {
  if (decision === 'denied') return [`${rule ?? 'no rule'}: ${reason ?? 'no reason'}`];
  if (upstreamError !== undefined) return [`the upstream reported ${upstreamError}`];
  return rows === undefined ? [] : [`${rows} rows`];
}
