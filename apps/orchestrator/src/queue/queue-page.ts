import {
  desiredStateFor,
  pageQuerySchema,
  parseWith,
  priorityFor,
  requirementsText,
  tasks,
  waitReasons,
  type QueuedJob,
  type QueuePage,
  type WaitReason,
} from '@crossfold/contracts';
import { takeSize, type Standstill, type StudyIndex } from '@crossfold/study';
import { z } from 'zod';
import type { TrialInLine } from '../admission/admitted-trials.js';
import { hasPoolFor, type Pool } from '../admission/pools.js';
import { nameOfJob, type JobName } from './job-names.js';
import type { WaitingJob } from './waiting-jobs.js';

export const queueQuerySchema = z.strictObject({
  studyId: z.string().optional().describe('Jobs of this study alone; they keep their positions.'),
  after: z.string().min(1).max(400).optional().describe('`next` of the page before.'),
  limit: pageQuerySchema.shape.limit,
});

export interface QueueState {
  /** What Redis has and no worker, in the order in which workers take it. */
  readonly jobs: readonly WaitingJob[];
  /** Trials that wait for a slot, whether they have a job or not, in the order in which they begin. */
  readonly inLine: readonly TrialInLine[];
  /** Of each study the trials that have a job. */
  readonly admitted: ReadonlyMap<string, number>;
  /** Jobs that workers have. */
  readonly active: number;
  readonly index: Pick<StudyIndex, 'find' | 'list'>;
  readonly pools: readonly Pool[];
  /** Whether jobs of a study, or of none, are shown; left out: all are. */
  readonly isShown?: (studyId: string | null) => boolean;
  /** Why nothing goes on; null where a worker is connected. */
  readonly standstill: Standstill | null;
}

/** A job that waits, or is to be one. */
interface Item extends JobName {
  readonly id: string;
  /** Until when it sleeps, in ms since 1970; null where it does not. */
  readonly dueMs: number | null;
}

/**
 * A page of what waits. Jobs come and go while pages are read: one that keeps its place comes once.
 *
 * @param asked the query as it came
 * @throws AppError REQUEST_INVALID
 */
export function viewQueue(state: QueueState, asked: unknown): QueuePage {
  const query = parseWith(queueQuerySchema, asked, 'REQUEST_INVALID', 'the query');
  const size = takeSize(query.limit);
  const all = listItems(state).map((item, i) => ({ item, position: i + 1 }));
  const wanted = all.filter(({ item: { studyId } }) => {
    const isAsked = query.studyId === undefined || studyId === query.studyId;
    return isAsked && state.isShown?.(studyId) !== false;
  });
  // What was taken meanwhile was before all that is left.
  const from = 1 + wanted.findIndex(({ item }) => item.id === query.after);
  const page = wanted.slice(from, from + size);
  const last = page.at(-1);
  const counts = new Map<WaitReason, number>();
  for (const { item, position } of wanted) {
    const { reason } = whyWaiting(state, item, position);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return {
    jobs: page.map(({ item, position }) => viewJob(state, item, position)),
    total: wanted.length,
    active: state.active,
    reasons: Object.fromEntries(
      waitReasons.map((reason) => [reason, counts.get(reason) ?? 0]),
    ) as Record<WaitReason, number>,
    next: last && from + size < wanted.length ? last.item.id : null,
  };
}

/** All that waits, in order. */
export function viewJobs(state: QueueState): QueuedJob[] {
  return listItems(state).map((item, i) => viewJob(state, item, i + 1));
}

/** What is no trial comes first; then trials that wait for a slot, that sleep, and that are paused. */
function listItems({ jobs, inLine, index }: QueueState): Item[] {
  const named = jobs.flatMap(({ id, dueMs }): Item[] => {
    const name = nameOfJob(id);
    return name ? [{ id, dueMs, ...name }] : [];
  });
  const [asleep, short] = [
    named.filter(({ dueMs, trialId, studyId }) => {
      return dueMs !== null && !(trialId !== null && isPaused(index, studyId, trialId));
    }),
    named.filter(({ dueMs, trialId }) => dueMs === null && trialId === null),
  ];
  const sleeping = new Set(asleep.map(({ id }) => id));
  const trials = inLine.map(itemOf).filter(({ id }) => !sleeping.has(id));
  return [...short, ...trials, ...asleep, ...listPaused(index)];
}

function itemOf({ studyId, trialId }: TrialInLine): Item {
  const id = tasks.trial.idOf({ studyId, trialId });
  return { id, kind: 'trial', studyId, trialId, dueMs: null };
}

function listPaused(index: QueueState['index']): Item[] {
  return index.list().flatMap(({ study, finalState, trials }) => {
    if (finalState !== null) return [];
    const paused = [...trials.values()].filter(({ state }) => state === 'paused');
    const { studyId } = study;
    return paused.map(({ trialId }) => itemOf({ studyId, trialId }));
  });
}

function isPaused(index: QueueState['index'], studyId: string | null, trialId: string): boolean {
  const control = studyId === null ? undefined : index.find(studyId)?.control;
  return control !== undefined && desiredStateFor(control, trialId) === 'pause';
}

function viewJob(state: QueueState, item: Item, position: number): QueuedJob {
  const { kind, studyId, trialId, dueMs } = item;
  const control = studyId === null ? undefined : state.index.find(studyId)?.control;
  const priority = control && trialId !== null ? priorityFor(control, trialId) : null;
  const { reason, text } = whyWaiting(state, item, position);
  const until = dueMs === null ? null : new Date(dueMs).toISOString();
  return { position, kind, studyId, trialId, priority, reason, text, until };
}

function whyWaiting(
  { index, admitted, pools, standstill }: QueueState,
  { studyId, trialId, dueMs }: Item,
  position: number,
): Pick<QueuedJob, 'reason' | 'text'> {
  if (trialId !== null && isPaused(index, studyId, trialId)) {
    return { reason: 'paused', text: 'paused; resume the study or the trial' };
  }
  if (standstill) return { reason: 'no-worker', text: standstill.reason };
  if (dueMs !== null) {
    return { reason: 'retry', text: `tried again at ${new Date(dueMs).toISOString()}` };
  }
  const study = trialId === null ? undefined : index.find(studyId ?? '')?.study;
  if (study?.requires && !hasPoolFor(pools, study)) {
    const text = `no worker that is connected has ${requirementsText(study.requires)}`;
    return { reason: 'no-match', text };
  }
  const { maxParallel = Infinity } = study ?? {};
  if (study && (admitted.get(studyId ?? '') ?? 0) >= maxParallel) {
    const trials = maxParallel === 1 ? '1 trial' : `${maxParallel} trials`;
    return { reason: 'max-parallel', text: `its study may run ${trials} at once (maxParallel)` };
  }
  const others = position === 2 ? '1 job' : `${position - 1} jobs`;
  return position === 1
    ? { reason: 'behind', text: 'next, as soon as a slot is free' }
    : { reason: 'behind', text: `behind ${others}; all slots are busy` };
}
