import { desiredStateFor, type Control, type DesiredState } from '@crossfold/contracts';
import { readControl, type ObjectStore } from '@crossfold/storage';

const pollMs = 1000;

/** What is wanted of a study or a trial, as long as it is watched. */
export interface ControlWatch {
  /** Aborts when it is to end for good. */
  readonly cancel: AbortSignal;
  /** Aborts when a decision has ended it: the store has its end. */
  readonly stopped: AbortSignal;
  /** Aborts when it is to stop at its next step. */
  readonly pause: AbortSignal;
  /** @throws AppError STORE_UNAVAILABLE */
  read(): Promise<{ readonly control: Control; readonly desired: DesiredState }>;
  stop(): void;
}

/**
 * Polls the store, where what is wanted is a record: a message could be missed while the connection
 * is away. Call `stop` when done.
 *
 * @param trialId null for the study as a whole
 */
export function watchControl(
  store: ObjectStore,
  studyId: string,
  trialId: string | null,
): ControlWatch {
  const cancel = new AbortController();
  const stopped = new AbortController();
  const pause = new AbortController();
  const read = async () => {
    const control = await readControl(store, studyId);
    return {
      control,
      desired: trialId === null ? control.desired : desiredStateFor(control, trialId),
    };
  };
  const timer = setInterval(() => {
    read().then(
      ({ control, desired }) => {
        const own = trialId === null ? undefined : control.trials[trialId];
        if (own?.stopDecision !== undefined) stopped.abort();
        if (desired === 'cancel') cancel.abort();
        if (desired === 'pause') pause.abort();
      },
      // The store is away: ask again at the next tick; the trial itself meets the fault if it lasts.
      () => undefined,
    );
  }, pollMs);
  return {
    cancel: cancel.signal,
    stopped: stopped.signal,
    pause: pause.signal,
    read,
    stop: () => {
      clearInterval(timer);
    },
  };
}
