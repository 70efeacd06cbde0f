import { AppError } from '@crossfold/contracts';

/**
 * Waits for work that has no state to save, such as decoding images. It goes on after a rejection,
 * until it is done or the process ends.
 *
 * @throws AppError INTERRUPTED as soon as the trial has to leave
 */
export function unlessLeaving<T>(leave: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onLeave = () => {
      reject(interrupted());
    };
    if (leave.aborted) onLeave();
    leave.addEventListener('abort', onLeave, { once: true });
    work.then(resolve, reject).finally(() => {
      leave.removeEventListener('abort', onLeave);
    });
  });
}

export function interrupted(): AppError {
  return new AppError('INTERRUPTED', 'the trial stopped at a step, as it was asked to');
}
