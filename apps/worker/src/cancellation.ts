import { objectPaths } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';

const pollMs = 1000;

/**
 * A signal that aborts when a study is cancelled. It polls the store, where the cancellation is a
 * record: a message could be missed while the connection is away. Call `stop` when done.
 */
export function watchCancellation(
  store: ObjectStore,
  studyId: string,
): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const timer = setInterval(() => {
    isCancelled(store, studyId).then(
      (cancelled) => {
        if (cancelled) controller.abort();
      },
      // The store is away: ask again at the next tick; the trial itself meets the fault if it lasts.
      () => undefined,
    );
  }, pollMs);
  return {
    signal: controller.signal,
    stop: () => {
      clearInterval(timer);
    },
  };
}

export async function isCancelled(store: ObjectStore, studyId: string): Promise<boolean> {
  return (await store.head(objectPaths.cancellation(studyId))) !== null;
}
