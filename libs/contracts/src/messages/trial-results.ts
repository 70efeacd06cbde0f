import { z } from 'zod';

/**
 * How an attempt at a trial ended. `running`: it has not. `interrupted`: it stopped before an end of
 * the trial; it was paused, its worker left or was lost, or it failed and the trial was tried again.
 */
const attemptEnds = [
  'running',
  'interrupted',
  'succeeded',
  'failed',
  'skipped',
  'raced-out',
  'cancelled',
] as const;
export type AttemptEnd = (typeof attemptEnds)[number];

export const attemptViewSchema = z.strictObject({
  attempt: z.int().positive(),
  worker: z.string(),
  startedAt: z.iso.datetime(),
  /** Null while it runs, and where only that it is over is known. */
  endedAt: z.iso.datetime().nullable(),
  end: z.enum(attemptEnds),
  /** Of a failure, and of a trial that was not begun. */
  error: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
});
export type AttemptView = z.infer<typeof attemptViewSchema>;

/** By number. */
export const attemptListSchema = z.strictObject({
  trialId: z.string(),
  attempts: z.array(attemptViewSchema),
});
export type AttemptList = z.infer<typeof attemptListSchema>;

/** What a trial says of the images of its outer fold. */
export const trialPredictionsSchema = z.strictObject({
  studyId: z.string(),
  trialId: z.string(),
  /** In the order of the probabilities. */
  classes: z.array(z.string()),
  images: z.array(
    z.strictObject({
      imageId: z.string(),
      label: z.string(),
      predicted: z.string(),
      probabilities: z.array(z.number().min(0).max(1)),
    }),
  ),
});
export type TrialPredictions = z.infer<typeof trialPredictionsSchema>;
