import { z } from 'zod';

/** Of a training in float16. */
export const lossScaleSchema = z.strictObject({
  scale: z.number().positive(),
  /** Steps that changed nothing, over all stages. */
  skippedSteps: z.int().min(0),
});

/** What a trial ran on, and how its bits were made. */
export const receiptEnvironmentSchema = z.strictObject({
  crossfold: z.string(),
  gitCommit: z.string().nullable(),
  node: z.string(),
  tfjs: z.string(),
  tensorflow: z.string(),
  device: z.string(),
  /** What `precision: auto` became on this device, too. */
  precision: z.enum(['float32', 'bfloat16', 'float16']),
  /** With float16: the scale of the loss at the end, and the steps that overflowed and were skipped. */
  lossScale: lossScaleSchema.optional(),
  /** Where the trial went on with other libraries or another device: all of them, in order. Its bits may then be others. */
  backends: z.array(z.string()).min(2).optional(),
  /** Of TensorFlow, for one operation; left out: as many as the machine had for a slot. */
  threads: z.int().positive().optional(),
  deterministic: z.boolean(),
  /** Images computed at once in training; the batch where gradients are not accumulated. */
  microBatchSize: z.int().positive().optional(),
  /** How often the pieces of a batch were halved for want of memory; left out: never. */
  memoryHalvings: z.int().positive().optional(),
  host: z.string(),
  worker: z.string(),
});
