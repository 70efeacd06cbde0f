import { z } from 'zod';

/**
 * When a trial is stopped between two epochs for lagging behind others, by the balanced accuracy of its
 * inner validation part; never by what it is scored with. One rule a branch; what each decides stands in
 * `stoppingRules` of libs/study.
 */
export const stoppingConfigSchema = z.discriminatedUnion('rule', [
  z
    .strictObject({
      rule: z.literal('median'),
      minEpochs: z.int().min(1).max(1000).default(5).describe('That every trial has.'),
      minTrials: z
        .int()
        .min(2)
        .max(10_000)
        .default(5)
        .describe('Finished trials of the study before the first one is stopped.'),
    })
    .describe(
      'Stops a trial whose best score so far is below the median of what finished trials had on average up to the same epoch.',
    ),
  z
    .strictObject({
      rule: z.literal('asha'),
      minEpochs: z.int().min(1).max(1000).default(3).describe('Up to the first rung.'),
      reduction: z
        .int()
        .min(2)
        .max(10)
        .default(3)
        .describe(
          'Each rung has so many times the epochs of the one before, and keeps one in so many trials.',
        ),
    })
    .describe(
      'Asynchronous successive halving: stops a trial that is not among the best at a rung, of those that came so far.',
    ),
]);
export type StoppingConfig = z.infer<typeof stoppingConfigSchema>;
export type StoppingRuleName = StoppingConfig['rule'];

/**
 * Why a trial is stopped, with all that was compared: written once, before the trial ends by it. What was
 * known at that moment cannot be had again, so that a replay takes the decision from here.
 */
export const stopDecisionSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  /** From 1. */
  number: z.int().positive(),
  /** Of the control when it was made. */
  edition: z.int().positive(),
  decidedAt: z.iso.datetime(),
  rule: z.enum(['median', 'asha']),
  trialId: z.string(),
  variant: z.string(),
  /** Up to which the trials are compared, from 1. */
  epoch: z.int().positive(),
  /** Inner-validation balanced accuracy of the trial: the best up to that epoch. */
  best: z.number(),
  /** What it had to have at least. */
  threshold: z.number(),
  /** What the threshold is made of. */
  compared: z.array(z.strictObject({ trialId: z.string(), score: z.number() })).min(1),
});
export type StopDecision = z.infer<typeof stopDecisionSchema>;

const rungArrivalSchema = z.strictObject({
  trialId: z.string(),
  /** Of the rung. */
  epoch: z.int().positive(),
  /** Inner-validation balanced accuracy: the best up to that epoch. */
  score: z.number(),
});
export type RungArrival = z.infer<typeof rungArrivalSchema>;

/**
 * Trials that came to a rung of `asha` since the last such document: each is judged there once, among
 * those that came no later. Events can be lost, and processes die; without it the order would be lost.
 */
export const rungArrivalsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  /** From 1. */
  number: z.int().positive(),
  arrivals: z.array(rungArrivalSchema).min(1),
});
export type RungArrivals = z.infer<typeof rungArrivalsSchema>;
