import { AppError } from '@crossfold/contracts';

/** How long tasks have met a store or a queue that is away, or that refuses them. */
export interface Outages {
  /**
   * A refusal of the store may pass: a key is being replaced, a policy or a mount is on its way. Until
   * the same task has been refused for as long as the worker is told to wait, it is an outage.
   */
  judge(taskId: string, error: AppError): AppError;
  /** The pause before the next try: a part of the time that it has lasted. */
  delayMs(taskId: string): number;
  /** The task has got further, or has its end. */
  forget(taskId: string): void;
}

const [shortestMs, longestMs] = [5_000, 60_000];
const shareOfOutage = 0.25;

/** @param now in ms, of a clock that is not set */
export function createOutages(refusalLimitMs: number, now = () => performance.now()): Outages {
  const begun = new Map<string, { readonly refusal: boolean; readonly atMs: number }>();

  function since(taskId: string, refusal: boolean): number {
    const known = begun.get(taskId);
    if (known?.refusal === refusal) return now() - known.atMs;
    begun.set(taskId, { refusal, atMs: now() });
    return 0;
  }

  return {
    judge(taskId, error) {
      if (error.code === 'STORE_UNAVAILABLE') since(taskId, false);
      if (error.code !== 'STORE_REFUSED') return error;
      const { message, remedy, problems } = error;
      const refusedMs = since(taskId, true);
      if (refusedMs < refusalLimitMs) {
        const left = Math.ceil((refusalLimitMs - refusedMs) / 1000);
        const text = `${message}; it is asked again for ${left} s more`;
        return asOutage(new AppError('STORE_REFUSED', text, { remedy, problems, cause: error }));
      }
      return new AppError('STORE_REFUSED', `${message}, for ${seconds(refusedMs)} s`, {
        remedy: `${remedy} Then try again with "crossfold study retry".`,
        problems,
        cause: error,
      });
    },
    delayMs(taskId) {
      const lastedMs = now() - (begun.get(taskId)?.atMs ?? now());
      return Math.min(longestMs, Math.max(shortestMs, shareOfOutage * lastedMs));
    },
    forget(taskId) {
      begun.delete(taskId);
    },
  };
}

/** A refusal as an outage, whose end cannot be written for it. */
export function asOutage(error: AppError): AppError {
  if (error.code !== 'STORE_REFUSED') return error;
  const { message, remedy, problems } = error;
  return new AppError('STORE_UNAVAILABLE', message, { remedy, problems, cause: error });
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
