import type { StudyEvent } from '@crossfold/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { followEvents } from '../api/follow-events.js';
import { useConnectionStore } from './connection.js';
import { createThrottle } from './throttle.js';

const refreshMs = 700;

/**
 * Asks anew for what is shown when something in it may have changed.
 *
 * @param keys first parts of the keys of the queries; the same array at each rendering
 * @param hasEpochs whether each epoch of a trial changes it
 * @returns why the server refuses, or null
 */
export function useFollowedQueries(keys: readonly string[], hasEpochs = false): Error | null {
  const connection = useConnectionStore();
  const queries = useQueryClient();
  const [refused, setRefused] = useState<Error | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const refetch = async () => {
      await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
      return null;
    };
    const refresh = createThrottle(() => void refetch(), refreshMs);
    const onEvent = ({ type }: StudyEvent) => {
      if (type === 'trial.progress' || (type === 'trial.epoch' && !hasEpochs)) return;
      refresh.request();
    };
    const following = followEvents({
      path: 'events',
      signal,
      load: refetch,
      onEvent,
      onConnection: (state) => {
        if (!signal.aborted) connection.show(state);
      },
    });
    following.catch((error: unknown) => {
      if (!signal.aborted) setRefused(error instanceof Error ? error : new Error(String(error)));
    });
    return () => {
      stop.abort();
      refresh.cancel();
      connection.show(null);
    };
  }, [connection, queries, keys, hasEpochs]);
  return refused;
}
