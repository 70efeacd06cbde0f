import type { ObjectStore } from '@crossfold/storage';
import type { StudyIndex } from '@crossfold/study';
import type { AdmittedTrials } from '../admission/admitted-trials.js';
import type { EventLog } from '../events/event-log.js';
import type { FleetPolicyKeeper } from '../admission/fleet-policy.js';
import type { ReportWriter } from '../summary/report-writer.js';
import type { AskedTasks } from './asked-tasks.js';
import type { FinishedCurves } from './finished-curves.js';
import type { Ledgers } from './ledgers.js';
import type { OpenExplanations } from './open-explanations.js';
import type { BudgetParts } from './stop-at-budget.js';
import type { StudyQueue } from './study-queue.js';
import type { TrialAdmission } from './trial-admission.js';

/** What sets studies in motion again. */
export interface ReconcilerParts {
  readonly store: ObjectStore;
  readonly queue: StudyQueue;
  readonly admitted: AdmittedTrials;
  readonly admission: TrialAdmission;
  readonly crossEvaluations: AskedTasks<'crossEvaluation'>;
  readonly explanations: AskedTasks<'explanation'>;
  readonly openExplanations: Pick<OpenExplanations, 'learn'>;
  readonly predictions: AskedTasks<'prediction'>;
  readonly reports: Pick<ReportWriter, 'request'>;
  readonly index: StudyIndex;
  readonly budgets: BudgetParts['budgets'];
  readonly policy: Pick<FleetPolicyKeeper, 'load'>;
  readonly ledgers: Ledgers;
  readonly curves: FinishedCurves;
  readonly events: EventLog;
}
