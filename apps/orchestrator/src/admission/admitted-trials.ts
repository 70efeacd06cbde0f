import {
  priceFor,
  type FleetTerms,
  type Study,
  type TrialCell,
  type TrialName,
} from '@crossfold/contracts';
import {
  budgetOf,
  findAlikeTrials,
  fitsBudget,
  slotSeconds,
  type BudgetContext,
  type StudyIndex,
  type StudyRecord,
} from '@crossfold/study';
import type { Claim } from './candidate.js';
import { claimOf } from './claim.js';
import { createFairShare, type FairShare, type ShareLead } from './fair-share.js';
import { createPoolRooms } from './pool-rooms.js';
import { mayRunOn, type Pool } from './pools.js';
import { createStudyLane, type StudyLane } from './study-lane.js';
import { createTrialDurations, type TrialDurations } from './trial-durations.js';
import { createWaitingLine } from './waiting-line.js';

/** A trial that has a job, or is to have one. */
export interface AdmittedTrial {
  readonly studyId: string;
  readonly trialId: string;
  /** Its place among the jobs of trials, the lowest first. */
  readonly rank: number;
  /** The queue that its job is in. */
  readonly queue: string;
  /** `asleep`: until its next attempt. */
  readonly place: 'waiting' | 'asleep' | 'active';
}

/** What another look at the order of all comes to. */
export interface Replanned {
  readonly admitted: readonly AdmittedTrial[];
  readonly withdrawn: readonly AdmittedTrial[];
  /** Those that stay in their queue, with another rank. */
  readonly moved: readonly AdmittedTrial[];
}

/**
 * What keeps a trial from being admitted however many slots are idle. `reuse`: another one that is
 * admitted trains as it would, and its study takes that result.
 */
export type Hold = 'max-parallel' | 'budget' | 'reuse';

/** A trial that waits for a slot, whether it has a job or not. */
export interface TrialInLine extends TrialName {
  /** Null of one that is admitted, or would be if there were room. */
  readonly hold: Hold | null;
}

/**
 * Which trials have a job in the queue: the first of all that wait, and few of them, so that it can be
 * changed at any moment which comes next. Nothing here is the record of anything: it follows from the
 * index and from what is found in the queue.
 */
export interface AdmittedTrials {
  /** Says that a study is new, or that trials of it may wait again. */
  consider(studyId: string): void;
  /**
   * Lets go of those that have ended.
   *
   * @returns those that are not wanted now, whose jobs are to be taken away
   */
  settle(): AdmittedTrial[];
  /** Admits trials until so many wait as may. @returns the new ones */
  fill(pools: readonly Pool[]): AdmittedTrial[];
  /** Fills the queues as if none of those that wait had been admitted. */
  replan(pools: readonly Pool[]): Replanned;
  /** Whether slots are idle in one queue while trials wait in another that could run there. */
  isUneven(pools: readonly Pool[]): boolean;
  /** Whether those that wait were put in their order by durations that turned out to be others. */
  isMisjudged(): boolean;
  /** Takes note of a job that is in the queue. */
  found(job: AdmittedTrial): void;
  /** Takes note that a trial has no job. */
  lost(trial: TrialName): void;
  get(trial: TrialName): AdmittedTrial | undefined;
  list(): readonly AdmittedTrial[];
  /** All that wait for a slot, in the order in which they are to begin unless something changes. */
  inLine(): readonly TrialInLine[];
  /** What a study, or its user or project, has had more than another that wants slots. */
  leadOf(study: Study): ShareLead | null;
  /** What the budget of a study is judged by. */
  contextOf(studyId: string): BudgetContext;
}

type Entry = { -readonly [K in keyof AdmittedTrial]: AdmittedTrial[K] } & {
  readonly claim: Claim;
  /** That it was charged for. */
  seconds: number;
  /** That its trial had taken of slots before, which was charged then. */
  readonly secondsBefore: number;
};

/** Durations that differ by less order few trials otherwise, and each order costs Redis some work. */
const misjudgedBy = 1.25;

/** BullMQ keeps a priority in 21 bits. */
const highestRank = 2 ** 21 - 1;

