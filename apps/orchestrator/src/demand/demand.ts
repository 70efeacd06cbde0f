import { desiredStateFor, type FleetDemand } from '@crossfold/contracts';
import type { SeenWorker } from '@crossfold/queue';
import type { StudyIndex } from '@crossfold/study';
import { nameOfJob } from '../queue/queue-page.js';
import type { WaitingJob } from '../queue/waiting-jobs.js';

/** What there is to do, whoever decides what runs next. */
export interface FleetWork {
  /** Jobs that workers have. */
  readonly running: number;
  /** Of each job that no worker has, whether it is to run: not so what is paused or cancelled. */
  readonly waiting: readonly { readonly isWanted: boolean }[];
  readonly workers: readonly Pick<SeenWorker, 'report'>[];
}

/**
 * How many slots have something to do, and how many there are. A job that is tried again soon counts:
 * a worker that is sent away meanwhile would have to be started again.
 */
export function demandOf({ running, waiting, workers }: FleetWork): FleetDemand {
  const wanted = waiting.filter(({ isWanted }) => isWanted).length;
  const offered = workers.map(({ report }) => (report && !report.isDraining ? report.slots : 0));
  return {
    slots: running + wanted,
    running,
    waiting: wanted,
    heldBack: waiting.length - wanted,
    offeredSlots: offered.reduce((sum, slots) => sum + slots, 0),
  };
}

/** Jobs of the queue, each with what is wanted of it. One that is none of ours is left out. */
export function wantedOf(
  jobs: readonly WaitingJob[],
  index: Pick<StudyIndex, 'find'>,
): FleetWork['waiting'] {
  return jobs.flatMap(({ id }) => {
    const named = nameOfJob(id);
    if (!named) return [];
    const { studyId, trialId } = named;
    const control = studyId === null ? undefined : index.find(studyId)?.control;
    const isTrial = control !== undefined && trialId !== null;
    return [{ isWanted: !isTrial || desiredStateFor(control, trialId) === 'run' }];
  });
}
