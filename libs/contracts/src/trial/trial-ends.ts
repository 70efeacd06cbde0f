import { z } from 'zod';
import { scoresSchema } from '../results/metrics.js';

/**
 * The ends of all trials of a study, as its report has them, in one object: an orchestrator that
 * starts reads this in place of thousands of receipts. It can be made again from those.
 */
export const trialEndsSchema = z.strictObject({
  schemaVersion: z.literal(3),
  studyId: z.string(),
  /** Of the report. */
  edition: z.int().positive(),
  /** Cancelled trials have no record of their own, and are not among them. */
  ends: z.array(
    z.strictObject({
      trialId: z.string(),
      state: z.enum(['succeeded', 'failed', 'skipped', 'raced-out']),
      attempt: z.int(),
      worker: z.string().nullable(),
      epochs: z.int().nullable(),
      scores: scoresSchema.nullable(),
      seconds: z.number().nullable(),
      /** Of the attempt that ended it. Null in documents of before. */
      startedAt: z.iso.datetime().nullable().default(null),
      endedAt: z.iso.datetime().nullable().default(null),
      takenFrom: z.string().nullable(),
      error: z
        .strictObject({ code: z.string(), message: z.string(), remedy: z.string() })
        .nullable(),
      failure: z.strictObject({ edition: z.int().positive(), at: z.string() }).nullable(),
    }),
  ),
});
export type TrialEnds = z.infer<typeof trialEndsSchema>;
