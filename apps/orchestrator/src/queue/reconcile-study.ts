import {
  isFinalTrialState,
  records,
  desiredStateFor,
  type Control,
  type Reconciled,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import { readEnsembleFailure, type ObjectStore } from '@crossfold/storage';
import { countOpen, type StudyRecord, type TrialRecord } from '@crossfold/study';
import { log } from '../process/log.js';
import type { ReconcilerParts } from './reconciler-parts.js';
import { raceTrials } from './race-trials.js';
import { skipTrials } from './skip-trials.js';
import { stopAtBudget } from './stop-at-budget.js';
import { stopTrials } from './stop-trials.js';

export type Requeued = Reconciled['studies'][number];

/** Of more trials than these the study's folder is listed rather than each asked for. */
const askedForAtMost = 200;

/**
 * Sees to what is to be done next of a study: trials that have lost their jobs; when each trial has its
 * end, the ensemble; and then the report.
 *
 * @param lost trials that should have a job and have none
 */
export async function reconcileStudy(
  parts: ReconcilerParts,
  studyId: string,
  lost: readonly TrialCell[] = [],
): Promise<Requeued> {
  const { index } = parts;
  const nothing = { studyId, trials: [], ensemble: false };
  await skipOrTell(parts, studyId);
  const requeued = lost.length > 0 ? await requeueTrials(parts, studyId, lost) : [];
  if (hasOpenTrials(index.get(studyId))) {
    return { ...nothing, trials: requeued.map(({ trialId }) => trialId) };
  }
  return { ...nothing, ensemble: await finish(parts, studyId) };
}

/**
 * The queue was asked first: a job that ended since has left its end in the store, which is read
 * for those alone that have no job. Those without an end wait to be admitted again.
 */
async function requeueTrials(
  parts: ReconcilerParts,
  studyId: string,
  lost: readonly TrialCell[],
): Promise<TrialCell[]> {
  const { admitted, index, store } = parts;
  const trialIds = lost.map(({ trialId }) => trialId);
  await index.refresh(store, studyId, trialIds.length > askedForAtMost ? undefined : trialIds);
  // Of failures that nobody told of, too.
  await skipOrTell(parts, studyId);
  const { trials, control } = index.get(studyId);
  const left = lost.filter(({ trialId }) => isOpen(trials.get(trialId)));
  const isCancelled = ({ trialId }: TrialCell) => desiredStateFor(control, trialId) === 'cancel';
  for (const { trialId } of left.filter(isCancelled)) await tellCancelled(parts, studyId, trialId);
  const wanted = left.filter((cell) => !isCancelled(cell));
  await announce(parts, studyId, wanted);
  for (const { trialId } of wanted) admitted.lost({ studyId, trialId });
  admitted.consider(studyId);
  return wanted;
}

/** Every trial has its end. @returns whether the ensemble was queued */
async function finish(
  { queue, index, store, reports }: ReconcilerParts,
  studyId: string,
): Promise<boolean> {
  const { study, control, finalState } = index.get(studyId);
  if (finalState) return false;
  // What is left of their jobs.
  await queue.removeAllWaiting(studyId);
  if (control.desired === 'cancel' || control.outOfBudget) {
    // A worker that has it gives it up, and tells so.
    if (!(await queue.removeEnsemble(studyId))) reports.request(studyId);
    return false;
  }
  if (await lacksEnsemble(store, study, control)) return queue.restoreEnsemble(studyId);
  reports.request(studyId);
  return false;
}

/** Whether an ensemble is asked for that has no end yet. */
async function lacksEnsemble(
  store: ObjectStore,
  { studyId, ensemble }: Study,
  control: Control,
): Promise<boolean> {
  if (ensemble === null || (await store.head(records.ensemble.key({ studyId })))) return false;
  return (await readEnsembleFailure(store, control)) === null;
}

/** What cannot be skipped now, the next look skips; the queue is put right all the same. */
export async function skipOrTell(parts: ReconcilerParts, studyId: string): Promise<void> {
  const end = async () => {
    await skipTrials(parts, studyId);
    await raceTrials(parts, studyId);
    await stopTrials(parts, studyId);
    await stopAtBudget(parts, studyId);
  };
  await end().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ studyId }, `reconcile ${studyId}: ${reason}`);
  });
}

/** No worker has it, so that none will tell. */
async function tellCancelled(
  { events, index }: ReconcilerParts,
  studyId: string,
  trialId: string,
): Promise<void> {
  const at = new Date().toISOString();
  const event = { type: 'trial.cancelled' as const, at, studyId, trialId };
  index.apply({ event });
  await events.publish(event);
}

/** Trials that were running wait again. */
async function announce(
  { events, index }: ReconcilerParts,
  studyId: string,
  cells: readonly TrialCell[],
): Promise<void> {
  const { trials } = index.get(studyId);
  for (const { trialId } of cells) {
    if (trials.get(trialId)?.state !== 'running') continue;
    const reason = 'the queue was rebuilt from the store';
    const at = new Date().toISOString();
    const event = { type: 'trial.requeued' as const, at, studyId, trialId, reason };
    // Before it comes round, the trial is to be queued again.
    index.apply({ event });
    await events.publish(event);
  }
}

export function hasOpenTrials(record: StudyRecord): boolean {
  return countOpen(record) > 0;
}

function isOpen(trial: TrialRecord | undefined): boolean {
  return trial !== undefined && !isFinalTrialState(trial.state);
}
