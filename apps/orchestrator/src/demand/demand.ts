import type { FleetDemand, QueuedJob, WaitReason } from '@crossfold/contracts';
import type { SeenWorker } from '@crossfold/queue';

/** What there is to do, whoever decides what runs next. */
export interface FleetWork {
  /** Jobs that workers have. */
  readonly running: number;
  readonly waiting: readonly Pick<QueuedJob, 'reason'>[];
  readonly workers: readonly Pick<SeenWorker, 'report'>[];
}

/** What a worker more would not begin. */
const heldBack: readonly WaitReason[] = ['paused', 'max-parallel'];

/**
 * How many slots have something to do, and how many there are. A job that is tried again soon counts:
 * a worker that is sent away meanwhile would have to be started again.
 */
export function demandOf({ running, waiting, workers }: FleetWork): FleetDemand {
  const wanted = waiting.filter(({ reason }) => !heldBack.includes(reason)).length;
  const offered = workers.map(({ report }) => (report && !report.isDraining ? report.slots : 0));
  return {
    slots: running + wanted,
    running,
    waiting: wanted,
    heldBack: waiting.length - wanted,
    offeredSlots: offered.reduce((sum, slots) => sum + slots, 0),
  };
}
