import { z } from 'zod';

/** The queues, and what a job of each carries: names only, the record is in the store. */
export const queues = {
  trials: { name: 'trials', payload: z.strictObject({ studyId: z.string(), trialId: z.string() }) },
  ensembles: { name: 'ensembles', payload: z.strictObject({ studyId: z.string() }) },
  summaries: { name: 'summaries', payload: z.strictObject({ studyId: z.string() }) },
  /** Nobody takes these: one lets a study wait while its trials are still being queued. */
  gates: { name: 'gates', payload: z.strictObject({ studyId: z.string() }) },
  crossEvaluations: {
    name: 'cross-evaluations',
    payload: z.strictObject({ studyId: z.string(), crossEvaluationId: z.string() }),
  },
  explanations: {
    name: 'explanations',
    payload: z.strictObject({ studyId: z.string(), number: z.int().positive() }),
  },
} as const satisfies Record<string, { name: string; payload: z.ZodType }>;

export type QueueName = keyof typeof queues;
export type TrialJob = z.infer<typeof queues.trials.payload>;
export type EnsembleJob = z.infer<typeof queues.ensembles.payload>;
export type CrossEvaluationJob = z.infer<typeof queues.crossEvaluations.payload>;
export type ExplanationJob = z.infer<typeof queues.explanations.payload>;
export type SummaryJob = z.infer<typeof queues.summaries.payload>;

/** Attempts of a trial before it fails for good, and the first pause between them. */
export const trialRetry = { attempts: 3, backoffMs: 2000 } as const;

/** Rank of a trial's job in the queue, where the lowest is first. */
export function queuePriority(priority: number): number {
  return 1001 - priority;
}

/** A paused trial's job sleeps so long unless it is woken; whoever then takes it asks the store. */
export const pausedDelayMs = 3_600_000;

export function trialJobId(studyId: string, trialId: string): string {
  return `${studyId}/${trialId}`;
}

/** The Redis key that is there as long as Redis holds what the store says; gone after a wipe. */
export function queueMarkerKey(prefix: string): string {
  return `${prefix}:reconciled`;
}

/** The Redis stream of study events, and about how many of them it keeps. */
export function eventStreamKey(prefix: string): string {
  return `${prefix}:events`;
}
export const eventStreamLength = 100_000;
/** The one field of each entry of the stream: a `StudyEvent` as JSON. */
export const eventStreamField = 'event';

/** Prefix of all keys in Redis where the environment names no other. */
export const defaultQueuePrefix = 'crossfold';
