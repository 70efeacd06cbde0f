import type { AppError } from '@crossfold/contracts';
import type { TrialAttempt } from '@crossfold/training';
import type { SlotListener } from '../slot/run-in-process.js';
import { openTrialTrace } from '../traces/trial-trace.js';
import { createProgressLines } from '../trial-log/progress-lines.js';
import type { ProcessorContext } from './processor-context.js';
import { progressForwarder } from './progress-forwarder.js';

/** Tells events, figures, the log of the trial and its trace what an attempt does. */
export interface FollowedAttempt {
  readonly listener: SlotListener;
  /** @param error null where the trial has its result */
  end(error: AppError | null): void;
}

/** @param times of its job: when it was queued, and when it was taken; milliseconds since 1970 */
export function followAttempt(
  { config, events, metrics, trialLogs, traces }: ProcessorContext,
  attempt: TrialAttempt,
  times: { readonly queuedMs: number; readonly takenMs: number },
): FollowedAttempt {
  const worker = config.name;
  const forward = progressForwarder(events, { ...attempt, worker });
  const log = trialLogs.open(attempt);
  const trace = openTrialTrace(traces, { ...attempt, ...times, worker });
  const lineOf = createProgressLines();
  log.add('worker', `attempt ${attempt.attempt} at ${attempt.trialId} by ${worker}`);
  return {
    listener: {
      onProgress(progress) {
        metrics.progressed(progress);
        if (progress.type === 'member' || progress.type === 'explained') return;
        trace.progressed(progress);
        const line = lineOf(progress);
        if (line !== null) log.add('worker', line);
        forward(progress);
      },
      onStoreUse(use) {
        metrics.storeUsed(use);
        trace.storeUsed(use);
      },
      onLine: log.add,
    },
    end(error) {
      log.add('worker', error ? `ended: ${error.code}: ${error.message}` : 'succeeded');
      log.end();
      trace.end(error);
    },
  };
}
