import { z } from 'zod';

/** A report in one line, for lists of studies. */
export const answerSchema = z.strictObject({
  /** Its first headline; of a plan that leaks, the warning and the one after it. */
  headline: z.string(),
  /** Pooled balanced accuracy of the baseline, a share; null where it has no result. */
  baseline: z.number().min(0).max(1).nullable(),
});
export type Answer = z.infer<typeof answerSchema>;
