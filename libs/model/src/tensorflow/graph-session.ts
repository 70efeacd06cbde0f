import { CompiledFunctions } from './graph/compiled-functions.js';
import { createBatchRunner } from './graph/prediction-graph.js';
import { reduceToBfloat16 } from './graph/reduced-precision.js';
import { compileStep, stepFeeds, type StepCall } from './graph/step-graph.js';
import { isSlotName } from '../weights/slots.js';
import { createUpdateRule } from './optimiser/create-update-rule.js';
import {
  assertFiniteLoss,
  type SessionPlan,
  type StepResult,
  type TrainingBatch,
  type TrainingSession,
  type TrainingSessionOptions,
} from './training-session.js';
import { initialState, randomKey } from './training-state.js';

/**
 * Trains by a TensorFlow graph, recorded from one eager run of the step for each shape of batch
 * that comes. Gives what the eager session gives, but for the rounding of reordered sums; values
 * that {@link TrainingSession.read} returns go into either.
 */
export function createGraphSession(options: TrainingSessionOptions): TrainingSession {
  const rewrite = options.precision === 'bfloat16' ? reduceToBfloat16 : undefined;
  const functions = new CompiledFunctions(initialState(options), rewrite);
  const rule = createUpdateRule(options.optimiser, options.emaDecay);
  const { classifier, loss, trainable, clipNorm, classWeights, classCounts, seed } = options;
  // Without the tensors, so that they can be freed while the session lives.
  const definition = { classifier, loss, trainable, clipNorm, classWeights, classCounts, rule };
  let stepsDone = options.stepsDone;

  const runner = createBatchRunner(classifier, functions);

  function callOf(batch: TrainingBatch, t: number, learningRate: number): StepCall {
    return { batch, randomKey: randomKey(seed, t), scalars: rule.scalars(learningRate, t) };
  }

  function prepare({ batchSizes, predictionBatch, ...kind }: SessionPlan): void {
    for (const size of batchSizes) {
      const batch = emptyBatch(size, classifier.imageSizePx, kind);
      const call = callOf(batch, 1, 0);
      functions.declare(batchKind(batch), stepFeeds(call, classifier.imageSizePx), (context) =>
        compileStep(definition, call, context),
      );
    }
    runner.prepare(predictionBatch);
  }

  function step(batch: TrainingBatch, learningRate: number): StepResult {
    const t = stepsDone + 1;
    const call = callOf(batch, t, learningRate);
    const [batchLoss, correct] = functions.run(
      batchKind(batch),
      stepFeeds(call, classifier.imageSizePx),
      (context) => compileStep(definition, call, context),
    ) as unknown as [number, number];
    assertFiniteLoss(batchLoss, t);
    stepsDone = t;
    return { loss: batchLoss, correct };
  }

  return {
    get stepsDone() {
      return stepsDone;
    },
    prepare,
    step,
    predict: (images, count) => runner.run(images, count),
    read: (what) => functions.read((name) => what === 'all' || !isSlotName(name)),
    dispose: () => functions.dispose(),
  };
}

/** Batches of one kind run the same graph. */
function batchKind({ labels, augmentation, mixing }: TrainingBatch): string {
  return `${augmentation ? 'augmented' : 'plain'}${mixing ? '_mixed' : ''}${labels.length}`;
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
          partners: new Int32Array(size),
          boxes: new Float32Array(size * 4),
          pixelShares: new Float32Array(size),
          labelShares: new Float32Array(size),
        }
      : null,
  };
}
