import type { ObjectStore } from '@crossfold/storage';
import type { StudyIndex } from '@crossfold/study';
import type { EventLog } from '../events/event-log.js';
import type { ReportWriter } from '../summary/report-writer.js';
import type { CrossEvaluationQueue } from './cross-evaluation-queue.js';
import type { ExplanationQueue } from './explanation-queue.js';
import type { FinishedCurves } from './finished-curves.js';
import type { Ledgers } from './ledgers.js';
import type { PredictionQueue } from './prediction-queue.js';
import type { StudyQueue } from './study-queue.js';

/** What sets studies in motion again. */
export interface ReconcilerParts {
  readonly store: ObjectStore;
  readonly queue: StudyQueue;
  readonly crossEvaluations: CrossEvaluationQueue;
  readonly explanations: ExplanationQueue;
  readonly predictions: PredictionQueue;
  readonly reports: Pick<ReportWriter, 'request'>;
  readonly index: StudyIndex;
  readonly ledgers: Ledgers;
  readonly curves: FinishedCurves;
  readonly events: EventLog;
}
