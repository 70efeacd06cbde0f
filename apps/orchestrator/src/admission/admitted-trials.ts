import type { FleetTerms, Study } from '@crossfold/contracts';
import {
  fitsBudget,
  slotSeconds,
  type BudgetContext,
  type StudyIndex,
  type StudyRecord,
} from '@crossfold/study';
import { claimOf } from './claim.js';
import { createFairShare, type Claim, type FairShare } from './fair-share.js';
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

/** A trial that waits for a slot, whether it has a job or not. */
export type TrialInLine = Pick<AdmittedTrial, 'studyId' | 'trialId'>;

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
  /** Takes note of a job that is in the queue. */
  found(job: AdmittedTrial): void;
  /** Takes note that a trial has no job. */
  lost(trial: TrialInLine): void;
  get(trial: TrialInLine): AdmittedTrial | undefined;
  list(): readonly AdmittedTrial[];
  /** All that wait for a slot, in the order in which they are to begin unless something changes. */
  inLine(): TrialInLine[];
  /** How many trials of each study have a job. */
  countByStudy(): ReadonlyMap<string, number>;
  /** What the budget of a study is judged by. */
  contextOf(studyId: string): BudgetContext;
}

type Entry = { -readonly [K in keyof AdmittedTrial]: AdmittedTrial[K] } & {
  readonly claim: Claim;
  /** That it was charged for. */
  readonly seconds: number;
};

/** BullMQ keeps a priority in 21 bits. */
const highestRank = 2 ** 21 - 1;

