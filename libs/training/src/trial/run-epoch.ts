import type { EpochRecord } from '@crossfold/contracts';
import type { HostTensor, TensorMap } from '@crossfold/graph';
import { advanceBestEpoch, advancePlateau, scheduledRate, startPlateau } from '@crossfold/model';
import type { TrainingSession } from '@crossfold/model/tensorflow';
import { trainingBatches } from './batches.js';
import type { Checkpoint } from './checkpoints.js';
import { withAverage } from './final-weights.js';
import { predictImages, validationScores } from './prediction.js';
import { stageOf, stepsPerEpoch } from './stage-session.js';
import type { EpochCursor, TrialState } from './trial-state.js';
import type { TrialProgress, TrialTask } from './trial-task.js';

/** What an epoch begins with, beside its session. */
export interface RunningTrial extends Pick<Checkpoint, 'state' | 'predicted'> {
  /** What `swa` has averaged so far. */
  readonly average: TensorMap | null;
}

export interface EpochOutcome {
  readonly state: TrialState;
  readonly record: EpochRecord;
}

/** Trains an epoch, or what is left of it, and scores the inner validation part. */
export async function* runEpoch(
  task: TrialTask,
  session: TrainingSession,
  { state, predicted, average }: RunningTrial,
  seconds: { train: number; validation: number },
): AsyncGenerator<TrialProgress, EpochOutcome> {
  const { training } = task.config;
  const stage = stageOf(training, state.stage);
  const plateau = state.plateau ?? startPlateau(stage.learningRate);
  const epoch = state.history.length + 1;
  const steps = stepsPerEpoch(task);
  const startedAt = performance.now();
  const savePoint = (cursor: EpochCursor, soFar: () => HostTensor | null = () => null) => ({
    save: () =>
      task.checkpoints.save({
        state: { ...state, cursor, stepsInStage: session.stepsDone },
        tensors: withAverage(session.read('all'), average),
        predicted: soFar(),
      }),
    settle: () => task.checkpoints.settle(),
  });
  const pause = (cursor: EpochCursor) => task.checkpointPolicy.afterStep(savePoint(cursor));
  const rateAt = (step: number) => {
    const at = { rate: plateau.learningRate, step: state.epochInStage * steps + step };
    return scheduledRate(training.schedule, { ...at, stepsPerEpoch: steps, epochs: stage.epochs });
  };
  const cursor = yield* trainEpoch(task, session, { state, rateAt }, pause);
  const trainedAt = performance.now();
  const predict = (pixels: Uint8Array, count: number) => session.predict(pixels, count);
  const probabilities = yield* predictImages(predict, task.images, {
    indices: task.parts.validation,
    classes: task.classes,
    phase: 'validating',
    epoch,
    predicted,
    afterBatch: (soFar) => task.checkpointPolicy.afterPrediction(savePoint(cursor, soFar)),
  });
  const labels = Array.from(task.parts.validation, (index) => task.images.labels[index] ?? 0);
  const validation = validationScores(probabilities, labels, task.classes);
  seconds.train += (trainedAt - startedAt) / 1000;
  seconds.validation += (performance.now() - trainedAt) / 1000;
  const record: EpochRecord = {
    epoch,
    stage: stage.name,
    learningRate: rateAt(steps),
    trainLoss: cursor.lossSum / cursor.images,
    trainAccuracy: cursor.correct / cursor.images,
    ...validation,
  };
  return {
    record,
    state: {
      ...state,
      history: [...state.history, record],
      epochInStage: state.epochInStage + 1,
      stepsInStage: session.stepsDone,
      cursor: null,
      lossScale: session.lossScale,
      plateau:
        training.plateau && training.schedule.name === 'plateau'
          ? advancePlateau(plateau, validation.validationLoss, training.plateau)
          : plateau,
      best: advanceBestEpoch(state.best, record, training),
    },
  };
}

interface PlannedEpoch {
  readonly state: TrialState;
  /** Learning rate of a step of the epoch, from 1. */
  readonly rateAt: (step: number) => number;
}

/**
 * One pass over the training part, or what is left of it.
 *
 * @param pause is called after each step
 */
async function* trainEpoch(
  task: TrialTask,
  session: TrainingSession,
  { state, rateAt }: PlannedEpoch,
  pause: (cursor: EpochCursor) => Promise<void>,
): AsyncGenerator<TrialProgress, EpochCursor> {
  const epoch = state.history.length + 1;
  const steps = stepsPerEpoch(task);
  const startedAt = performance.now();
  let cursor = state.cursor ?? { step: 0, images: 0, lossSum: 0, correct: 0 };
  const imagesBefore = cursor.images;
  let beganMs = startedAt;
  for await (const batch of trainingBatches(task, epoch, cursor.step)) {
    const { loss, correct } = session.step(batch, rateAt(cursor.step + 1));
    const count = batch.labels.length;
    cursor = {
      step: cursor.step + 1,
      images: cursor.images + count,
      lossSum: cursor.lossSum + loss * count,
      correct: cursor.correct + correct,
    };
    const { step, images } = cursor;
    const imagesPerSecond = (1000 * (images - imagesBefore)) / (performance.now() - startedAt);
    const measured = { images: count, seconds: (performance.now() - beganMs) / 1000 };
    yield { type: 'progress', phase: 'training', epoch, step, steps, imagesPerSecond, measured };
    await pause(cursor);
    beganMs = performance.now();
  }
  return cursor;
}
