import { graphFunction, type GraphVariables } from '@crossfold/graph/tensorflow';
import { microBatches } from '../micro-batches.js';
import { assertFiniteLoss, type StepResult, type TrainingBatch } from '../training-session.js';
import { randomKey, type ClassTerms } from '../training-state.js';
import { traceAccumulation, traceApplication } from './accumulation-graph.js';
import { passFeeds, scalarFeeds } from './step-feeds.js';
import { traceStep } from './step-graph.js';
import type { StepGraphOptions } from './traced-pass.js';

/** One step of training, with all that it is made of. */
interface BatchStep {
  readonly batch: TrainingBatch;
  /** Number of the step, from 1. */
  readonly t: number;
  /** Number of the update of the parameters that it makes, from 1: no step that is skipped counts. */
  readonly update: number;
  readonly learningRate: number;
}

/** Trains on batches by graph functions. */
export interface BatchTrainer {
  /** Traces what such a batch needs. */
  prepare(batch: TrainingBatch): void;
  /** @throws AppError TRIAL_DIVERGED */
  run(step: BatchStep): TrainedBatch;
}

interface TrainedBatch extends StepResult {
  /** State of the loss scale after the step, [4]; empty where there is none. */
  readonly lossScale: ArrayLike<number>;
}

export interface BatchTrainerOptions extends StepGraphOptions {
  readonly variables: GraphVariables;
  /** Key of all randomness inside the step. */
  readonly seed: number;
  readonly classTerms: ClassTerms;
}

/** Each batch is one run: passes and update. */
export function createWholeBatchTrainer(options: BatchTrainerOptions): BatchTrainer {
  const { variables, rule, seed, classifier, classTerms } = options;
  const stepOf = graphFunction((inputs, trace) => traceStep(options, inputs, trace), {
    variables,
    name: 'step',
    signature: { results: { loss: 'float32', correct: 'float32', lossScale: 'float32' } },
  });

  function feedsOf({ batch, t, update, learningRate }: BatchStep) {
    const call = { batch, randomKey: randomKey(seed, t), share: null, classTerms };
    const scalars = scalarFeeds(rule.scalars(learningRate, update));
    return { ...passFeeds(call, classifier.imageSizePx), ...scalars };
  }

  return {
    prepare(batch) {
      stepOf.prepare(feedsOf({ batch, t: 1, update: 1, learningRate: 0 }));
    },
    run(step) {
      const { loss, correct, lossScale } = stepOf.run(feedsOf(step));
      assertFiniteLoss(valueOf(loss), step.t);
      return { loss: valueOf(loss), correct: valueOf(correct), lossScale: lossScale.data };
    },
  };
}

/** One function adds up the gradients of a micro-batch, another makes the update from the sums. */
export function createMicroBatchTrainer(
  options: BatchTrainerOptions,
  microBatchSize: number,
): BatchTrainer {
  const { variables, rule, seed, classifier, loss, classTerms } = options;
  const weighting = { reduction: loss.reduction, classWeights: classTerms.weights };
  const accumulate = graphFunction((inputs, trace) => traceAccumulation(options, inputs, trace), {
    variables,
    name: 'accumulate',
    signature: { results: { loss: 'float32', correct: 'float32' } },
  });
  const apply = graphFunction((inputs, trace) => traceApplication(options, inputs, trace), {
    variables,
    name: 'apply',
    signature: { results: { lossScale: 'float32' } },
  });

  function feedsOfPieces({ batch, t }: Pick<BatchStep, 'batch' | 't'>) {
    return microBatches(batch, microBatchSize, weighting).map((piece, position) =>
      passFeeds(
        { ...piece, randomKey: randomKey(seed, t, position), classTerms },
        classifier.imageSizePx,
      ),
    );
  }

  return {
    prepare(batch) {
      for (const feeds of feedsOfPieces({ batch, t: 1 })) accumulate.prepare(feeds);
      apply.prepare(scalarFeeds(rule.scalars(0, 1)));
    },
    run({ batch, t, update, learningRate }) {
      const total = { loss: 0, correct: 0 };
      for (const feeds of feedsOfPieces({ batch, t })) {
        const piece = accumulate.run(feeds);
        const loss = valueOf(piece.loss);
        assertFiniteLoss(loss, t);
        total.loss += loss;
        total.correct += valueOf(piece.correct);
      }
      const { lossScale } = apply.run(scalarFeeds(rule.scalars(learningRate, update)));
      return { ...total, lossScale: lossScale.data };
    },
  };
}

function valueOf({ data }: { readonly data: Float32Array }): number {
  return data[0] as number;
}
