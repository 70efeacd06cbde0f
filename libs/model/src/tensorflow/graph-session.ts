import { adamStepSize } from './adam.js';
import { CompiledFunctions } from './graph/compiled-functions.js';
import { compileStep, stepFeeds, type StepCall } from './graph/step-graph.js';
import {
  assertFiniteLoss,
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
  const functions = new CompiledFunctions(initialState(options));
  const { classifier, loss, optimiser, trainable, classWeights, classCounts, seed } = options;
  // Without the tensors, so that they can be freed while the session lives.
  const definition = { classifier, loss, optimiser, trainable, classWeights, classCounts, seed };
  let stepsDone = options.stepsDone;

  function step(batch: TrainingBatch, learningRate: number): StepResult {
    const t = stepsDone + 1;
    const call: StepCall = {
      batch,
      randomKey: randomKey(seed, t),
      stepSize: adamStepSize(learningRate, t, optimiser),
    };
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
    step,
    read: (what) => functions.read((name) => what === 'all' || !name.startsWith('adam/')),
    dispose: () => functions.dispose(),
  };
}

/** Batches of one kind run the same graph. */
function batchKind({ labels, augmentation }: TrainingBatch): string {
  return `${augmentation ? 'augmented' : 'plain'}${labels.length}`;
}
