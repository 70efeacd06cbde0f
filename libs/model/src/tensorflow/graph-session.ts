import { isAccumulator, withAccumulators } from './graph/accumulation-graph.js';
import { createMicroBatchTrainer, createWholeBatchTrainer } from './graph/batch-trainer.js';
import { CompiledFunctions } from './graph/compiled-functions.js';
import { createBatchRunner } from './graph/prediction-graph.js';
import { reduceToBfloat16 } from './graph/reduced-precision.js';
import { isSlotName } from '../weights/slots.js';
import { createUpdateRule } from './optimiser/create-update-rule.js';
import {
  type SessionPlan,
  type StepResult,
  type TrainingBatch,
  type TrainingSession,
  type TrainingSessionOptions,
} from './training-session.js';
import { initialState } from './training-state.js';

/**
 * Trains by a TensorFlow graph, recorded from one eager run of the step for each shape of batch
 * that comes. Gives what the eager session gives, but for the rounding of reordered sums; values
 * that {@link TrainingSession.read} returns go into either.
 */
export function createGraphSession(options: TrainingSessionOptions): TrainingSession {
  const { classifier, loss, trainable, clipNorm, classWeights, classCounts, seed } = options;
  const { microBatchSize = null } = options;
  const rule = createUpdateRule(options.optimiser, options.emaDecay);
  // Without the tensors, so that they can be freed while the session lives.
  const definition = { classifier, loss, trainable, clipNorm, classWeights, classCounts, rule };
  const rewrite = options.precision === 'bfloat16' ? reduceToBfloat16 : undefined;
  const state = initialState(options);
  const functions = new CompiledFunctions(
    microBatchSize === null ? state : withAccumulators(definition, state),
    rewrite,
  );
  const trainerOptions = { ...definition, functions, seed };
  const trainer =
    microBatchSize === null
      ? createWholeBatchTrainer(trainerOptions)
      : createMicroBatchTrainer(trainerOptions, microBatchSize);
  const runner = createBatchRunner(classifier, functions);
  let stepsDone = options.stepsDone;

  function prepare({ batchSizes, predictionBatch, ...kind }: SessionPlan): void {
    for (const size of batchSizes) {
      trainer.declare(emptyBatch(size, classifier.imageSizePx, kind));
    }
    runner.prepare(predictionBatch);
  }

  function step(batch: TrainingBatch, learningRate: number): StepResult {
    const result = trainer.run({ batch, t: stepsDone + 1, learningRate });
    stepsDone += 1;
    return result;
  }

  function isRead(name: string, what: 'parameters' | 'all'): boolean {
    return !isAccumulator(name) && (what === 'all' || !isSlotName(name));
  }

  return {
    get stepsDone() {
      return stepsDone;
    },
    prepare,
    step,
    predict: (images, count) => runner.run(images, count),
    read: (what) => functions.read((name) => isRead(name, what)),
    dispose: () => functions.dispose(),
  };
}

function emptyBatch(
  size: number,
  sizePx: number,
  { isAugmented, isMixed }: Pick<SessionPlan, 'isAugmented' | 'isMixed'>,
): TrainingBatch {
  return {
    images: new Uint8Array(size * sizePx * sizePx * 3),
    labels: new Int32Array(size),
    augmentation: isAugmented
      ? { transforms: new Float32Array(size * 8), cutouts: new Float32Array(size * 4) }
      : null,
    mixing: isMixed
      ? {
          partners: Int32Array.from({ length: size }, (_, image) => image),
          boxes: new Float32Array(size * 4),
          pixelShares: new Float32Array(size),
          labelShares: new Float32Array(size),
        }
      : null,
  };
}
