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
import type { StudyRecord, TrialRecord } from '@crossfold/study';
import { log } from '../process/log.js';
import type { ReconcilerParts } from './reconciler-parts.js';
import { raceTrials } from './race-trials.js';
import { skipTrials } from './skip-trials.js';
import { stopTrials } from './stop-trials.js';

export type Requeued = Reconciled['studies'][number];

/** Of more trials than these the study's folder is listed rather than each asked for. */
const askedForAtMost = 200;

/**
 * Queues what is to be done next of a study and has no job: its trials; when each has its end, the
 * ensemble; and then asks for the report.
 */
export async function reconcileStudy(parts: ReconcilerParts, studyId: string): Promise<Requeued> {
  const { queue, index } = parts;
  const nothing = { studyId, trials: [], ensemble: false };
  if (queue.isSubmitting(studyId)) return nothing;
  await skipOrTell(parts, studyId);
  const { trials, control } = index.get(studyId);
  // Their jobs may sleep, or lie there in pieces.
  await queue.removeWaiting(studyId, cancelledOf(trials));
  const missing = await queue.align(control, openTrials(trials));
  const requeued = missing.length > 0 ? await requeueTrials(parts, studyId, missing) : [];
  if (hasOpenTrials(index.get(studyId))) {
    return { ...nothing, trials: requeued.map(({ trialId }) => trialId) };
  }
  return { ...nothing, ensemble: await finish(parts, studyId) };
}

/**
 * The queue was asked first: a job that ended since has left its end in the store, which is read
 * for those alone that have no job.
 */
async function requeueTrials(
  parts: ReconcilerParts,
  studyId: string,
  missing: readonly TrialCell[],
): Promise<TrialCell[]> {
  const { queue, index, store } = parts;
  const trialIds = missing.map(({ trialId }) => trialId);
  await index.refresh(store, studyId, trialIds.length > askedForAtMost ? undefined : trialIds);
  // Of failures that nobody told of, too.
  await skipOrTell(parts, studyId);
  const { trials, control } = index.get(studyId);
  const left = missing.filter(({ trialId }) => isOpen(trials.get(trialId)));
  const isCancelled = ({ trialId }: TrialCell) => desiredStateFor(control, trialId) === 'cancel';
  for (const { trialId } of left.filter(isCancelled)) await tellCancelled(parts, studyId, trialId);
  const wanted = left.filter((cell) => !isCancelled(cell));
  await queue.restoreTrials(control, wanted);
  await announce(parts, studyId, wanted);
  return wanted;
}

/** Every trial has its end. @returns whether the ensemble was queued */
async function finish(
  { queue, index, store, reports }: ReconcilerParts,
  studyId: string,
): Promise<boolean> {
  const { study, control, finalState, trials } = index.get(studyId);
  if (finalState) return false;
  // What is left of their jobs, in pieces.
  await queue.removeWaiting(studyId, [...trials.keys()]);
  if (control.desired === 'cancel') {
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
    await events.publish({ type: 'trial.requeued', at, studyId, trialId, reason });
  }
}

export function hasOpenTrials({ trials }: StudyRecord): boolean {
  return trials.some(isOpen);
}

function openTrials(trials: StudyRecord['trials']): TrialRecord[] {
  return [...trials.values()].filter(isOpen);
}

function isOpen(trial: TrialRecord | undefined): boolean {
  return trial !== undefined && !isFinalTrialState(trial.state);
}

function cancelledOf(trials: StudyRecord['trials']): string[] {
  const cancelled = trials.filter(({ state }) => state === 'cancelled');
  return [...cancelled.keys()];
}
