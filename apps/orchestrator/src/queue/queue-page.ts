import {
  desiredStateFor,
  nameOfJob,
  pageQuerySchema,
  parseWith,
  plural,
  priorityFor,
  requirementsText,
  tasks,
  waitReasons,
  type JobName,
  type QueuedJob,
  type QueuePage,
  type WaitReason,
} from '@crossfold/contracts';
import { takeSize, type Standstill, type StudyIndex } from '@crossfold/study';
import { z } from 'zod';
import type { Hold, TrialInLine } from '../admission/admitted-trials.js';
import { hasPoolFor, type Pool } from '../admission/pools.js';
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
interface Item extends Pick<QueuedJob, 'studyId' | 'trialId'> {
  readonly hold: Hold | 'paused' | null;
  /** Left out of trials, of which there are many. */
  readonly job?: JobName & { readonly id: string };
  /** Until when it sleeps, in ms since 1970; left out where it does not. */
  readonly dueMs?: number;
}

/** A job that waits, in its place among all. */
export interface QueuePlace {
  readonly studyId: string | null;
  readonly trialId: string | null;
  readonly reason: WaitReason;
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
  const reasonOf = createReasons(state);
  const isWanted = createFilter(state, query.studyId);
  const wanted = listItems(state).flatMap((item, i) =>
    isWanted(item.studyId) ? [{ item, position: i + 1 }] : [],
  );
  const { after } = query;
  // What was taken meanwhile was before all that is left.
  const from = after === undefined ? 0 : 1 + wanted.findIndex(({ item }) => idOf(item) === after);
  const page = wanted.slice(from, from + size);
  const last = page.at(-1);
  const reasons = Object.fromEntries(waitReasons.map((reason) => [reason, 0])) as Record<
    WaitReason,
    number
  >;
  for (const { item } of wanted) reasons[reasonOf(item)] += 1;
  return {
    jobs: page.map(({ item, position }) => viewJob(state, item, reasonOf(item), position)),
    total: wanted.length,
    active: state.active,
    reasons,
    next: last && from + size < wanted.length ? idOf(last.item) : null,
  };
}

/** Whether the jobs of a study are asked for and may be seen; of each it is found out once. */
function createFilter({ isShown = () => true }: QueueState, asked: string | undefined) {
  const known = new Map<string | null, boolean>();
  return (studyId: string | null): boolean => {
    if (asked !== undefined && studyId !== asked) return false;
    const found = known.get(studyId) ?? isShown(studyId);
    known.set(studyId, found);
    return found;
  };
}

/** All that waits, in order, and why. */
export function listPlaces(state: QueueState): QueuePlace[] {
  const reasonOf = createReasons(state);
  return listItems(state).map((item) => {
    const { studyId, trialId } = item;
    return { studyId, trialId, reason: reasonOf(item) };
  });
}

/** What is no trial comes first; then trials that wait for a slot, that sleep, and that are paused. */
function listItems({ jobs, inLine, index }: QueueState): Item[] {
  const named = jobs.flatMap(({ id, dueMs }): Item[] => {
    const name = nameOfJob(id);
    if (!name) return [];
    const { studyId, trialId } = name;
    const due = dueMs === null ? {} : { dueMs };
    return [{ studyId, trialId, hold: null, job: { id, ...name }, ...due }];
  });
  const asleep = named.filter(({ dueMs, trialId, studyId }) => {
    return dueMs !== undefined && !(trialId !== null && isPaused(index, studyId, trialId));
  });
  const short = named.filter(({ dueMs, trialId }) => dueMs === undefined && trialId === null);
  const sleeping = new Set(asleep.map(idOf));
  const trials =
    sleeping.size === 0 ? inLine : inLine.filter((trial) => !sleeping.has(idOf(trial)));
  return [...short, ...trials, ...asleep, ...listPaused(index)];
}

function idOf({ job, studyId, trialId }: Item): string {
  return job?.id ?? tasks.trial.idOf({ studyId: studyId ?? '', trialId: trialId ?? '' });
}

function listPaused(index: QueueState['index']): Item[] {
  return index.list().flatMap(({ study, finalState, trials, tally }) => {
    if (finalState !== null || tally.states.paused === 0) return [];
    const { studyId } = study;
    return [...trials.values()].flatMap(({ trialId, state }): Item[] =>
      state === 'paused' ? [{ studyId, trialId, hold: 'paused' }] : [],
    );
  });
}

function isPaused(index: QueueState['index'], studyId: string | null, trialId: string): boolean {
  const control = studyId === null ? undefined : index.find(studyId)?.control;
  return control !== undefined && desiredStateFor(control, trialId) === 'pause';
}

function viewJob(state: QueueState, item: Item, reason: WaitReason, position: number): QueuedJob {
  const { job, studyId, trialId, dueMs } = item;
  const { kind = 'trial' } = job ?? {};
  const control = studyId === null ? undefined : state.index.find(studyId)?.control;
  const priority = control && trialId !== null ? priorityFor(control, trialId) : null;
  const text = textOf(reason, state, item, position);
  const until = dueMs === undefined ? null : new Date(dueMs).toISOString();
  return { position, kind, studyId, trialId, priority, reason, text, until };
}

/** Says of each job why it waits; of a study it looks once for workers. */
function createReasons({ index, pools, standstill }: QueueState): (item: Item) => WaitReason {
  const matched = new Map<string, boolean>();

  function isMatched(studyId: string): boolean {
    const known = matched.get(studyId);
    if (known !== undefined) return known;
    const study = index.find(studyId)?.study;
    const found = !study?.requires || hasPoolFor(pools, study);
    matched.set(studyId, found);
    return found;
  }

  return ({ studyId, trialId, dueMs, hold }) => {
    if (hold === 'paused') return hold;
    if (standstill) return 'no-worker';
    if (dueMs !== undefined) return 'retry';
    if (trialId !== null && !isMatched(studyId ?? '')) return 'no-match';
    return hold ?? 'behind';
  };
}

function textOf(
  reason: WaitReason,
  { index, standstill }: QueueState,
  { studyId, dueMs }: Item,
  position: number,
): string {
  const study = index.find(studyId ?? '')?.study;
  switch (reason) {
    case 'paused':
      return 'paused; resume the study or the trial';
    case 'no-worker':
      return standstill?.reason ?? '';
    case 'retry':
      return `tried again at ${new Date(dueMs ?? 0).toISOString()}`;
    case 'no-match':
      return `no worker that is connected has ${requirementsText(study?.requires ?? {})}`;
    case 'max-parallel': {
      const { maxParallel = 1 } = study ?? {};
      return `its study may run ${plural(maxParallel, 'trial')} at once (maxParallel)`;
    }
    case 'budget':
      return 'the budget of its study has no room for it beside those that run or come before it';
    case 'reuse':
      return 'a study whose results its study takes trains the same just now; it takes that result';
    case 'behind': {
      const others = position === 2 ? '1 job' : `${position - 1} jobs`;
      return position === 1
        ? 'next, as soon as a slot is free'
        : `behind ${others}; all slots are busy`;
    }
  }
}
