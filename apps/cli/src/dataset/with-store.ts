import { openObjectStore, type ObjectStore } from '@crossfold/storage';
import { storeSettings } from '../config.js';
import type { CommandContext } from '../context.js';

/** Opens the store for the time of `work`. */
export async function withStore<T>(
  context: CommandContext,
  work: (store: ObjectStore) => Promise<T>,
): Promise<T> {
  const settings = storeSettings(context.config);
  const { homeDir } = context.config;
  if (settings.kind === 'file' && settings.dir.startsWith(homeDir)) context.tellStateFolder();
  const store = openObjectStore(settings);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
