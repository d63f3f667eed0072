import * as z from 'zod';

/** Extensions have names of their own, each under a domain (2026-07-28, extensions). */
const extension = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9.-]{0,126}[a-z0-9])?\/[A-Za-z0-9][\w.-]{0,126}$/, {
    error: 'is not the id of an extension (such as com.example/seen)',
  })
  .refine((id) => id !== 'io.modelcontextprotocol/tasks', {
    error: 'is opened by protocol.tasks',
    params: { hint: 'write "tasks: allow" instead' },
  });

/** What of the protocol passes that no data rule can judge. Nothing does unless it is named here. */
export const protocol = z
  .strictObject({
    version_header: z.enum(['strict', 'lenient']).default('strict'),
    sampling: z.enum(['deny', 'allow']).default('deny'),
    elicitation: z.enum(['deny', 'forms', 'allow']).default('deny'),
    roots: z.enum(['deny', 'allow']).default('deny'),
    logging: z.enum(['deny', 'allow']).default('deny'),
    extensions: z
      .array(extension)
      .refine((ids) => new Set(ids).size === ids.length, { error: 'names an extension twice' })
      .default([]),
    tasks: z.enum(['deny', 'allow']).default('deny'),
  })
  .prefault({});
