import * as z from 'zod';

/** What of the protocol passes that no data rule can judge. Nothing does unless it is named here. */
export const protocol = z
  .strictObject({
    version_header: z.enum(['strict', 'lenient']).default('strict'),
    sampling: z.enum(['deny', 'allow']).default('deny'),
    elicitation: z.enum(['deny', 'forms', 'allow']).default('deny'),
    roots: z.enum(['deny', 'allow']).default('deny'),
    logging: z.enum(['deny', 'allow']).default('deny'),
  })
  .prefault({});
