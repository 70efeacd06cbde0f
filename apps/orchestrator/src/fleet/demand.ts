import {
  meetsRequirements,
  type FleetDemand,
  type Labels,
  type WaitReason,
} from '@crossfold/contracts';
import type { SeenWorker } from '@crossfold/queue';
import type { QueuePlace } from '../queue/queue-page.js';

/** What there is to do. */
export interface FleetWork {
  /** Each job that no worker has, and why it waits. */
  readonly waiting: readonly QueuePlace[];
  /** Of each study that is not over: its trials that workers have, and what it wants of a machine. */
  readonly studies: ReadonlyMap<string, { readonly running: number; readonly requires?: Labels }>;
  /** Jobs that workers have, of all kinds. */
  readonly active: number;
  readonly workers: readonly Pick<SeenWorker, 'report'>[];
}

/** What a worker more would not begin. */
const held: ReadonlySet<WaitReason> = new Set(['paused', 'max-parallel', 'budget', 'reuse']);

/**
 * How many slots have something to do, and how many there are. A job that is tried again soon counts:
 * a worker that is sent away meanwhile would have to be started again.
 *
 * @param labels of the workers that would be started: what may not run on them does not count. Null
 *   where all counts
 */
export function demandOf(work: FleetWork, labels: Labels | null): FleetDemand {
  const { studies, active, workers } = work;
  const here = new Map(
    [...studies].map(([studyId, { requires }]) => [
      studyId,
      labels === null || meetsRequirements(labels, requires),
    ]),
  );
  // What is no trial runs anywhere.
  const mayRun = ({ studyId, trialId }: QueuePlace) =>
    trialId === null || here.get(studyId ?? '') !== false;
  const wanted = work.waiting.filter(mayRun);
  const heldBack = wanted.filter(({ reason }) => held.has(reason)).length;
  const waiting = wanted.length - heldBack;
  const elsewhere = [...studies].filter(([studyId]) => here.get(studyId) === false);
  const running = Math.max(0, active - sum(elsewhere.map(([, study]) => study.running)));
  const takers = workers.flatMap(({ report }) => (report && !report.isDraining ? [report] : []));
  const alike = takers.filter((report) => meetsRequirements(report.labels ?? {}, labels ?? {}));
  const offeredSlots = sum(alike.map(({ slots }) => slots));
  return { slots: running + waiting, running, waiting, heldBack, offeredSlots };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
