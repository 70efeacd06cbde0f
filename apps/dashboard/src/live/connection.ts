import type { StreamState } from '@crossfold/client/events';
import { createContext, useContext, useSyncExternalStore } from 'react';

/** Whether what is shown is live; null where there is nothing to follow. */
export interface ConnectionStore {
  readonly snapshot: () => StreamState | null;
  readonly subscribe: (listener: () => void) => () => void;
  readonly show: (connection: StreamState | null) => void;
}

export function createConnectionStore(): ConnectionStore {
  const listeners = new Set<() => void>();
  let current: StreamState | null = null;
  return {
    snapshot: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    show(connection) {
      current = connection;
      for (const listener of listeners) listener();
    },
  };
}

const ConnectionContext = createContext<ConnectionStore | null>(null);
export const ConnectionProvider = ConnectionContext.Provider;

export function useConnectionStore(): ConnectionStore {
  const store = useContext(ConnectionContext);
  if (!store) throw new Error('expected a ConnectionProvider around the page, got none');
  return store;
}

export function useConnection(): StreamState | null {
  const { subscribe, snapshot } = useConnectionStore();
  return useSyncExternalStore(subscribe, snapshot);
}
