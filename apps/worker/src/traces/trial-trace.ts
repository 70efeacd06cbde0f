import type { AppError } from '@crossfold/contracts';
import type { TracedSpan, Traces } from '@crossfold/logging/traces';
import type { TrialAttempt } from '@crossfold/training';
import type { RunProgress } from '@crossfold/training/tensorflow';
import type { StoreUse } from '../slot/store-use.js';

/** What an attempt at a trial has done, as a span with its parts; told when it is over. */
export interface TrialTrace {
  progressed(progress: RunProgress): void;
  storeUsed(use: StoreUse): void;
  /** @param error null where the trial has its result */
  end(error: AppError | null): void;
}

/** Operations of the store that are told one by one: a trial may read ten thousand images. */
const maxOperations = 200;

export interface TracedAttempt extends TrialAttempt {
  readonly worker: string;
  /** When its job was queued, and when it was taken; milliseconds since 1970. */
  readonly queuedMs: number;
  readonly takenMs: number;
}

/** @param traces null where nobody receives them: then nothing is kept */
export function openTrialTrace(traces: Traces | null, attempt: TracedAttempt): TrialTrace {
  if (traces === null) return noTrace;
  const { studyId, trialId, worker, queuedMs, takenMs } = attempt;
  const attributes = {
    'crossfold.trial_id': trialId,
    'crossfold.attempt': attempt.attempt,
    'crossfold.worker': worker,
  };
  traces.add(studyId, { name: 'queued', startMs: queuedMs, endMs: takenMs, attributes });
  const children: TracedSpan[] = [];
  let partMs = takenMs;
  let operations = 0;
  const endPart = (name: string, more: TracedSpan['attributes'] = {}) => {
    const endMs = Date.now();
    children.push({ name, startMs: partMs, endMs, attributes: more });
    partMs = endMs;
  };
  return {
    progressed(progress) {
      if (progress.type === 'started') endPart('prepare');
      else if (progress.type === 'epoch') {
        endPart('epoch', { 'crossfold.epoch': progress.record.epoch });
      } else if (progress.type === 'checkpoint') {
        const endMs = Date.now();
        const startMs = endMs - 1000 * progress.seconds;
        children.push({ name: 'checkpoint', startMs, endMs, attributes: {} });
      }
    },
    storeUsed(use) {
      for (const [operation, seconds, code, endMs] of use.operations) {
        operations += 1;
        if (operations > maxOperations) continue;
        const span = { name: `store ${operation}`, startMs: endMs - 1000 * seconds, endMs };
        const failed = code === null ? {} : { 'error.type': code };
        children.push({ ...span, attributes: failed });
      }
    },
    end(error) {
      traces.add(studyId, {
        name: 'trial',
        startMs: takenMs,
        endMs: Date.now(),
        attributes: { ...attributes, 'crossfold.store_operations': operations },
        children,
        ...(error && { error: { code: error.code, message: error.message } }),
      });
    },
  };
}

const noTrace: TrialTrace = {
  progressed: () => undefined,
  storeUsed: () => undefined,
  end: () => undefined,
};
