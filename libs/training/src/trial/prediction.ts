import { AppError } from '@crossfold/contracts';
import { inBatches, readAhead } from '@crossfold/data';
import type { HostTensor } from '@crossfold/graph';
import { evenBatchSize } from '@crossfold/model/tensorflow';
import type { TrialImages, TrialProgress } from './trial-task.js';

/** Enough to keep the device busy, few enough to report progress on slow machines. */
const maxAtOnce = 32;

/** How many of so many images are predicted at once. */
export function predictionBatch(images: number): number {
  return evenBatchSize(Math.max(1, images), maxAtOnce);
}

interface PredictionRequest {
  readonly indices: Uint32Array;
  readonly classes: number;
  readonly phase: 'validating' | 'predicting';
  readonly epoch: number;
  /** Class probabilities of the first images, by an earlier attempt. */
  readonly predicted: HostTensor | null;
  /** Is called after each batch with what gives the probabilities so far. */
  readonly afterBatch: (soFar: () => HostTensor) => Promise<void>;
}

/**
 * @param predict class probabilities [count, classes] of uint8 images [count, size, size, 3]
 * @returns class probabilities, [indices, classes]
 * @throws AppError TRIAL_DIVERGED when one of them is no number
 */
export async function* predictImages(
  predict: (pixels: Uint8Array, count: number) => Float32Array,
  images: TrialImages,
  { indices, classes, phase, epoch, predicted, afterBatch }: PredictionRequest,
): AsyncGenerator<TrialProgress, Float32Array> {
  const probabilities = new Float32Array(indices.length * classes);
  if (predicted) probabilities.set(predicted.data);
  const size = predictionBatch(indices.length);
  const steps = Math.ceil(indices.length / size);
  const batches = inBatches(indices, size, predicted?.shape[0]);
  for await (const { batch, pixels } of readAhead(images, batches)) {
    const answers = predict(pixels, batch.indices.length);
    assertFinite(answers, phase, epoch);
    probabilities.set(answers, batch.start * classes);
    const count = batch.start + batch.indices.length;
    const step = Math.ceil(count / size);
    yield { type: 'progress', phase, epoch, step, steps, imagesPerSecond: null };
    await afterBatch(() => ({
      shape: [count, classes],
      data: probabilities.slice(0, count * classes),
    }));
  }
  return probabilities;
}

/** Weights can blow up in the last step of an epoch, whose loss was still finite. */
function assertFinite(probabilities: Float32Array, phase: string, epoch: number): void {
  const odd = probabilities.find((share) => !Number.isFinite(share));
  if (odd === undefined) return;
  const when = `when ${phase} after epoch ${epoch}`;
  throw new AppError('TRIAL_DIVERGED', `expected finite probabilities ${when}, got ${odd}`);
}

export interface ValidationScores {
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  readonly validationBalancedAccuracy: number;
}

/**
 * Scores of the inner validation part. The loss is the plain negative log-likelihood whatever the
 * training loss is, so that arms with different losses are stopped by one measure. Balanced
 * accuracy is over the classes present: a small inner part may lack a rare one.
 *
 * @param probabilities [images, classes]
 */
export function validationScores(
  probabilities: Float32Array,
  labels: readonly number[],
  classes: number,
): ValidationScores {
  const counts = new Float64Array(classes);
  const hits = new Float64Array(classes);
  let loss = 0;
  labels.forEach((label, image) => {
    const row = probabilities.subarray(image * classes, (image + 1) * classes);
    counts[label] = (counts[label] ?? 0) + 1;
    if (row.indexOf(Math.max(...row)) === label) hits[label] = (hits[label] ?? 0) + 1;
    loss -= Math.log(Math.max(row[label] ?? 0, 1e-7));
  });
  const present = [...counts.keys()].filter((c) => (counts[c] ?? 0) > 0);
  const recalls = present.map((c) => (hits[c] ?? 0) / (counts[c] ?? 1));
  return {
    validationLoss: loss / labels.length,
    validationAccuracy: hits.reduce((sum, n) => sum + n, 0) / labels.length,
    validationBalancedAccuracy: recalls.reduce((sum, r) => sum + r, 0) / recalls.length,
  };
}
