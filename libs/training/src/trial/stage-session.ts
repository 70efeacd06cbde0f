import { microBatchSize, type StageConfig, type TrainingConfig } from '@crossfold/contracts';
import type { TensorMap } from '@crossfold/graph';
import { classWeights, countClasses, type Classifier } from '@crossfold/model';
import {
  augmentationWidths,
  choosePrecision,
  createSession,
  isMixing,
  type LossScale,
  type TrainingSession,
} from '@crossfold/model/tensorflow';
import { randomStream } from '@crossfold/random';
import { batchSizes, countBatches } from './batches.js';
import { predictionBatch } from './prediction.js';
import type { TrialTask } from './trial-task.js';

/** Where a session begins. */
interface SessionStart {
  /** Position of the stage among those of the trial. */
  readonly stage: number;
  readonly stepsInStage?: number;
  /** Batches seen when batch statistics are re-estimated. */
  readonly observed?: number;
  /** How the stage before ended; null where the loss is not scaled. */
  readonly lossScale: LossScale | null;
  readonly tensors: TensorMap;
}

/** The session of one stage of a trial. */
export function openSession(
  classifier: Classifier,
  task: TrialTask,
  { stage: index, stepsInStage = 0, observed = 0, lossScale, tensors }: SessionStart,
): TrainingSession {
  const { config, images, parts } = task;
  const stage = stageOf(config.training, index);
  const labels = Array.from(parts.train, (index) => images.labels[index] ?? 0);
  const counts = countClasses(labels, task.classes);
  const weighting = {
    ...config.loss,
    ...(stage.classWeights ? {} : { classWeights: 'none' as const }),
  };
  return createSession({
    classifier,
    loss: config.loss,
    optimiser: config.training.optimiser,
    clipNorm: config.training.clipNorm,
    emaDecay: config.training.emaDecay,
    microBatchSize: config.training.accumulateSteps > 1 ? microBatchSize(config.training) : null,
    precision: choosePrecision(config.training.precision),
    trainable: stage.trainable,
    frozenBatchNorm: config.training.frozenBatchNorm,
    rates: {
      layerDecay: config.training.layerDecay,
      backboneShare: (stage.backboneLearningRate ?? stage.learningRate) / stage.learningRate,
    },
    classWeights: classWeights(weighting, counts),
    classCounts: counts,
    seed: randomStream(task.seed, 'dropout', index).integer(2 ** 31),
    tensors,
    stepsDone: stepsInStage,
    lossScale,
    batchesObserved: observed,
    graphs: task.graphs,
  });
}

/** Records ahead what the training of a stage needs. */
export function prepareSession(session: TrainingSession, { config, parts }: TrialTask): void {
  session.prepare({
    batchSizes: batchSizes(parts.train.length, config.training),
    augmentation: config.augmentation && augmentationWidths(config.augmentation),
    isMixed: config.augmentation !== null && isMixing(config.augmentation),
    predictionBatch: predictionBatch(parts.validation.length),
  });
}

export function stepsPerEpoch({ parts, config }: TrialTask): number {
  return countBatches(parts.train.length, config.training);
}

export function stageOf(training: TrainingConfig, index: number): StageConfig {
  const stage = training.stages[index];
  if (!stage) throw new RangeError(`no training stage ${index}`);
  return stage;
}
