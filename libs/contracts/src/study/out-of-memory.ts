import { z } from 'zod';

/** What is done with a trial that needs more memory than there is. */
export const onOutOfMemorySchema = z
  .enum(['fail', 'halve-batch'])
  .describe(
    '`fail`: it is tried again as any other crash; `halve-batch`: each batch is computed in twice as many pieces, their gradients summed, until it fits. The receipt says so: each piece has its own batch statistics.',
  );
