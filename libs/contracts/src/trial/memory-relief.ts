import { z } from 'zod';
import type { TrainingConfig } from '../variant/training.js';

/** How often the pieces of a trial's batches were halved. Grows; written with a condition. */
export const memoryReliefSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  trialId: z.string(),
  halvings: z.int().positive(),
});

/** The configuration with batches in twice as many pieces for each halving, one image at least. */
export function relieve<T extends Pick<TrainingConfig, 'batchSize' | 'accumulateSteps'>>(
  training: T,
  halvings: number,
): T {
  const pieces = training.accumulateSteps * 2 ** halvings;
  return { ...training, accumulateSteps: Math.min(training.batchSize, pieces) };
}

/** Whether pieces can still be halved. */
export function canRelieve(
  { batchSize, accumulateSteps }: Pick<TrainingConfig, 'batchSize' | 'accumulateSteps'>,
  halvings: number,
): boolean {
  return accumulateSteps * 2 ** halvings < batchSize;
}