export function createAdmittedTrials(
  index: Pick<StudyIndex, 'find'>,
  policy: () => FleetTerms,
  durations: TrialDurations = createTrialDurations(),
): AdmittedTrials {
  const shares = createFairShare(policy);
  const entries = new Map<string, Entry>();
  const lanes = new Map<string, StudyLane>();
  let lastRank = 0;

  const isAdmitted = (studyId: string, trialId: string) => entries.has(`${studyId}/${trialId}`);

  /** Of those that were told of, the studies that are not over. */
  function openStudies(): [StudyRecord, StudyLane][] {
    return [...lanes].flatMap(([studyId, lane]): [StudyRecord, StudyLane][] => {
      const record = index.find(studyId);
      if (record?.finalState === null) return [[record, lane]];
      lanes.delete(studyId);
      return [];
    });
  }

  function enter(trial: Omit<AdmittedTrial, 'rank'>, rank: number, study: Study): Entry {
    const claim = claimOf(study);
    const seconds = durations.expected(trial.studyId);
    const entry = { ...trial, rank, claim, seconds };
    entries.set(idOf(trial), entry);
    lastRank = Math.max(lastRank, rank);
    shares.charge(claim, seconds);
    return entry;
  }

  function letGo(entry: Entry, usedSeconds = 0): void {
    entries.delete(idOf(entry));
    shares.charge(entry.claim, usedSeconds - entry.seconds);
    lanes.get(entry.studyId)?.rewind();
  }

  function countByStudy(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { studyId } of entries.values()) counts.set(studyId, (counts.get(studyId) ?? 0) + 1);
    return counts;
  }

  function openShares(of: FairShare, studies: readonly (readonly [StudyRecord, StudyLane])[]) {
    const waiting = studies.filter(([record, lane]) => hasNext(record, lane));
    of.open([
      ...waiting.map(([{ study }]) => claimOf(study)),
      ...[...entries.values()].map(({ claim }) => claim),
    ]);
  }

  function hasNext(record: StudyRecord, lane: StudyLane): boolean {
    const { studyId } = record.study;
    return !lane.waiting(record, (trialId) => isAdmitted(studyId, trialId)).next().done;
  }

  function fill(pools: readonly Pool[]): Entry[] {
    const rooms = createPoolRooms(pools, entries.values());
    if (!rooms.hasAny()) return [];
    const studies = openStudies();
    openShares(shares, studies);
    const counts = countByStudy();
    const line = createWaitingLine(studies, shares, isAdmitted, counts, (record) => {
      const { study } = record;
      const { maxParallel = Infinity, studyId } = study;
      const inFlight = counts.get(studyId) ?? 0;
      if (inFlight >= maxParallel || rooms.find(study) === undefined) return false;
      return fitsBudget(record, contextOf(studyId, inFlight));
    });
    const admitted: Entry[] = [];
    while (rooms.hasAny()) {
      const next = line.take();
      if (!next) break;
      const { study } = next.record;
      const { studyId } = study;
      const queue = rooms.find(study);
      if (queue === undefined) break;
      rooms.take(queue);
      const trial = { studyId, trialId: next.trialId, queue, place: 'waiting' } as const;
      admitted.push(enter(trial, lastRank + 1, study));
      counts.set(studyId, (counts.get(studyId) ?? 0) + 1);
    }
    return admitted;
  }

  function contextOf(studyId: string, inFlight: number): BudgetContext {
    const { pricePerSlotHour: pricePerHour } = policy();
    return { now: new Date(), pricePerHour, expectedSeconds: durations.known(studyId), inFlight };
  }

  function waitingByRank(): Entry[] {
    const waiting = [...entries.values()].filter(({ place }) => place === 'waiting');
    return waiting.sort((a, b) => a.rank - b.rank);
  }

  return {
    consider(studyId) {
      const record = index.find(studyId);
      if (record?.finalState !== null) return;
      const lane = lanes.get(studyId);
      lane?.rewind();
      if (lane) return;
      lanes.set(studyId, createStudyLane(record.study));
      durations.learn(record);
    },
    settle() {
      const unwanted: Entry[] = [];
      for (const entry of entries.values()) {
        const trial = index.find(entry.studyId)?.trials.get(entry.trialId);
        if (trial?.state === 'queued') continue;
        if (trial?.state === 'running') {
          entry.place = 'active';
          continue;
        }
        if (trial) durations.add(entry.studyId, trial);
        letGo(entry, trial && slotSeconds(trial, new Date()));
        // The worker that had it takes its job away.
        if (trial?.state !== 'succeeded' && trial?.state !== 'failed') unwanted.push(entry);
      }
      return unwanted;
    },
    fill,
    replan(pools) {
      const before = waitingByRank();
      for (const entry of before) letGo(entry);
      lastRank = Math.max(0, ...[...entries.values()].map(({ rank }) => rank));
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
        withdrawn: before.filter((entry) => entries.get(idOf(entry))?.queue !== entry.queue),
      };
    },
    isUneven(pools) {
      if (pools.length === 1) return false;
      const rooms = createPoolRooms(pools, entries.values());
      const idle = pools.filter(({ queue }) => rooms.idleSlots(queue) > 0);
      if (idle.length === 0) return false;
      return waitingByRank().some(({ studyId, queue }) => {
        const study = index.find(studyId)?.study;
        const isServed = idle.some((pool) => pool.queue === queue);
        return !isServed && study !== undefined && idle.some((pool) => mayRunOn(pool, study));
      });
    },
    found(job) {
      const known = entries.get(idOf(job));
      if (known) [known.place, known.queue] = [job.place, job.queue];
      const study = index.find(job.studyId)?.study;
      if (!known && study) enter(job, job.rank, study);
    },
    lost(trial) {
      const entry = entries.get(idOf(trial));
      if (entry) letGo(entry);
    },
    get: (trial) => entries.get(idOf(trial)),
    list: () => [...entries.values()],
    inLine() {
      const ahead = shares.copy();
      const studies = openStudies();
      openShares(ahead, studies);
      const counts = countByStudy();
      const line = createWaitingLine(studies, ahead, isAdmitted, counts);
      const later: TrialInLine[] = [];
      for (let next = line.take(); next; next = line.take()) {
        const { study } = next.record;
        ahead.charge(claimOf(study), durations.expected(study.studyId));
        counts.set(study.studyId, (counts.get(study.studyId) ?? 0) + 1);
        later.push({ studyId: study.studyId, trialId: next.trialId });
      }
      return [...waitingByRank(), ...later];
    },
    countByStudy,
    contextOf: (studyId) => contextOf(studyId, countByStudy().get(studyId) ?? 0),
  };
}

function idOf({ studyId, trialId }: TrialInLine): string {
  return `${studyId}/${trialId}`;
}