export function createAdmittedTrials(
  index: Pick<StudyIndex, 'find' | 'revision' | 'price'>,
  policy: () => FleetTerms,
  durations: TrialDurations = createTrialDurations(),
): AdmittedTrials {
  const shares = createFairShare(policy);
  /** Of each study that has any, by trial. */
  const entries = new Map<string, Map<string, Entry>>();
  const lanes = new Map<string, StudyLane>();
  /** Of each study that takes results of others: whose a trial of it may take. */
  const sources = new Map<string, (cell: TrialCell) => TrialName[]>();
  /** The pools that were connected when trials were admitted last. */
  let seenPools: readonly Pool[] = [];
  let lastRank = 0;
  let line: Line | null = null;
  /** To what is admitted, and to what is known of studies beside the index. */
  let changes = 0;

  const find = ({ studyId, trialId }: TrialName) => entries.get(studyId)?.get(trialId);
  const list = () => [...entries.values()].flatMap((ofStudy) => [...ofStudy.values()]);
  const countOf = (studyId: string) => entries.get(studyId)?.size ?? 0;

  /** Of those that were told of, the studies that are not over. */
  function openStudies(): [StudyRecord, StudyLane][] {
    return [...lanes].flatMap(([studyId, lane]): [StudyRecord, StudyLane][] => {
      const record = index.find(studyId);
      if (record?.finalState === null) return [[record, lane]];
      lanes.delete(studyId);
      sources.delete(studyId);
      return [];
    });
  }

  function enter(trial: Omit<AdmittedTrial, 'rank'>, rank: number, record: StudyRecord): Entry {
    const claim = claimOf(record.study);
    const { studyId, trialId } = trial;
    const seconds = expectedOf(record, trialId);
    const entry = { ...trial, rank, claim, seconds, secondsBefore: secondsOf(trial) };
    const ofStudy = entries.get(studyId) ?? new Map<string, Entry>();
    entries.set(studyId, ofStudy.set(trialId, entry));
    lastRank = Math.max(lastRank, rank);
    shares.charge(claim, seconds);
    changes += 1;
    return entry;
  }

  function expectedOf(record: StudyRecord, trialId: string): number {
    return durations.expected(record, record.trials.get(trialId)?.variant ?? '');
  }

  /** By what is known now. */
  function judge(entry: Entry): number {
    const record = index.find(entry.studyId);
    return record ? expectedOf(record, entry.trialId) : entry.seconds;
  }

  function recharge(entry: Entry): void {
    const seconds = judge(entry);
    shares.charge(entry.claim, seconds - entry.seconds);
    entry.seconds = seconds;
  }

  /** That a trial has taken of slots so far. */
  function secondsOf({ studyId, trialId }: TrialName): number {
    const trial = index.find(studyId)?.trials.get(trialId);
    return trial ? slotSeconds(trial, new Date()) : 0;
  }

  function letGo(entry: Entry): void {
    const { studyId, trialId } = entry;
    const ofStudy = entries.get(studyId);
    ofStudy?.delete(trialId);
    if (ofStudy?.size === 0) entries.delete(studyId);
    // What it has had, in place of what was expected.
    shares.charge(entry.claim, secondsOf(entry) - entry.secondsBefore - entry.seconds);
    changes += 1;
  }

  /** It may wait again. */
  function giveUp(entry: Entry): void {
    letGo(entry);
    lanes.get(entry.studyId)?.rewind();
  }

  function place(entry: Entry, { place, queue }: Pick<AdmittedTrial, 'place' | 'queue'>): void {
    if (entry.place === place && entry.queue === queue) return;
    [entry.place, entry.queue] = [place, queue];
    changes += 1;
  }

  function openShares(of: FairShare, studies: readonly (readonly [StudyRecord, StudyLane])[]) {
    const waiting = studies.filter(([record, lane]) => hasNext(record, lane));
    of.open([...waiting.map(([{ study }]) => claimOf(study)), ...list().map(({ claim }) => claim)]);
  }

  function hasNext(record: StudyRecord, lane: StudyLane): boolean {
    return !waitingOf(record, lane).next().done;
  }

  /** Those that may be admitted. */
  function* waitingOf(record: StudyRecord, lane: StudyLane) {
    for (const trial of allOf(record, lane)) if (!trial.isAwaiting) yield trial;
  }

  /** With those that another one is to have the result of. */
  function allOf(record: StudyRecord, lane: StudyLane) {
    const { studyId } = record.study;
    const ofStudy = entries.get(studyId);
    const sourcesOf = sources.get(studyId);
    return lane.waiting(record, {
      isTaken: (trialId) => ofStudy?.has(trialId) ?? false,
      isAwaiting: (trial) => sourcesOf?.(trial).some(isComing) ?? false,
    });
  }

  /** Whether a trial is to have its result soon: one that is not admitted may wait for long. */
  function isComing(trial: TrialName): boolean {
    const state = index.find(trial.studyId)?.trials.get(trial.trialId)?.state;
    return state === 'running' || (state === 'queued' && find(trial) !== undefined);
  }

  /** Whether, and why, a study may begin no other trial beside so many. */
  function holdOf(record: StudyRecord, inFlight: number): Hold | null {
    const { maxParallel = Infinity, studyId } = record.study;
    if (inFlight >= maxParallel) return 'max-parallel';
    if (!budgetOf(record)) return null;
    return fitsBudget(record, contextOf(studyId, inFlight)) ? null : 'budget';
  }

  function lineUp(
    studies: readonly (readonly [StudyRecord, StudyLane])[],
    of: FairShare,
    trialsOf: typeof allOf,
  ) {
    const places = studies.map(([record, lane]) => {
      const inFlight = countOf(record.study.studyId);
      return { record, rest: trialsOf(record, lane), inFlight };
    });
    return createWaitingLine(places, of);
  }

  /** Notes what the slot of a trial costs that has begun. */
  function notePrice({ studyId, trialId, queue }: Entry): void {
    const trial = index.find(studyId)?.trials.get(trialId);
    const labels = seenPools.find((pool) => pool.queue === queue)?.labels;
    if (!trial || !labels || trial.perSlotHour !== null || trial.startedAt === null) return;
    const price = priceFor(policy(), labels);
    if (price !== null) index.price({ studyId, trialId }, price);
  }

  function fill(pools: readonly Pool[]): Entry[] {
    seenPools = pools;
    const rooms = createPoolRooms(pools, list());
    if (!rooms.hasAny()) return [];
    const studies = openStudies();
    openShares(shares, studies);
    const waiting = lineUp(studies, shares, waitingOf);
    const admitted: Entry[] = [];
    while (rooms.hasAny()) {
      const next = waiting.next();
      if (!next) break;
      const { record, inFlight, studyId } = next;
      const { trialId } = next.trial;
      const queue = rooms.find(record.study);
      if (queue === undefined || holdOf(record, inFlight) !== null) {
        waiting.drop();
        continue;
      }
      rooms.take(queue);
      waiting.take(next);
      const trial = { studyId, trialId, queue, place: 'waiting' } as const;
      admitted.push(enter(trial, lastRank + 1, record));
    }
    return admitted;
  }

  function lookAhead(): TrialInLine[] {
    const ahead = shares.copy();
    const studies = openStudies();
    openShares(ahead, studies);
    const waiting = lineUp(studies, ahead, allOf);
    const later: TrialInLine[] = [];
    for (let next = waiting.next(); next; next = waiting.next()) {
      const { record, trial, inFlight, studyId } = next;
      const hold = trial.isAwaiting ? 'reuse' : holdOf(record, inFlight);
      later.push({ studyId, trialId: trial.trialId, hold });
      waiting.take(next);
      ahead.charge(next, durations.expected(record, trial.variant));
    }
    return [...byRank(list().filter(({ place }) => place !== 'active')).map(unheld), ...later];
  }

  function contextOf(studyId: string, inFlight: number): BudgetContext {
    const terms = policy();
    const study = index.find(studyId)?.study;
    const own = seenPools.filter((pool) => pool.slots > 0 && study && mayRunOn(pool, study));
    const prices = own.map(({ labels }) => priceFor(terms, labels) ?? 0);
    return {
      now: new Date(),
      pricePerHour: own.length > 0 ? Math.max(...prices) : terms.pricePerSlotHour,
      expectedSeconds: durations.known(studyId),
      inFlight,
    };
  }

  const waitingByRank = () => byRank(list().filter(({ place }) => place === 'waiting'));

  return {
    consider(studyId) {
      const record = index.find(studyId);
      if (record?.finalState !== null) return;
      const lane = lanes.get(studyId);
      lane?.rewind();
      changes += 1;
      if (lane) return;
      const { study } = record;
      lanes.set(studyId, createStudyLane(study));
      const others = (study.reuse ?? []).flatMap((other) => index.find(other)?.study ?? []);
      if (others.length > 0) sources.set(studyId, findAlikeTrials(study, others));
      durations.learn(record);
    },
    settle() {
      const unwanted: Entry[] = [];
      for (const entry of list()) {
        const record = index.find(entry.studyId);
        const trial = record?.trials.get(entry.trialId);
        if (trial?.state === 'queued') continue;
        notePrice(entry);
        if (trial?.state === 'running') {
          place(entry, { place: 'active', queue: entry.queue });
          continue;
        }
        if (record && trial) durations.add(record, trial);
        letGo(entry);
        // The worker that had it takes its job away.
        if (trial?.state !== 'succeeded' && trial?.state !== 'failed') unwanted.push(entry);
      }
      return unwanted;
    },
    fill,
    replan(pools) {
      const before = waitingByRank();
      for (const entry of before) giveUp(entry);
      for (const entry of list()) recharge(entry);
      lastRank = Math.max(0, ...list().map(({ rank }) => rank));
      const windows = pools.reduce((sum, { window }) => sum + window, 0);
      if (lastRank + windows > highestRank) lastRank = 0;
      const now = fill(pools);
      const earlier = new Map(before.map((entry) => [idOf(entry), entry]));
      const stays = (entry: Entry) => earlier.get(idOf(entry))?.queue === entry.queue;
      return {
        admitted: now.filter((entry) => !stays(entry)),
        moved: now.filter((entry) => {
          return stays(entry) && earlier.get(idOf(entry))?.rank !== entry.rank;
        }),
        withdrawn: before.filter((entry) => find(entry)?.queue !== entry.queue),
      };
    },
    isUneven(pools) {
      if (pools.length === 1) return false;
      const rooms = createPoolRooms(pools, list());
      const idle = pools.filter(({ queue }) => rooms.idleSlots(queue) > 0);
      if (idle.length === 0) return false;
      return waitingByRank().some(({ studyId, queue }) => {
        const study = index.find(studyId)?.study;
        const isServed = idle.some((pool) => pool.queue === queue);
        return !isServed && study !== undefined && idle.some((pool) => mayRunOn(pool, study));
      });
    },
    isMisjudged() {
      return list().some((entry) => {
        if (entry.place !== 'waiting') return false;
        const ratio = judge(entry) / entry.seconds;
        return ratio > misjudgedBy || ratio < 1 / misjudgedBy;
      });
    },
    found(job) {
      const known = find(job);
      if (known) place(known, job);
      const record = index.find(job.studyId);
      if (!known && record) enter(job, job.rank, record);
    },
    lost(trial) {
      const entry = find(trial);
      if (entry) giveUp(entry);
    },
    get: find,
    list,
    inLine() {
      const of = [index.revision, changes, policy()] as const;
      const now = performance.now();
      const isSame = line?.of.every((part, at) => part === of[at]);
      if (!line || (!isSame && now > line.untilMs)) {
        const trials = lookAhead();
        const tookMs = performance.now() - now;
        const isLong = trials.length > shortLine && tookMs > quickMs;
        const untilMs = isLong ? now + restsFor * tookMs : now;
        line = { of, trials, untilMs };
      }
      return line.trials;
    },
    leadOf: (study) => shares.leadOf(claimOf(study)),
    contextOf: (studyId) => contextOf(studyId, countOf(studyId)),
  };
}

/** All that wait, kept until something changes. */
interface Line {
  /** What it follows from. */
  readonly of: readonly unknown[];
  readonly trials: readonly TrialInLine[];
  /** Until then it is not looked up again, whatever changes. */
  readonly untilMs: number;
}

/** A line of more trials than these that takes longer than this to look up, … */
const shortLine = 5000;
const quickMs = 20;
/** … is looked up a tenth of the time at most: others are served in between. */
const restsFor = 9;

function byRank(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((a, b) => a.rank - b.rank);
}

function unheld({ studyId, trialId }: TrialName): TrialInLine {
  return { studyId, trialId, hold: null };
}

function idOf({ studyId, trialId }: TrialName): string {
  return `${studyId}/${trialId}`;
}
