import { useMemo, useSyncExternalStore } from 'react';
import { parseViews, type SavedViews } from './saved-views.js';

const storageKey = 'crossfold.studies.views';
/** Of this tab; the event `storage` tells of other tabs alone. */
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}

/** Null also where the browser lets no page keep anything. */
function readKept(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

/** @returns false where the browser lets no page keep anything, or is full */
export function keepViews(next: SavedViews): boolean {
  try {
    localStorage.setItem(storageKey, JSON.stringify(next));
  } catch {
    return false;
  }
  for (const listener of listeners) listener();
  return true;
}

/** The views of the list of studies that this browser keeps. */
export function useSavedViews(): SavedViews {
  const json = useSyncExternalStore(subscribe, readKept);
  return useMemo(() => parseViews(json), [json]);
}
