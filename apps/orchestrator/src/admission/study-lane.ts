import { priorityFor, type Study, type TrialCell } from '@crossfold/contracts';
import type { StudyRecord } from '@crossfold/study';
import { inQueueOrder } from './queue-order.js';

export interface WaitingTrial {
  readonly trialId: string;
  readonly variant: string;
  readonly priority: number;
  /** Whether it waits for a result that another trial is to have, too. */
  readonly isAwaiting: boolean;
}

/** What is known of a trial beside its record. */
export interface LaneLook {
  /** Whether it is admitted already. */
  readonly isTaken: (trialId: string) => boolean;
  /** Whether another trial that is admitted is to have the result that it would have. */
  readonly isAwaiting: (trial: TrialCell) => boolean;
}

/** The trials of a study in the order in which they are to begin. */
export interface StudyLane {
  /**
   * Those that wait for a slot. The trials before the first of them are not looked at again until
   * `rewind`.
   */
  waiting(record: StudyRecord, look: LaneLook): IterableIterator<WaitingTrial>;
  /** Says that a trial may wait again that did not. */
  rewind(): void;
}

export function createStudyLane(study: Study): StudyLane {
  const unchanged = inQueueOrder(study).map(({ trialId }) => trialId);
  let order: readonly string[] = unchanged;
  let orderedBy: StudyRecord['control']['trials'] | null = null;
  let first = 0;

  /** A command may have changed which comes first. */
  function reorder({ control }: StudyRecord): void {
    if (orderedBy === control.trials) return;
    orderedBy = control.trials;
    order = byPriority(control, unchanged);
    first = 0;
  }

  return {
    *waiting(record, { isTaken, isAwaiting }) {
      reorder(record);
      // Of one that is paused or cancelled, thousands would be looked at for nothing.
      if (record.tally.states.queued === 0) return;
      let isFirst = true;
      for (let at = first; at < order.length; at += 1) {
        const trialId = order[at] ?? '';
        const trial = record.trials.get(trialId);
        if (trial?.state !== 'queued' || isTaken(trialId)) continue;
        if (isFirst) first = at;
        isFirst = false;
        const priority = priorityFor(record.control, trialId);
        const { variant } = trial;
        yield { trialId, variant, priority, isAwaiting: isAwaiting(trial) };
      }
      if (isFirst) first = order.length;
    },
    rewind() {
      first = 0;
    },
  };
}

/** Stable: of the same priority, the order stays. */
function byPriority(control: StudyRecord['control'], order: readonly string[]): readonly string[] {
  const isOwn = Object.values(control.trials).some(({ priority }) => priority !== null);
  if (!isOwn) return order;
  return order.toSorted((a, b) => priorityFor(control, b) - priorityFor(control, a));
}
