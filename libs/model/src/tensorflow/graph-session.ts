import { emptyAugmentation } from './batch-augmentation.js';
import { isAccumulator, withAccumulators } from './graph/accumulation-graph.js';
import {
  createMicroBatchTrainer,
  createWholeBatchTrainer,
  type BatchTrainer,
  type BatchTrainerOptions,
} from './graph/batch-trainer.js';
import { graphCache, type BorrowedFunctions } from './graph/graph-cache.js';
import { createBatchRunner } from './graph/prediction-graph.js';
import { createStatisticsRunner } from './graph/statistics-graph.js';
import type { StepGraphOptions } from './graph/step-graph.js';
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
import { classTermsOf, initialState } from './training-state.js';

/**
 * Trains by a TensorFlow graph, recorded from one eager run of the step for each shape of batch
 * that comes. Gives what the eager session gives, but for the rounding of reordered sums; values
 * that {@link TrainingSession.read} returns go into either.
 */
export function createGraphSession(options: TrainingSessionOptions): TrainingSession {
  const { classifier } = options;
  const definition = definitionOf(options);
  const { functions, giveBack } = borrowFunctions(options, definition);
  const { seed } = options;
  const trainerOptions = { ...definition, functions, seed, classTerms: classTermsOf(options) };
  const trainer = createTrainer(options, trainerOptions);
  const statistics = createStatisticsRunner(trainerOptions, options.batchesObserved ?? 0);
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
    observe: (batch) => statistics.observe(batch),
    predict: (images, count) => runner.run(images, count),
    read: (what) => functions.read((name) => isRead(name, what)),
    dispose: giveBack,
  };
}

/** Without the tensors, so that they can be freed while the session lives. */
function definitionOf({ tensors: _, ...options }: TrainingSessionOptions): StepGraphOptions {
  return { ...options, rule: createUpdateRule(options.optimiser, options.emaDecay) };
}

function borrowFunctions(
  options: TrainingSessionOptions,
  definition: StepGraphOptions,
): BorrowedFunctions {
  const state = initialState(options);
  const isAccumulating = (options.microBatchSize ?? null) !== null;
  return graphCache.borrow(
    { kind: 'training', ...recordedOptions(options) },
    isAccumulating ? withAccumulators(definition, state) : state,
    options.precision === 'bfloat16' ? reduceToBfloat16 : undefined,
  );
}

/** All that leaves a trace in the graph: the rest goes in with each call. */
function recordedOptions({
  tensors: _tensors,
  seed: _seed,
  classWeights: _classWeights,
  classCounts: _classCounts,
  stepsDone: _stepsDone,
  batchesObserved: _batchesObserved,
  ...recorded
}: TrainingSessionOptions): object {
  return recorded;
}

function createTrainer(
  { microBatchSize = null }: TrainingSessionOptions,
  options: BatchTrainerOptions,
): BatchTrainer {
  return microBatchSize === null
    ? createWholeBatchTrainer(options)
    : createMicroBatchTrainer(options, microBatchSize);
}

function emptyBatch(
  size: number,
  sizePx: number,
  { augmentation, isMixed }: Pick<SessionPlan, 'augmentation' | 'isMixed'>,
): TrainingBatch {
  return {
    images: new Uint8Array(size * sizePx * sizePx * 3),
    labels: new Int32Array(size),
    augmentation: augmentation && emptyAugmentation(size, augmentation),
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
