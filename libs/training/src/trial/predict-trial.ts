import { describeBackend } from '@crossfold/graph/tensorflow';
import { buildClassifier } from '@crossfold/model';
import { predictHeldOut } from './predict-held-out.js';
import type { TakenWeights } from './take-weights.js';
import type { TrialProgress, TrialResult, TrialTask } from './trial-task.js';

/** Predicts the outer fold of a trial with weights that another one ended with; trains nothing. */
export async function* predictTrial(
  task: TrialTask,
  { receipt, history, parameters }: TakenWeights,
): AsyncGenerator<TrialProgress, TrialResult> {
  const { device } = describeBackend();
  const { epochs, bestEpoch, evaluatedWeights, environment } = receipt;
  yield { type: 'started', device, resumedAfterEpoch: epochs, epochs };
  const startedAt = performance.now();
  const classifier = buildClassifier(task.config.model, task.classes);
  const predictions = yield* predictHeldOut(classifier, task, {
    parameters,
    epoch: epochs,
    predicted: null,
    afterBatch: () => task.checkpointPolicy.afterPrediction(nothingToSave),
  });
  return {
    history,
    bestEpoch,
    evaluated: evaluatedWeights ?? null,
    lossScale: environment.lossScale ?? null,
    backends: [],
    parameters,
    ...predictions,
    seconds: {
      train: 0,
      validation: 0,
      prediction: (performance.now() - startedAt) / 1000,
    },
  };
}

/** Predicting again costs less than a checkpoint of it. */
const nothingToSave = {
  save: () => Promise.resolve(),
  settle: () => Promise.resolve(),
};
