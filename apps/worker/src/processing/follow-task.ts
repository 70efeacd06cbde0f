import type { AppError, TaskKind } from '@crossfold/contracts';
import type { TrialAttempt } from '@crossfold/training';
import type { SlotListener } from '../slot/run-in-process.js';
import type { StoreUse } from '../slot/store-use.js';
import type { TaskOrder, TaskProgress } from '../tasks/task-row.js';
import { openTrialTrace } from '../traces/trial-trace.js';
import { createProgressLines } from '../trial-log/progress-lines.js';
import type { LineSource } from '../trial-log/trial-logs.js';
import type { ProcessorContext } from './processor-context.js';

/** What a process tells of its task goes to whoever follows that. */
export interface FollowedTask {
  readonly listener: SlotListener;
  /** @param error null where the task has its result */
  end(error: AppError | null): void;
}

/** When a job was queued, and when it was taken; milliseconds since 1970. */
interface JobTimes {
  readonly queuedMs: number;
  readonly takenMs: number;
}

/**
 * Tells figures of every task; of an attempt at a trial its log and its trace, too.
 *
 * @param tell takes the progress of this kind of task
 */
export function followTask(
  context: ProcessorContext,
  order: TaskOrder<TaskKind>,
  times: JobTimes,
  tell: (progress: TaskProgress) => void,
): FollowedTask {
  const { metrics } = context;
  const attempt = 'attempt' in order ? followAttempt(context, order, times) : null;
  return {
    listener: {
      onProgress(progress) {
        metrics.progressed(progress);
        attempt?.progressed(progress);
        tell(progress);
      },
      onStoreUse(use) {
        metrics.storeUsed(use);
        attempt?.storeUsed(use);
      },
      onLine: (source, line) => attempt?.printed(source, line),
    },
    end: (error) => attempt?.end(error),
  };
}

function followAttempt(
  { config, trialLogs, traces }: ProcessorContext,
  attempt: TrialAttempt,
  times: JobTimes,
) {
  const worker = config.name;
  const log = trialLogs.open(attempt);
  const trace = openTrialTrace(traces, { ...attempt, ...times, worker });
  const lineOf = createProgressLines();
  log.add('worker', `attempt ${attempt.attempt} at ${attempt.trialId} by ${worker}`);
  return {
    progressed(progress: TaskProgress) {
      if (progress.type === 'member' || progress.type === 'explained') return;
      trace.progressed(progress);
      const line = lineOf(progress);
      if (line !== null) log.add('worker', line);
    },
    storeUsed(use: StoreUse) {
      trace.storeUsed(use);
    },
    printed(source: LineSource, line: string) {
      log.add(source, line);
    },
    end(error: AppError | null) {
      log.add('worker', error ? `ended: ${error.code}: ${error.message}` : 'succeeded');
      log.end();
      trace.end(error);
    },
  };
}
