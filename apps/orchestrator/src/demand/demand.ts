import {
  meetsRequirements,
  type FleetDemand,
  type Labels,
  type QueuedJob,
  type WaitReason,
} from '@crossfold/contracts';
import type { SeenWorker } from '@crossfold/queue';

/** Of a study, what decides which slots its trials want, and how many at once. */
export interface StudyWants {
  /** What it wants of a machine; without any, each does. */
  readonly requires?: Labels;
  /** Trials at once, at most; without it, all. */
  readonly maxParallel?: number;
  /** Trials that workers have. */
  readonly running: number;
}

/** What there is to do. */
export interface FleetWork {
  /** Each job that no worker has, and why it waits. */
  readonly waiting: readonly Pick<QueuedJob, 'studyId' | 'trialId' | 'reason'>[];
  /** Of each study that is not over. */
  readonly studies: ReadonlyMap<string, StudyWants>;
  /** Jobs that workers have, of all kinds. */
  readonly active: number;
  readonly workers: readonly Pick<SeenWorker, 'report'>[];
}

/** What a worker more would not begin. */
const held: ReadonlySet<WaitReason> = new Set(['paused', 'max-parallel']);

/**
 * How many slots have something to do, and how many there are. A job that is tried again soon counts:
 * a worker that is sent away meanwhile would have to be started again.
 *
 * @param labels of the workers that would be started: what may not run on them does not count. Null
 *   where all counts
 */
export function demandOf(work: FleetWork, labels: Labels | null): FleetDemand {
  const { studies, active, workers } = work;
  const open = work.waiting.filter(({ reason }) => !held.has(reason));
  const trials = countTrials(open);
  const ofStudies = [...studies].map(([studyId, wants]) => {
    const room = Math.max(0, (wants.maxParallel ?? Infinity) - wants.running);
    const own = trials.get(studyId) ?? 0;
    const waiting = Math.min(own, room);
    const isHere = labels === null || meetsRequirements(labels, wants.requires);
    return { running: wants.running, waiting, heldBack: own - waiting, isHere };
  });
  const here = ofStudies.filter(({ isHere }) => isHere);
  // What is no trial runs anywhere.
  const others = Math.max(0, active - sum(ofStudies.map(({ running }) => running)));
  const running = others + sum(here.map((study) => study.running));
  const waiting =
    open.filter(({ trialId }) => trialId === null).length + sum(here.map((study) => study.waiting));
  const takers = workers.flatMap(({ report }) => (report && !report.isDraining ? [report] : []));
  const alike = takers.filter((report) => meetsRequirements(report.labels ?? {}, labels ?? {}));
  const offeredSlots = sum(alike.map(({ slots }) => slots));
  const heldBack = work.waiting.length - open.length + sum(here.map((study) => study.heldBack));
  return { slots: running + waiting, running, waiting, heldBack, offeredSlots };
}

function countTrials(open: FleetWork['waiting']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { studyId, trialId } of open) {
    if (studyId !== null && trialId !== null) counts.set(studyId, (counts.get(studyId) ?? 0) + 1);
  }
  return counts;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
