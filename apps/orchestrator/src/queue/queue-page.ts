import {
  desiredStateFor,
  nameOfJob,
  pageQuerySchema,
  parseWith,
  plural,
  priorityFor,
  projectOf,
  requirementsText,
  tasks,
  waitReasons,
  type JobName,
  type QueuedJob,
  type QueuePage,
  type Study,
  type WaitReason,
} from '@crossfold/contracts';
import { takeSize, type Standstill, type StudyIndex } from '@crossfold/study';
import { z } from 'zod';
import type { Hold, TrialInLine } from '../admission/admitted-trials.js';
import type { ShareLead } from '../admission/fair-share.js';
import { hasPoolFor, mayRunOn, type Pool } from '../admission/pools.js';
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
  /** What a study, or its user or project, has had more than another that wants slots. */
  readonly leadOf: (study: Study) => ShareLead | null;
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
  const items = listItems(state);
  const wanted = items.flatMap((item, i) =>
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
  const told = { ...state, leadOf: onceForStudy(state.leadOf) };
  return {
    jobs: countAhead(state, items, page).map((placed) =>
      viewJob(told, placed, reasonOf(placed.item)),
    ),
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

/** A job in its place. */
interface Place {
  readonly item: Item;
  /** From 1. */
  readonly position: number;
}

/** What a job waits for with others. */
interface Placed extends Place {
  /** Jobs before it that workers may take which may take it. */
  readonly ahead: number;
  /** Of those workers. */
  readonly slots: number;
}

function viewJob(state: QueueState, placed: Placed, reason: WaitReason): QueuedJob {
  const { item, position } = placed;
  const { job, studyId, trialId, dueMs } = item;
  const { kind = 'trial' } = job ?? {};
  const control = studyId === null ? undefined : state.index.find(studyId)?.control;
  const priority = control && trialId !== null ? priorityFor(control, trialId) : null;
  const text = textOf(reason, state, placed);
  const until = dueMs === undefined ? null : new Date(dueMs).toISOString();
  return { position, kind, studyId, trialId, priority, reason, text, until };
}

/** @param items all that wait, of which the page has some, in the same order */
function countAhead({ index, pools }: QueueState, items: readonly Item[], page: readonly Place[]) {
  const served = pools.filter(({ slots }) => slots > 0);
  const poolsOf = new Map<string, readonly Pool[]>();
  /** Jobs so far, by the pools that may take them. */
  const counts = new Map<readonly Pool[], number>();

  function findPools({ studyId, trialId }: Item): readonly Pool[] {
    if (studyId === null || trialId === null) return served;
    const known = poolsOf.get(studyId);
    if (known) return known;
    const study = index.find(studyId)?.study;
    const found = study?.requires ? served.filter((pool) => mayRunOn(pool, study)) : served;
    const alike = [served, ...counts.keys()].find((other) => isSame(other, found)) ?? found;
    poolsOf.set(studyId, alike);
    return alike;
  }

  let next = 0;
  return page.map((place): Placed => {
    for (; next < place.position - 1; next += 1) {
      const item = items[next];
      if (!item) break;
      const own = findPools(item);
      counts.set(own, (counts.get(own) ?? 0) + 1);
    }
    const own = findPools(place.item);
    const shared = [...counts].filter(([others]) => others.some((pool) => own.includes(pool)));
    const ahead = shared.reduce((sum, [, count]) => sum + count, 0);
    return { ...place, ahead, slots: own.reduce((sum, { slots }) => sum + slots, 0) };
  });
}

function isSame(a: readonly Pool[], b: readonly Pool[]): boolean {
  return a.length === b.length && a.every((pool, at) => pool === b[at]);
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
  { index, standstill, leadOf }: QueueState,
  { item: { studyId, trialId, dueMs }, ahead, slots }: Placed,
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
      if (ahead === 0) return 'next, as soon as a slot is free';
      const place = `behind ${plural(ahead, 'job')} for ${plural(slots, 'slot')}`;
      const lead = study && trialId !== null ? leadOf(study) : null;
      return lead && study ? `${place}; ${leadText(lead, study)}` : place;
    }
  }
}

/** A page has many trials of few studies, and a look at the shares goes through all studies of a user. */
function onceForStudy(leadOf: QueueState['leadOf']): QueueState['leadOf'] {
  const known = new Map<Study, ShareLead | null>();
  return (study) => {
    const found = known.get(study);
    if (found !== undefined) return found;
    const lead = leadOf(study);
    known.set(study, lead);
    return lead;
  };
}

/** Others are not named: whoever reads it may see none of theirs. */
function leadText({ level, seconds }: ShareLead, study: Study): string {
  const hours = seconds < 3600 ? (seconds / 3600).toPrecision(2) : (seconds / 3600).toFixed(1);
  const more = `${hours} h more`;
  switch (level) {
    case 'project':
      return `project ${projectOf(study)} has had ${more} of its share than another that waits`;
    case 'user':
      return `its user has had ${more} of the share than another in project ${projectOf(study)}`;
    case 'studyId':
      return `its study has had ${more} than another of the same user`;
  }
}
