import { z } from 'zod';
import { labelsSchema } from '../study/requirements.js';
import { taskKinds } from './queues.js';

/** The name of a worker, with that of its token before it. */
export const workerNameSchema = z.string().min(1).max(400);

/**
 * What a worker says of itself with each heartbeat. Whoever may write to Redis may say it: each part
 * has a bound, and what goes beyond it is passed over.
 */
export const workerReportSchema = z.strictObject({
  host: z.string().max(255),
  /** Such as `GPU 0, GPU 1` or `CPU`. */
  device: z.string().max(4096),
  slots: z.int().min(1).max(1024),
  /** What studies may require of it; left out by a worker of an earlier version, which has none. */
  labels: labelsSchema.optional(),
  startedAt: z.iso.datetime(),
  /** It was told to leave, and takes nothing more. */
  isDraining: z.boolean(),
});
export type WorkerReport = z.infer<typeof workerReportSchema>;

export const workerViewSchema = z.strictObject({
  /** Its name. */
  id: z.string(),
  /** What follows is null of a worker of an earlier version. */
  host: workerReportSchema.shape.host.nullable(),
  device: workerReportSchema.shape.device.nullable(),
  slots: workerReportSchema.shape.slots.nullable(),
  labels: labelsSchema,
  startedAt: workerReportSchema.shape.startedAt.nullable(),
  isDraining: workerReportSchema.shape.isDraining.nullable(),
  /** Of its last heartbeat, which comes every five seconds. */
  lastSeenAt: z.iso.datetime(),
  /** What it trains, as the events tell. */
  trials: z.array(
    z.strictObject({
      studyId: z.string(),
      trialId: z.string(),
      phase: z.string().nullable(),
      epoch: z.int(),
      epochs: z.int().nullable(),
      imagesPerSecond: z.number().nullable(),
    }),
  ),
  /** Of its trials together; null while none says. */
  imagesPerSecond: z.number().nullable(),
});
export type WorkerView = z.infer<typeof workerViewSchema>;

export const workerListSchema = z.strictObject({
  workers: z.array(workerViewSchema),
  /** Since when none is connected; null where one is. */
  noneSince: z.iso.datetime().nullable(),
});
export type WorkerList = z.infer<typeof workerListSchema>;

/**
 * Why a job waits. `no-worker`: none is connected. `behind`: workers are busy, and those before it
 * come first. `no-match`: no worker has the labels that its study requires. `max-parallel`: those
 * of its study that run or come before it are as many as may run at once. `budget`: beside those it would
 * go beyond the budget of its study. `reuse`: a trial of a study whose results it takes trains as it would,
 * and has begun or is about to. `paused`: its study or trial is. `retry`: its last attempt failed, and
 * it is tried again at a time that is known.
 */
export const waitReasons = [
  'no-worker',
  'no-match',
  'behind',
  'max-parallel',
  'budget',
  'reuse',
  'paused',
  'retry',
] as const;
export type WaitReason = (typeof waitReasons)[number];

export const queuedJobSchema = z.strictObject({
  /** From 1, in the order in which workers take them. */
  position: z.int().positive(),
  kind: z.enum(taskKinds),
  /** Null for a prediction, which names none. */
  studyId: z.string().nullable(),
  trialId: z.string().nullable(),
  /**
   * Of a trial; the higher, the sooner, among those of the same user in the same project. All else comes
   * before trials.
   */
  priority: z.int().nullable(),
  reason: z.enum(waitReasons),
  /** The reason in words. */
  text: z.string(),
  /** Of `retry`. */
  until: z.iso.datetime().nullable(),
});
export type QueuedJob = z.infer<typeof queuedJobSchema>;

export const queuePageSchema = z.strictObject({
  jobs: z.array(queuedJobSchema),
  /** Of all pages. */
  total: z.int().min(0),
  /** Jobs that workers have. */
  active: z.int().min(0),
  reasons: z.strictObject(
    Object.fromEntries(waitReasons.map((reason) => [reason, z.int().min(0)])) as Record<
      WaitReason,
      z.ZodInt
    >,
  ),
  next: z.string().nullable(),
});
export type QueuePage = z.infer<typeof queuePageSchema>;

/** How much there is to do: what an autoscaler of workers reads. */
export const fleetDemandSchema = z.strictObject({
  /** Slots that have something to do: `running` and `waiting`. */
  slots: z.int().min(0),
  /** Jobs that workers have. */
  running: z.int().min(0),
  /** Jobs that a slot would take, also those that are tried again soon. */
  waiting: z.int().min(0),
  /** Jobs that another slot would not take: paused ones, and those that `maxParallel` or a budget holds. */
  heldBack: z.int().min(0),
  /** Slots of the workers that take tasks. */
  offeredSlots: z.int().min(0),
});
export type FleetDemand = z.infer<typeof fleetDemandSchema>;
