import { priorityFor, type Study } from '@crossfold/contracts';
import type { StudyRecord } from '@crossfold/study';
import { inQueueOrder } from './queue-order.js';

export interface WaitingTrial {
  readonly trialId: string;
  readonly priority: number;
}

/** The trials of a study in the order in which they are to begin. */
export interface StudyLane {
  /**
   * Those that wait for nothing but a slot. The trials before the first of them are not looked at again
   * until `rewind`.
   *
   * @param isTaken whether a trial is admitted already
   */
  waiting(record: StudyRecord, isTaken: (trialId: string) => boolean): Iterator<WaitingTrial>;
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
    *waiting(record, isTaken) {
      reorder(record);
      let isFirst = true;
      for (let at = first; at < order.length; at += 1) {
        const trialId = order[at] ?? '';
        if (record.trials.get(trialId)?.state !== 'queued' || isTaken(trialId)) continue;
        if (isFirst) first = at;
        isFirst = false;
        yield { trialId, priority: priorityFor(record.control, trialId) };
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
