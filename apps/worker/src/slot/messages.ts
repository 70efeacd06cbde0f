import type {
  CrossEvaluation,
  EnsembleResult,
  ErrorCode,
  Explanation,
  Receipt,
} from '@crossfold/contracts';
import type { StoreSettings } from '@crossfold/storage';
import type { ExplanationProgress } from '../explanation/explain-members.js';
import type { EnsembleProgress } from '../training/assemble-ensemble.js';
import type { RunProgress, TrialAssignment } from '../training/run-trial.js';

/** What a slot's process is asked to do, once in its life. */
export type SlotTask = { readonly store: StoreSettings; readonly cacheDir: string } & (
  | ({ readonly kind: 'trial'; readonly weightsDir: string } & TrialAssignment)
  | { readonly kind: 'ensemble'; readonly studyId: string; readonly worker: string }
  | { readonly kind: 'evaluation'; readonly studyId: string; readonly evaluationId: string }
  | { readonly kind: 'explanation'; readonly studyId: string; readonly number: number }
);

/** What it is told: the task first, later perhaps to stop at the next step. */
export type SlotRequest =
  { readonly type: 'run'; readonly task: SlotTask } | { readonly type: 'leave' };

export type SlotProgress = RunProgress | EnsembleProgress | ExplanationProgress;

export type SlotResult = Receipt | EnsembleResult | CrossEvaluation | Explanation;

/** What it answers: progress any number of times, then one of the other two. */
export type SlotMessage =
  | { readonly type: 'progress'; readonly progress: SlotProgress }
  | { readonly type: 'done'; readonly result: SlotResult }
  | {
      readonly type: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly remedy: string;
    };
