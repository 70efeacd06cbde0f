import { z } from 'zod';
import { nameSchema, sha256Schema } from '../identifiers.js';
import { receiptEnvironmentSchema } from './environment.js';

/** The numbers of images that latency is measured with. */
export const measuredBatchSizes = [1, 32] as const;

const latencySchema = z.strictObject({
  batchSize: z.int().positive(),
  /** How often the batch was predicted, after some that do not count. */
  runs: z.int().positive(),
  medianMs: z.number().positive(),
  /** 95 of 100 runs took no longer. */
  p95Ms: z.number().positive(),
});

/** What one model of a variant takes to predict, in a process of its own that does nothing else. */
export const measurementSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  variant: nameSchema,
  /** Whose weights were used: of a variant with the same network, maybe. */
  trialId: z.string(),
  weightsSha256: sha256Schema,
  imageSizePx: z.int().positive(),
  measuredAt: z.iso.datetime(),
  /** From pixels to probabilities, by size of the batch. */
  latency: z.array(latencySchema).min(1),
  /** Resident memory of the process; what a GPU holds is not in it. */
  memory: z.strictObject({
    /** With TensorFlow loaded, before the model. */
    beforeBytes: z.int().positive(),
    /** The most of it all, loading of the weights included. */
    peakBytes: z.int().positive(),
  }),
  environment: receiptEnvironmentSchema.pick({
    crossfold: true,
    gitCommit: true,
    node: true,
    tfjs: true,
    tensorflow: true,
    device: true,
    threads: true,
    host: true,
  }),
});
export type Measurement = z.infer<typeof measurementSchema>;
export type Latency = Measurement['latency'][number];
