import type { HostTensor } from '@crossfold/model';
import type { TrialImages, TrialProgress } from './trial-task.js';

/** Enough to keep the device busy, few enough to report progress on slow machines. */
export const predictionBatch = 32;

interface PredictionRequest {
  readonly indices: Uint32Array;
  readonly classes: number;
  readonly phase: 'validating' | 'predicting';
  readonly epoch: number;
  /** Class probabilities of the first images, whole batches of them, by an earlier attempt. */
  readonly predicted: HostTensor | null;
  /** Is called after each batch with what gives the probabilities so far. */
  readonly afterBatch: (soFar: () => HostTensor) => Promise<void>;
}

/**
 * @param predict class probabilities [count, classes] of uint8 images [count, size, size, 3]
 * @returns class probabilities, [indices, classes]
 */
export async function* predictImages(
  predict: (pixels: Uint8Array, count: number) => Float32Array,
  images: TrialImages,
  { indices, classes, phase, epoch, predicted, afterBatch }: PredictionRequest,
): AsyncGenerator<TrialProgress, Float32Array> {
  const probabilities = new Float32Array(indices.length * classes);
  if (predicted) probabilities.set(predicted.data);
  const steps = Math.ceil(indices.length / predictionBatch);
  const first = Math.ceil((predicted?.shape[0] ?? 0) / predictionBatch);
  for (let step = first; step < steps; step++) {
    const start = step * predictionBatch;
    const slice = indices.subarray(start, start + predictionBatch);
    const pixels = await images.readBatch(slice);
    probabilities.set(predict(pixels, slice.length), start * classes);
    yield { type: 'progress', phase, epoch, step: step + 1, steps, imagesPerSecond: null };
    const count = start + slice.length;
    await afterBatch(() => ({
      shape: [count, classes],
      data: probabilities.slice(0, count * classes),
    }));
  }
  return probabilities;
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
