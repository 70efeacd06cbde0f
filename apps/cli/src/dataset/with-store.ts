import { openObjectStore, type ObjectStore } from '@crossfold/storage';
import { storeSettings } from '../config.js';
import type { CommandContext } from '../context.js';

/** Opens the store for the time of `work`. */
export async function withStore<T>(
  { config }: CommandContext,
  work: (store: ObjectStore) => Promise<T>,
): Promise<T> {
  const store = openObjectStore(storeSettings(config));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
