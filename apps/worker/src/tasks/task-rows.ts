import type { TaskKind } from '@crossfold/contracts';
import { crossEvaluationTask } from './cross-evaluation-task.js';
import { ensembleTask } from './ensemble-task.js';
import { explanationTask } from './explanation-task.js';
import { predictionTask } from './prediction-task.js';
import type { ShortTaskKind, ShortTaskRow, TaskRow } from './task-row.js';
import { trialTask } from './trial-task.js';

/** All short tasks run through one lifecycle (`processing/short-task.ts`). */
export const shortTasks = {
  ensemble: ensembleTask,
  crossEvaluation: crossEvaluationTask,
  explanation: explanationTask,
  prediction: predictionTask,
} as const satisfies { readonly [K in ShortTaskKind]: ShortTaskRow<K> };

/** What the process of a slot can do. */
export const taskRows: { readonly [K in TaskKind]: TaskRow<K> } = {
  ...shortTasks,
  trial: trialTask,
};
