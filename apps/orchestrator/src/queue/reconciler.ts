import {
  isFinalTrialState,
  objectPaths,
  type Control,
  type Reconciled,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import { readEnsembleFailure, type ObjectStore } from '@crossfold/storage';
import type { CrossEvaluationQueue } from './cross-evaluation-queue.js';
import type { EventLog } from '../events/event-log.js';
import { isFinalRecord } from '../studies/study-final.js';
import type { StudyIndex } from '../studies/study-index.js';
import type { StudyRecord } from '../studies/study-record.js';
import { requeueExplanations } from './requeue-explanations.js';
import { skipHopeless } from './skip-hopeless.js';
import type { ExplanationQueue } from './explanation-queue.js';
import type { StudyQueue } from './study-queue.js';

/** The store is the record and Redis is motion: this sets in motion again what was lost there. */
export interface Reconciler {
  /** Queues what is unfinished and has no job. Repeats nothing that is finished. */
  reconcile(): Promise<Reconciled>;
  /** Makes the queue fit what is wanted of one study. */
  align(studyId: string): Promise<void>;
  close(): Promise<void>;
}

interface ReconcilerParts {
  readonly store: ObjectStore;
  readonly queue: StudyQueue;
  readonly crossEvaluations: CrossEvaluationQueue;
  readonly explanations: ExplanationQueue;
  readonly index: StudyIndex;
  readonly events: EventLog;
}

const wipeCheckMs = 2_000;
const fullCheckMs = 15_000;
/** A study this young may be on its way into the queue by its submission. */
const settlingMs = 10_000;

type Requeued = Reconciled['studies'][number];

/**
 * Checks now and then by itself, and soon after Redis was wiped; and after each failure whether its
 * variant is still worth training.
 */
export function startReconciler(parts: ReconcilerParts): Reconciler {
  let lastFullCheck = -Infinity;
  let running: Promise<unknown> = Promise.resolve();

  /** One at a time: two would queue the same. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = running.then(work);
    running = next.catch(() => undefined);
    return next;
  }

  function reconcile(): Promise<Reconciled> {
    return inTurn(async () => {
      lastFullCheck = performance.now();
      const isComplete = await parts.events.isMarked();
      await parts.index.loadDamaged(parts.store);
      const studies = await reconcileStudies(parts);
      await parts.crossEvaluations.restore(parts.store);
      if (!isComplete) await requeueExplanations(parts);
      if (!isComplete) await parts.events.mark();
      return { studies };
    });
  }

  async function check(): Promise<void> {
    const isDue = performance.now() - lastFullCheck >= fullCheckMs;
    if (isDue || !(await parts.events.isMarked())) await reconcile();
  }

  let isChecking = false;
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    void check()
      // Redis or the store is away, which readiness tells; the next tick tries again.
      .catch(logFailure)
      .finally(() => {
        isChecking = false;
      });
  }, wipeCheckMs);

  const doubted = new Set<string>();
  const unsubscribe = parts.events.subscribe(({ event }) => {
    const { type, studyId } = event;
    if (type !== 'trial.failed' || doubted.has(studyId)) return;
    doubted.add(studyId);
    void inTurn(() => {
      doubted.delete(studyId);
      return skipOrTell(parts, studyId);
    });
  });

  return {
    reconcile,
    align: (studyId) =>
      inTurn(async () => {
        await reconcileStudy(parts, studyId);
      }),
    async close() {
      clearInterval(timer);
      unsubscribe();
      await running;
    },
  };
}

async function reconcileStudies(parts: ReconcilerParts): Promise<Requeued[]> {
  const requeued: Requeued[] = [];
  for (const record of parts.index.list()) {
    const { studyId, submittedAt } = record.study;
    if (isFinalRecord(record) || isSettling(submittedAt)) continue;
    try {
      const trials = await reconcileStudy(parts, studyId);
      if (trials) requeued.push({ studyId, trials: trials.map(({ trialId }) => trialId) });
    } catch (error) {
      // One study that cannot be read must not keep the others waiting.
      logFailure(error, studyId);
    }
  }
  return requeued;
}

/** A time in the future is of a clock that was set back since: it says nothing. */
function isSettling(submittedAt: string): boolean {
  const ageMs = Date.now() - Date.parse(submittedAt);
  return ageMs >= 0 && ageMs < settlingMs;
}

/** @returns the trials queued again, or null where nothing had to be done */
async function reconcileStudy(
  parts: ReconcilerParts,
  studyId: string,
): Promise<TrialCell[] | null> {
  const { queue, index, store } = parts;
  await skipOrTell(parts, studyId);
  const { study, trials, control } = index.get(studyId);
  const isQueued = await queue.isQueued(studyId);
  const open = [...trials.values()].filter(({ state }) => !isFinalTrialState(state));
  const isCancelled = control.wish === 'cancel';
  if (isQueued && isCancelled) await queue.withdraw(study);
  if (isQueued && !isCancelled) await queue.removeWaiting(studyId, cancelledOf(trials));
  const missing = isQueued && !isCancelled ? await queue.align(control, open) : [];
  if (isQueued && missing.length === 0) {
    await queue.openGate(studyId);
    return null;
  }
  // The queue was asked first: a job that ended since has left its receipt in the store.
  // Of thousands that are in the queue, those few are read again that are not any more.
  const doubted = isQueued ? missing.map(({ trialId }) => trialId) : undefined;
  await index.refresh(store, studyId, doubted);
  // Of failures that nobody told of, too.
  await skipOrTell(parts, studyId);
  const refreshed = index.get(studyId);
  if (refreshed.finalState) return null;
  const isLeft = ({ trialId }: TrialCell) => {
    const state = refreshed.trials.get(trialId)?.state;
    return state !== undefined && !isFinalTrialState(state);
  };
  const isOver = refreshed.control.wish === 'cancel';
  if (isQueued) {
    const cells = missing.filter(isLeft);
    if (isOver || cells.length === 0) return null;
    await queue.restoreTrials(study, refreshed.control, cells);
    await announce(parts, study, cells);
    return cells;
  }
  const cells = isOver ? [] : [...trials.values()].filter(isLeft);
  const ensemble = !isOver && (await lacksEnsemble(store, study, refreshed.control));
  await queue.enqueue(study, { control: refreshed.control, cells, ensemble });
  await announce(parts, study, cells);
  return cells;
}

/** Their jobs may sleep: one that was paused before would keep the report waiting for an hour. */
function cancelledOf(trials: StudyRecord['trials']): string[] {
  const cancelled = trials.filter(({ state }) => state === 'cancelled');
  return [...cancelled.keys()];
}

/** Whether an ensemble is asked for that has no end yet. */
async function lacksEnsemble(
  store: ObjectStore,
  { studyId, ensemble }: Study,
  control: Control,
): Promise<boolean> {
  if (ensemble === null || (await store.head(objectPaths.ensemble(studyId)))) return false;
  return (await readEnsembleFailure(store, control)) === null;
}

/** What cannot be skipped now, the next look skips; the queue is put right all the same. */
async function skipOrTell(parts: ReconcilerParts, studyId: string): Promise<void> {
  await skipHopeless(parts, studyId).catch((error: unknown) => {
    logFailure(error, studyId);
  });
}

/** Trials that were running wait again. */
async function announce(
  { events, index }: ReconcilerParts,
  { studyId }: Study,
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

function logFailure(error: unknown, studyId?: string): void {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`reconcile${studyId ? ` ${studyId}` : ''}: ${reason}\n`);
}
