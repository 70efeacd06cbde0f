import { z } from 'zod';
import { idSchema } from '../identifiers.js';

/** The queue of all tasks: one, so that a worker needs two connections however many kinds there are. */
export const taskQueueName = 'tasks';

interface Retry {
  /** Before the task fails for good. */
  readonly attempts: number;
  /** The first pause between two attempts; each further one is twice as long. */
  readonly backoffMs: number;
}

const threeTimes: Retry = { attempts: 3, backoffMs: 2000 };

/**
 * The kinds of tasks. A job carries names only, the record is in the store; its id follows from
 * them, so that whatever is queued twice is one, and says them again by the pattern of its kind.
 * Others may write to Redis: a name is one part of a key, and leads nowhere else.
 */
export const tasks = {
  trial: taskKind(
    z.strictObject({ studyId: idSchema, trialId: idSchema }),
    ({ studyId, trialId }) => `${studyId}/${trialId}`,
    /^(?!predictions\/)(?<studyId>[^/]+)\/(?!ensemble$)(?<trialId>[^/]+)$/,
  ),
  ensemble: taskKind(
    z.strictObject({ studyId: idSchema }),
    ({ studyId }) => `${studyId}/ensemble`,
    /^(?<studyId>[^/]+)\/ensemble$/,
  ),
  crossEvaluation: taskKind(
    z.strictObject({ studyId: idSchema, crossEvaluationId: idSchema }),
    ({ studyId, crossEvaluationId }) => `${studyId}/cross-evaluations/${crossEvaluationId}`,
    /^(?<studyId>[^/]+)\/cross-evaluations\/[^/]+$/,
  ),
  explanation: taskKind(
    z.strictObject({ studyId: idSchema, number: z.int().positive() }),
    ({ studyId, number }) => `${studyId}/explanations/${number}`,
    /^(?<studyId>[^/]+)\/explanations\/\d+$/,
  ),
  prediction: taskKind(
    z.strictObject({ studyId: idSchema, predictionId: idSchema }),
    ({ predictionId }) => `predictions/${predictionId}`,
    /^predictions\/[^/]+$/,
  ),
} as const;

export type TaskKind = keyof typeof tasks;
export const taskKinds = Object.keys(tasks) as [TaskKind, ...TaskKind[]];
/** What a job of a kind carries. */
export type PayloadOf<K extends TaskKind> = z.infer<(typeof tasks)[K]['payload']>;

export type TrialJob = PayloadOf<'trial'>;
export type CrossEvaluationJob = PayloadOf<'crossEvaluation'>;
export type ExplanationJob = PayloadOf<'explanation'>;
export type PredictionJob = PayloadOf<'prediction'>;

/** Whether a job that was read from Redis is one that crossfold could have queued. */
export function isTask({ id, name, data }: ReadJob): boolean {
  if (!isTaskKind(name)) return false;
  const { payload, idOf } = tasks[name];
  const parsed = payload.safeParse(data);
  return parsed.success && idOf(parsed.data as never) === id;
}

interface ReadJob {
  readonly id?: string | undefined;
  readonly name: string;
  readonly data: unknown;
}

/** What a job is for, as far as its id says. */
export interface JobName {
  readonly kind: TaskKind;
  readonly studyId: string | null;
  readonly trialId: string | null;
}

/** Null where the id is none of ours. */
export function nameOfJob(id: string): JobName | null {
  for (const kind of taskKinds) {
    const match = tasks[kind].idPattern.exec(id);
    if (!match) continue;
    const { studyId = null, trialId = null } = match.groups ?? {};
    return { kind, studyId, trialId };
  }
  return null;
}

/** The trial that a job is for; null where it is for something else. */
export function trialOfJob(id: string): TrialJob | null {
  const { studyId = null, trialId = null } = nameOfJob(id) ?? {};
  return studyId === null || trialId === null ? null : { studyId, trialId };
}

export function isTaskKind(name: string): name is TaskKind {
  return Object.hasOwn(tasks, name);
}

function taskKind<S extends z.ZodObject>(
  payload: S,
  idOf: (payload: z.infer<S>) => string,
  idPattern: RegExp,
  retry: Retry = threeTimes,
) {
  return { payload, idOf, idPattern, retry };
}

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
