import type { Reconciled, StudyEvent, TrialCell } from '@crossfold/contracts';
import { createRepeatFilter } from '@crossfold/logging';
import { isFinalRecord } from '@crossfold/study';
import { log } from '../process/log.js';
import { advanceSeries } from './advance-series.js';
import { hasOpenTrials, reconcileStudy, skipOrTell, type Requeued } from './reconcile-study.js';
import type { ReconcilerParts } from './reconciler-parts.js';

/** Restores in Redis, from the store, the jobs that were lost there. */
export interface Reconciler {
  /** Queues what is unfinished and has no job. Repeats nothing that is finished. */
  reconcile(): Promise<Reconciled>;
  /** Makes the queue fit what is wanted of one study. */
  align(studyId: string): Promise<void>;
  close(): Promise<void>;
}

const wipeCheckMs = 2_000;
/** Ends of trials come in bursts: a study is looked at once for so many. */
const burstMs = 50;

/**
 * Moves each study on as its trials end, checks now and then what has no job, soon where Redis was
 * wiped; and after each failure whether its variant is still worth training.
 *
 * @param fullCheckMs between two looks at all that is unfinished
 * @param onReconciled is told how many seconds each of them took
 */
export function startReconciler(
  parts: ReconcilerParts,
  fullCheckMs: number,
  onReconciled: (seconds: number) => void = () => undefined,
): Reconciler {
  let lastFullCheck = -Infinity;
  let running: Promise<unknown> = Promise.resolve();
  let hasLearned = false;

  /** One at a time: two would queue the same. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = running.then(work);
    running = next.catch(() => undefined);
    return next;
  }

  function reconcile(): Promise<Reconciled> {
    return inTurn(async () => {
      const startedMs = performance.now();
      lastFullCheck = startedMs;
      const isComplete = await parts.events.isMarked();
      await parts.index.loadSetAside(parts.store);
      // Another process may have added to them.
      parts.ledgers.forget();
      await parts.policy.load();
      const lost = await parts.admission.check();
      const studies = await reconcileStudies(parts, lost);
      await parts.admission.replan();
      const crossEvaluations = await parts.crossEvaluations.restore();
      if (!isComplete || !hasLearned) await learnExplanations(parts);
      hasLearned = true;
      const explanations = await parts.explanations.restore();
      await parts.predictions.restore();
      if (!isComplete) await parts.events.mark();
      onReconciled((performance.now() - startedMs) / 1000);
      return { studies, crossEvaluations, explanations };
    });
  }

  async function check(): Promise<void> {
    const isDue = performance.now() - lastFullCheck >= fullCheckMs;
    if (isDue || parts.admission.needsCheck() || !(await parts.events.isMarked())) {
      await reconcile();
    }
  }

  let isChecking = false;
  const timer = setInterval(
    () => {
      if (isChecking) return;
      isChecking = true;
      void check()
        // Redis or the store is away, which readiness tells; the next tick tries again.
        .catch(logFailure)
        .finally(() => {
          isChecking = false;
        });
    },
    Math.min(wipeCheckMs, fullCheckMs),
  );

  const moved = new Map<string, NodeJS.Timeout>();
  const unsubscribe = parts.events.subscribe(({ event }) => {
    const { type, studyId } = event;
    if (makesRoom(type)) followTrial(parts, event);
    const isDue = isMove(type) || (type === 'trial.epoch' && stopsTrials(parts, studyId));
    if (!isDue || moved.has(studyId)) return;
    const later = setTimeout(() => {
      moved.delete(studyId);
      void inTurn(() => moveOn(parts, studyId)).catch((error: unknown) => {
        logFailure(error, studyId);
      });
    }, burstMs);
    moved.set(studyId, later);
  });

  return {
    reconcile,
    async align(studyId) {
      parts.admitted.consider(studyId);
      // Admission takes turns of its own: what waits follows at once, whatever another study is busy with.
      await parts.admission.replan();
      await inTurn(() => reconcileStudy(parts, studyId));
    },
    async close() {
      clearInterval(timer);
      unsubscribe();
      for (const later of moved.values()) clearTimeout(later);
      await running;
    },
  };
}

/** After these, fewer trials may wait in the queue. */
const roomMaking = [
  'trial.started',
  'trial.requeued',
  'trial.paused',
  'trial.succeeded',
  'trial.failed',
  'trial.skipped',
  'trial.racedOut',
  'trial.cancelled',
] as const;

function makesRoom(type: string): boolean {
  return roomMaking.some((move) => move === type);
}

function followTrial({ admitted, admission }: ReconcilerParts, event: StudyEvent): void {
  if (event.type === 'trial.requeued') {
    // It keeps its job, which counts its attempts.
    const known = admitted.get(event);
    if (known) admitted.found({ ...known, place: 'asleep' });
    else admitted.consider(event.studyId);
  }
  admission.refill().catch((error: unknown) => {
    logFailure(error, event.studyId);
  });
}

/** After these, something else may be to be done of a study. */
const moves = [
  'trial.succeeded',
  'trial.failed',
  'trial.skipped',
  'trial.racedOut',
  'trial.cancelled',
  'ensemble.ended',
  'study.finished',
] as const;

function isMove(type: string): boolean {
  return moves.some((move) => move === type);
}

/** Whether an epoch may be the last one of its trial. */
function stopsTrials({ index }: ReconcilerParts, studyId: string): boolean {
  return index.find(studyId)?.study.stopping !== undefined;
}

/** What comes next of a study, if anything does: an event that is lost costs no more than a while. */
async function moveOn(parts: ReconcilerParts, studyId: string): Promise<void> {
  if (!parts.index.has(studyId)) return;
  if (isFinalRecord(parts.index.get(studyId))) return advanceSeries(parts, studyId);
  await skipOrTell(parts, studyId);
  const record = parts.index.get(studyId);
  if (!hasOpenTrials(record) && !isFinalRecord(record)) await reconcileStudy(parts, studyId);
}

async function reconcileStudies(
  parts: ReconcilerParts,
  lost: ReadonlyMap<string, readonly TrialCell[]>,
): Promise<Requeued[]> {
  const requeued: Requeued[] = [];
  for (const record of parts.index.list()) {
    const { studyId } = record.study;
    try {
      if (isFinalRecord(record)) {
        await advanceSeries(parts, studyId);
        continue;
      }
      const found = await reconcileStudy(parts, studyId, lost.get(studyId));
      if (found.trials.length > 0 || found.ensemble) requeued.push(found);
    } catch (error) {
      // One study that cannot be read must not keep the others waiting.
      logFailure(error, studyId);
    }
  }
  return requeued;
}

async function learnExplanations({ openExplanations, index }: ReconcilerParts): Promise<void> {
  const studyIds = index.list().map(({ study }) => study.studyId);
  await openExplanations.learn(studyIds);
}

const repeats = createRepeatFilter();

function logFailure(error: unknown, studyId?: string): void {
  const reason = error instanceof Error ? error.message : String(error);
  const admitted = repeats.admit(`${studyId ?? ''} ${reason}`);
  if (admitted)
    log.warn({ studyId, ...admitted }, `reconcile${studyId ? ` ${studyId}` : ''}: ${reason}`);
}
