import type { TaskKind } from '@crossfold/contracts';
import { crossEvaluationTask } from './cross-evaluation-task.js';
import { ensembleTask } from './ensemble-task.js';
import { explanationTask } from './explanation-task.js';
import { predictionTask } from './prediction-task.js';
import type { TaskRow } from './task-row.js';
import { trialTask } from './trial-task.js';

export const taskRows: { readonly [K in TaskKind]: TaskRow<K> } = {
  trial: trialTask,
  ensemble: ensembleTask,
  crossEvaluation: crossEvaluationTask,
  explanation: explanationTask,
  prediction: predictionTask,
};
