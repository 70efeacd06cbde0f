import { z } from 'zod';

/** The classes of a data set that are looked for, against all others: what is called positive. */
export const positiveGroupSchema = z.strictObject({
  /** An adjective or noun for columns, such as "malignant". */
  title: z.string().min(1).max(40),
  classes: z.array(z.string()).min(1),
});
export type PositiveGroup = z.infer<typeof positiveGroupSchema>;
