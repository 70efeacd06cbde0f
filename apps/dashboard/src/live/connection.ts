import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Connection } from '../api/follow-events.js';

/** Whether what is shown is live; null where there is nothing to follow. */
export interface ConnectionStore {
  readonly snapshot: () => Connection | null;
  readonly subscribe: (listener: () => void) => () => void;
  readonly show: (connection: Connection | null) => void;
}

export function createConnectionStore(): ConnectionStore {
  const listeners = new Set<() => void>();
  let current: Connection | null = null;
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

export function useConnection(): Connection | null {
  const { subscribe, snapshot } = useConnectionStore();
  return useSyncExternalStore(subscribe, snapshot);
}
