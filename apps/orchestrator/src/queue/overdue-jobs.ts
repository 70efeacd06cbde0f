import { pausedDelayMs } from '@crossfold/contracts';

/** A job as it was looked at. */
interface Sleeper {
  readonly id: string;
  /** 0 where it does not sleep. */
  readonly delay: number;
  promote(): Promise<void>;
}

/** Beyond its delay; a job may also be asleep for another time when it is looked at again. */
const patienceMs = 10_000;

export interface OverdueJobs {
  /** Wakes a job that has slept for longer than it was to; to be asked at each look at the queue. */
  wake(job: Sleeper): Promise<void>;
}

/**
 * A job between two attempts sleeps until a moment of the wall clock. Where that clock is set back
 * by hours, the job would sleep for hours: how long it has slept is measured by another clock, which
 * nobody can set.
 */
export function watchOverdueJobs(now: () => number = () => performance.now()): OverdueJobs {
  const asleepSince = new Map<string, number>();
  return {
    async wake(job) {
      const { id, delay } = job;
      // One that is paused sleeps until it is wanted.
      if (delay === 0 || delay >= pausedDelayMs / 2) {
        asleepSince.delete(id);
        return;
      }
      const since = asleepSince.get(id) ?? now();
      asleepSince.set(id, since);
      if (now() - since <= delay + patienceMs) return;
      asleepSince.delete(id);
      // It may have woken up meanwhile.
      await job.promote().catch(() => undefined);
    },
  };
}
