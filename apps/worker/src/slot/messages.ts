import type {
  CrossEvaluation,
  EnsembleResult,
  ErrorCode,
  Explanation,
  Receipt,
} from '@crossfold/contracts';
import type { StoreSettings } from '@crossfold/storage';
import type { TrialAssignment, WeightsAccess } from '@crossfold/training';
import type {
  ExplanationProgress,
  EnsembleProgress,
  RunProgress,
} from '@crossfold/training/tensorflow';

/** What a slot's process is asked to do; then, if that went well, perhaps something else. */
export type SlotTask = { readonly store: StoreSettings; readonly cacheDir: string } & (
  | ({ readonly kind: 'trial'; readonly weightsAccess: WeightsAccess } & TrialAssignment)
  | { readonly kind: 'ensemble'; readonly studyId: string; readonly worker: string }
  | {
      readonly kind: 'crossEvaluation';
      readonly studyId: string;
      readonly crossEvaluationId: string;
    }
  | { readonly kind: 'explanation'; readonly studyId: string; readonly number: number }
);

/** What it is told: a task, and perhaps to stop at the next step of it. */
export type SlotRequest =
  { readonly type: 'run'; readonly task: SlotTask } | { readonly type: 'leave' };

export type SlotProgress = RunProgress | EnsembleProgress | ExplanationProgress;

export type SlotResult = Receipt | EnsembleResult | CrossEvaluation | Explanation;

/**
 * What it answers: that it has the task; that this is not for it, or progress any number of times and then its end.
 * After a failure, and after a task that is not for it, it ends by itself.
 */
export type SlotMessage =
  | { readonly type: 'taken' }
  | { readonly type: 'unfit' }
  | { readonly type: 'progress'; readonly progress: SlotProgress }
  | { readonly type: 'done'; readonly result: SlotResult }
  /** After `done`: ready for another task. `residentBytes` is the memory that it holds. */
  | { readonly type: 'idle'; readonly residentBytes: number }
  | {
      readonly type: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly remedy: string;
    };
