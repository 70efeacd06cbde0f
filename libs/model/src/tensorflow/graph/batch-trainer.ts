import type { CompiledFunctions } from '@crossfold/graph/tensorflow';
import { augmentationArrays } from '../batch-augmentation.js';
import { microBatches } from '../micro-batches.js';
import { assertFiniteLoss, type StepResult, type TrainingBatch } from '../training-session.js';
import { randomKey, type ClassTerms } from '../training-state.js';
import { compileAccumulation, compileApplication } from './accumulation-graph.js';
import type { StepGraphOptions } from './record-pass.js';
import { passFeeds, scalarFeeds, stepFeeds } from './step-feeds.js';
import { compileStep } from './step-graph.js';

/** One step of training, with all that it is made of. */
interface BatchStep {
  readonly batch: TrainingBatch;
  /** Number of the step, from 1. */
  readonly t: number;
  /** Number of the update of the parameters that it makes, from 1: no step that is skipped counts. */
  readonly update: number;
  readonly learningRate: number;
}

/** Trains on batches by recorded functions. */
export interface BatchTrainer {
  /** Records what such a batch needs. */
  declare(batch: TrainingBatch): void;
  /** @throws AppError TRIAL_DIVERGED */
  run(step: BatchStep): TrainedBatch;
}

interface TrainedBatch extends StepResult {
  /** State of the loss scale after the step, [4]; empty where there is none. */
  readonly lossScale: readonly number[];
}

export interface BatchTrainerOptions extends StepGraphOptions {
  readonly functions: CompiledFunctions;
  /** Key of all randomness inside the step. */
  readonly seed: number;
  readonly classTerms: ClassTerms;
}

/** Each batch is one function: passes and update. */
export function createWholeBatchTrainer(options: BatchTrainerOptions): BatchTrainer {
  const { functions, rule, seed, classifier, classTerms } = options;

  function functionOf({ batch, t, update, learningRate }: BatchStep) {
    const scalars = rule.scalars(learningRate, update);
    const call = { batch, randomKey: randomKey(seed, t), share: null, classTerms, scalars };
    const feeds = stepFeeds(call, classifier.imageSizePx);
    return { name: batchKind(batch), feeds, compile: compileStep.bind(null, options, call) };
  }

  return {
    declare(batch) {
      const { name, feeds, compile } = functionOf({ batch, t: 1, update: 1, learningRate: 0 });
      functions.declare(name, feeds, compile);
    },
    run(step) {
      const { name, feeds, compile } = functionOf(step);
      const result = [...functions.run(name, feeds, compile)];
      const [loss, correct, ...lossScale] = result as [number, number, ...number[]];
      assertFiniteLoss(loss, step.t);
      return { loss, correct, lossScale };
    },
  };
}

/** One function adds up the gradients of a micro-batch, another makes the update from the sums. */
export function createMicroBatchTrainer(
  options: BatchTrainerOptions,
  microBatchSize: number,
): BatchTrainer {
  const { functions, rule, seed, classifier, loss, classTerms } = options;
  const weighting = { reduction: loss.reduction, classWeights: classTerms.weights };

  function accumulations({ batch, t }: Pick<BatchStep, 'batch' | 't'>) {
    return microBatches(batch, microBatchSize, weighting).map((piece, position) => {
      const call = { ...piece, randomKey: randomKey(seed, t, position), classTerms };
      return {
        name: `accumulate_${batchKind(piece.batch)}`,
        feeds: passFeeds(call, classifier.imageSizePx),
        compile: compileAccumulation.bind(null, options, call),
      };
    });
  }

  function application(learningRate: number, update: number) {
    const scalars = rule.scalars(learningRate, update);
    const compile = compileApplication.bind(null, options, Object.keys(scalars));
    return { feeds: scalarFeeds(scalars), compile };
  }

  return {
    declare(batch) {
      for (const { name, feeds, compile } of accumulations({ batch, t: 1 })) {
        functions.declare(name, feeds, compile);
      }
      const { feeds, compile } = application(0, 1);
      functions.declare('apply', feeds, compile);
    },
    run({ batch, t, update, learningRate }) {
      const total = { loss: 0, correct: 0 };
      for (const { name, feeds, compile } of accumulations({ batch, t })) {
        const [loss, correct] = functions.run(name, feeds, compile) as unknown as [number, number];
        assertFiniteLoss(loss, t);
        total.loss += loss;
        total.correct += correct;
      }
      const { feeds, compile } = application(learningRate, update);
      const applied = [...functions.run('apply', feeds, compile)];
      return { ...total, lossScale: options.lossScaling === null ? [] : applied };
    },
  };
}

/** Batches of one kind run the same graph. */
export function batchKind({ labels, augmentation, mixing }: TrainingBatch): string {
  const arrays = augmentation ? augmentationArrays(augmentation) : [];
  const names = [...arrays.map(({ name }) => name), ...(mixing ? ['mixed'] : [])];
  return [...names, labels.length].join('_');
}
