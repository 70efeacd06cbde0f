import type { EpochRecord } from '@crossfold/contracts';
import { reduceHistory } from '@crossfold/contracts/page';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { trialMetricsQuery } from '../api/queries.js';
import { useStudy } from './use-study.js';

const nothing: readonly EpochRecord[] = [];

/** The epochs of a trial, those that end while one looks too; null until they are known. */
export function useTrialHistory(trialId: string): {
  readonly history: readonly EpochRecord[] | null;
  readonly error: Error | null;
} {
  const { store } = useStudy();
  const { data, error } = useQuery(trialMetricsQuery(store.studyId, trialId));
  const [live, setLive] = useState({ trialId, epochs: nothing, restartedAfter: Infinity });
  useEffect(
    () =>
      store.listen((event) => {
        if (!('trialId' in event) || event.trialId !== trialId) return;
        setLive((before) => {
          const mine =
            before.trialId === trialId
              ? before
              : { trialId, epochs: nothing, restartedAfter: Infinity };
          const epochs = reduceHistory(mine.epochs, event);
          const restartedAfter =
            event.type === 'trial.started' ? (event.resumedAfterEpoch ?? 0) : mine.restartedAfter;
          return { trialId, epochs, restartedAfter };
        });
      }),
    [store, trialId],
  );
  if (!data) return { history: null, error };
  if (live.trialId !== trialId) return { history: data.epochs, error };
  // Epochs that ended while the answer was under way came as events; a restart repeats some.
  const first = Math.min(live.epochs[0]?.epoch ?? Infinity, live.restartedAfter + 1);
  const before = data.epochs.filter(({ epoch }) => epoch < first);
  return { history: [...before, ...live.epochs], error };
}
