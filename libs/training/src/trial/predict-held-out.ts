import type { HostTensor, TensorMap } from '@crossfold/graph';
import type { Classifier } from '@crossfold/model';
import { createPredictor } from '@crossfold/model/tensorflow';
import { predictImages } from './prediction.js';
import type { TrialProgress, TrialResult, TrialTask } from './trial-task.js';

interface HeldOut {
  /** That are kept of the trial. */
  readonly parameters: TensorMap;
  /** After which they were had. */
  readonly epoch: number;
  /** By an earlier attempt. */
  readonly predicted: HostTensor | null;
  /** Is called after each batch with what gives the probabilities so far. */
  readonly afterBatch: (soFar: () => HostTensor) => Promise<void>;
}

/**
 * The outer fold, and the inner validation part once more, in the views that the variant is scored with:
 * what is learnt from inner validation is learnt of the model as it is scored.
 */
export async function* predictHeldOut(
  classifier: Classifier,
  { config, images, parts, classes, graphs }: TrialTask,
  { parameters, ...request }: HeldOut,
): AsyncGenerator<
  TrialProgress,
  Pick<TrialResult, 'testProbabilities' | 'validationProbabilities'>
> {
  const predictor = createPredictor(classifier, parameters, graphs);
  const views = config.evaluation.testTimeAugmentation;
  const predict = (pixels: Uint8Array, count: number) => predictor.predict(pixels, count, views);
  try {
    const probabilities = yield* predictImages(predict, images, {
      ...request,
      indices: Uint32Array.of(...parts.test, ...parts.validation),
      classes,
      phase: 'predicting',
    });
    const tested = parts.test.length * classes;
    return {
      testProbabilities: probabilities.slice(0, tested),
      validationProbabilities: probabilities.slice(tested),
    };
  } finally {
    predictor.dispose();
  }
}
