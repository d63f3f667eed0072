import * as z from 'zod';

/** What of the protocol passes that no data rule can judge. Nothing does unless it is named here. */
export const protocol = z
  .strictObject({
    version_header: z.enum(['strict', 'lenient']).default('strict'),
  })
  .prefault({});
