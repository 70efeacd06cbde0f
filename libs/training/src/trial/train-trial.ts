import type { TrainingConfig } from '@crossfold/contracts';
import type { TensorMap } from '@crossfold/graph';
import { describeBackend } from '@crossfold/graph/tensorflow';
import {
  averageWeights,
  buildClassifier,
  initialiseParameters,
  selectParameters,
  shouldStop,
  type Classifier,
} from '@crossfold/model';
import {
  describeWeights,
  readAverage,
  reestimateStatistics,
  withAverage,
} from './final-weights.js';
import { predictHeldOut } from './predict-held-out.js';
import { runEpoch } from './run-epoch.js';
import { openSession, prepareSession, stageOf } from './stage-session.js';
import { firstState, onBackend, type TrialState } from './trial-state.js';
import type { TrialProgress, TrialResult, TrialTask } from './trial-task.js';

/**
 * Trains one trial to its end and predicts its outer fold once, with the parameters of the best
 * epoch or their average. Goes on after the newest checkpoint where there is one, with the same bits as if it had
 * never stopped. Knows no queue and no server.
 *
 * @throws AppError TRIAL_DIVERGED when the loss is no number; INTERRUPTED when it was asked to leave
 */
export async function* trainTrial(task: TrialTask): AsyncGenerator<TrialProgress, TrialResult> {
  const { config, checkpoints, checkpointPolicy } = task;
  const classifier = buildClassifier(config.model, task.classes);
  const seconds = { train: 0, validation: 0, prediction: 0 };
  const { restored, damaged } = await checkpoints.loadLatest();
  for (const checkpoint of damaged) yield { type: 'checkpointDamaged', ...checkpoint };
  const { device, tensorflow, tfjs, threads } = describeBackend();
  const split = threads === undefined ? '' : `, ${threads} thread(s) an operation`;
  const backend = `TensorFlow ${tensorflow} through TensorFlow.js ${tfjs} on ${device}${split}`;
  let state = onBackend(restored?.state ?? firstState(), backend);
  let tensors = restored?.tensors ?? initialTensors(classifier, task);
  let average = restored ? readAverage(classifier, restored.tensors) : null;
  let best = restored?.best ? selectParameters(classifier, restored.best) : null;
  let predicted = restored?.predicted ?? null;
  yield {
    type: 'started',
    device,
    resumedAfterEpoch: restored ? state.history.length : null,
    epochs: config.training.stages.reduce((sum, stage) => sum + stage.epochs, 0),
  };
  for (; state.stage < config.training.stages.length; state = nextStage(state)) {
    const session = openSession(classifier, task, { ...state, tensors });
    try {
      prepareSession(session, task);
      while (!isStageOver(state, config.training)) {
        const running = { state, predicted, average };
        const epoch = yield* runEpoch(task, session, running, seconds);
        predicted = null;
        state = epoch.state;
        const isBest = state.best.epoch === epoch.record.epoch;
        const isEnd = isStageOver(state, config.training);
        const isAveraged = isOneOfLast(state, config.training);
        if (isBest || isEnd || isAveraged || checkpointPolicy.isDueAfterEpoch(epoch.record.epoch)) {
          const snapshot = session.read('all');
          if (isBest) best = selectParameters(classifier, snapshot);
          if (isAveraged) {
            const weights = selectParameters(classifier, snapshot);
            average = averageWeights(average, weights, state.averaged + 1);
            state = { ...state, averaged: state.averaged + 1 };
          }
          const saved = withAverage(snapshot, average);
          await checkpoints.save({ state, tensors: saved, predicted: null });
          checkpointPolicy.saved();
        }
        yield { type: 'epoch', record: epoch.record };
      }
      tensors = session.read('parameters');
    } finally {
      session.dispose();
    }
  }
  const trained = { state, tensors: withAverage(tensors, average), predicted };
  const chosen = state.observed > 0 ? tensors : (average ?? best ?? tensors);
  const reached = yield* reestimateStatistics(task, classifier, trained, chosen);
  const parameters = reached.state.observed > 0 ? reached.tensors : chosen;
  const startedAt = performance.now();
  const predictions = yield* predictHeldOut(classifier, task, {
    parameters,
    epoch: reached.state.history.length,
    predicted: reached.predicted,
    afterBatch: (soFar) =>
      checkpointPolicy.afterPrediction({
        save: () => checkpoints.save({ ...reached, predicted: soFar() }),
        settle: () => checkpoints.settle(),
      }),
  });
  seconds.prediction = (performance.now() - startedAt) / 1000;
  // The last checkpoint was written meanwhile.
  await checkpoints.settle();
  const bestEpoch = state.best.epoch ?? state.history.length;
  const evaluated = describeWeights(task, reached.state);
  const { history, lossScale, backends } = state;
  return {
    history,
    bestEpoch,
    evaluated,
    lossScale,
    backends,
    parameters,
    ...predictions,
    seconds,
  };
}

function initialTensors(classifier: Classifier, task: TrialTask): TensorMap {
  const random = initialiseParameters(classifier, task.seed);
  return task.pretrained ? new Map([...random, ...task.pretrained.tensors]) : random;
}

function isStageOver(state: TrialState, training: TrainingConfig): boolean {
  const isLast = state.stage === training.stages.length - 1;
  if (state.epochInStage >= stageOf(training, state.stage).epochs) return true;
  return isLast && state.epochInStage > 0 && shouldStop(state.best, training);
}

function nextStage(state: TrialState): TrialState {
  return { ...state, stage: state.stage + 1, epochInStage: 0, stepsInStage: 0, plateau: null };
}

/** Whether the epoch that just ended is one of those that `swa` averages. */
function isOneOfLast({ stage, epochInStage }: TrialState, training: TrainingConfig): boolean {
  const { swa, stages } = training;
  if (swa === null || stage !== stages.length - 1) return false;
  return epochInStage > stageOf(training, stage).epochs - swa.epochs;
}
