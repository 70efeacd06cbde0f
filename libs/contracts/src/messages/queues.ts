import { z } from 'zod';

/** The queue of all tasks: one, so that a worker needs two connections however many kinds there are. */
export const taskQueueName = 'tasks';

/**
 * The kinds of tasks. A job carries names only, the record is in the store; its id follows from
 * them, so that whatever is queued twice is one.
 */
export const tasks = {
  trial: {
    payload: z.strictObject({ studyId: z.string(), trialId: z.string() }),
    idOf: ({ studyId, trialId }: TrialJob) => `${studyId}/${trialId}`,
  },
  ensemble: {
    payload: z.strictObject({ studyId: z.string() }),
    idOf: ({ studyId }: EnsembleJob) => `${studyId}/ensemble`,
  },
  crossEvaluation: {
    payload: z.strictObject({ studyId: z.string(), crossEvaluationId: z.string() }),
    idOf: ({ studyId, crossEvaluationId }: CrossEvaluationJob) =>
      `${studyId}/cross-evaluations/${crossEvaluationId}`,
  },
  explanation: {
    payload: z.strictObject({ studyId: z.string(), number: z.int().positive() }),
    idOf: ({ studyId, number }: ExplanationJob) => `${studyId}/explanations/${number}`,
  },
} as const satisfies Record<string, { payload: z.ZodType; idOf: (payload: never) => string }>;

export type TaskKind = keyof typeof tasks;

export interface TrialJob {
  studyId: string;
  trialId: string;
}
export interface EnsembleJob {
  studyId: string;
}
export interface CrossEvaluationJob {
  studyId: string;
  crossEvaluationId: string;
}
export interface ExplanationJob {
  studyId: string;
  number: number;
}

export function isTaskKind(name: string): name is TaskKind {
  return Object.hasOwn(tasks, name);
}

/** Attempts of a trial before it fails for good, and the first pause between them. */
export const trialRetry = { attempts: 3, backoffMs: 2000 } as const;

/** Rank of a trial's job in the queue, where the lowest is first. */
export function queuePriority(priority: number): number {
  return 1001 - priority;
}

/** What is expected of REDIS_URL; told without its value, which may hold a password. */
export const redisUrlForm =
  'expected redis://USER:PASSWORD@HOST:PORT (user and password may be left out), with each of / # % ? @ in the password percent-encoded';

/** A paused trial's job sleeps so long unless it is woken; whoever then takes it asks the store. */
export const pausedDelayMs = 3_600_000;

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

/**
 * Prefix of all keys in Redis where the environment names no other. The braces are a hash tag: in
 * cluster mode all keys are on one node, as the queue's scripts need it.
 */
export const defaultQueuePrefix = '{crossfold}';
