import { AppError } from '@crossfold/contracts';
import { reducePrecision } from '@crossfold/graph';
import {
  GraphCache,
  type BorrowedVariables,
  type GraphVariables,
} from '@crossfold/graph/tensorflow';
import { isSlotName } from '../../slots.js';
import { emptyAugmentation } from '../augmentations/batch-augmentation.js';
import { isAccumulator, withAccumulators } from './accumulation-graph.js';
import {
  createMicroBatchTrainer,
  createWholeBatchTrainer,
  type BatchTrainer,
  type BatchTrainerOptions,
} from './batch-trainer.js';
import { createBatchRunner } from './prediction-graph.js';
import { createStatisticsRunner } from './statistics-graph.js';
import type { StepGraphOptions } from './traced-pass.js';
import { lossScaleName, readLossScale, type LossScaleState } from '../loss-scaling.js';
import { createUpdateRule } from '../optimisers/update-rules.js';
import type {
  SessionPlan,
  StepResult,
  TrainingBatch,
  TrainingSession,
  TrainingSessionOptions,
} from '../training-session.js';
import { classTermsOf, initialState, lossScalingOf } from '../training-state.js';

/**
 * Trains by a TensorFlow graph, traced once for each shape of batch that comes. Gives what the eager
 * session gives, but for the rounding of reordered sums; values that {@link TrainingSession.read}
 * returns go into either.
 */
export function createGraphSession(options: TrainingSessionOptions): TrainingSession {
  const { classifier } = options;
  const definition = definitionOf(options);
  const { variables, giveBack } = borrowVariables(options, definition);
  const { seed } = options;
  const trainerOptions = { ...definition, variables, seed, classTerms: classTermsOf(options) };
  const trainer = createTrainer(options, trainerOptions);
  const statistics = createStatisticsRunner(trainerOptions, options.batchesObserved ?? 0);
  const runner = createBatchRunner(classifier, variables);
  let stepsDone = options.stepsDone;
  let lossScale = readFirstScale(variables);

  function prepare({ batchSizes, predictionBatch, ...kind }: SessionPlan): void {
    for (const size of batchSizes) {
      trainer.prepare(emptyBatch(size, classifier.imageSizePx, kind));
    }
    runner.prepare(predictionBatch);
  }

  function step(batch: TrainingBatch, learningRate: number): StepResult {
    const t = stepsDone + 1;
    const update = lossScale ? lossScale.updates + 1 : t;
    const { loss, correct, lossScale: next } = trainer.run({ batch, t, update, learningRate });
    if (lossScale) lossScale = advance(lossScale, readLossScale(next), t);
    stepsDone = t;
    return { loss, correct };
  }

  function isRead(name: string, what: 'parameters' | 'all'): boolean {
    return !isAccumulator(name) && (what === 'all' || !isSlotName(name));
  }

  return {
    get stepsDone() {
      return stepsDone;
    },
    get lossScale() {
      return lossScale && { scale: lossScale.scale, skippedSteps: lossScale.skippedSteps };
    },
    prepare,
    step,
    observe: (batch) => statistics.observe(batch),
    predict: (images, count) => runner.run(images, count),
    read: (what) => variables.load((name) => isRead(name, what)),
    dispose: giveBack,
  };
}

/** Without the tensors, so that they can be freed while the session lives. */
function definitionOf({ tensors: _, ...options }: TrainingSessionOptions): StepGraphOptions {
  const rule = createUpdateRule(options.optimiser, options.emaDecay);
  return { ...options, rule, lossScaling: lossScalingOf(options) };
}

function borrowVariables(
  options: TrainingSessionOptions,
  definition: StepGraphOptions,
): BorrowedVariables {
  const { graphs = new GraphCache(0) } = options;
  const state = initialState(options);
  const isAccumulating = (options.microBatchSize ?? null) !== null;
  return graphs.borrow(
    { kind: 'training', ...tracedOptions(options) },
    isAccumulating ? withAccumulators(definition, state) : state,
    options.precision === 'float32' ? undefined : reducePrecision(options.precision),
  );
}

/** Null where the loss is not scaled. */
function readFirstScale(variables: GraphVariables): LossScaleState | null {
  const state = variables.load((name) => name === lossScaleName).get(lossScaleName);
  return state ? readLossScale(state.data) : null;
}

/** @throws AppError TRIAL_DIVERGED when gradients are not finite though the loss is not scaled up */
function advance(before: LossScaleState, after: LossScaleState, t: number): LossScaleState {
  if (after.updates > before.updates || before.scale > 1) return after;
  throw new AppError('TRIAL_DIVERGED', `expected finite gradients at step ${t}, got others`);
}

/** All that leaves a trace in the graph: the rest goes in with each call. */
function tracedOptions({
  tensors: _tensors,
  seed: _seed,
  classWeights: _classWeights,
  classCounts: _classCounts,
  stepsDone: _stepsDone,
  batchesObserved: _batchesObserved,
  lossScale: _lossScale,
  graphs: _graphs,
  ...traced
}: TrainingSessionOptions): object {
  return traced;
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
          permutation: Int32Array.from({ length: size }, (_, image) => image),
          boxes: new Float32Array(size * 4),
          pixelLambdas: new Float32Array(size),
          lambdas: new Float32Array(size),
        }
      : null,
  };
}
