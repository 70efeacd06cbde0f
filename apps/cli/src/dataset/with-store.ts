import { openObjectStore, type ObjectStore } from '@crossfold/storage';
import { storeSettings } from '../process/config.js';
import type { CommandContext } from '../process/context.js';
import { assertState, nameState } from '../process/state-folder.js';

/**
 * Opens the store for the time of `work`.
 *
 * @param makesState whether a state folder is made where there is none; else there is nothing to read
 * @throws AppError NOT_FOUND without a state folder; what `work` does not find names the store
 */
export async function withStore<T>(
  context: CommandContext,
  work: (store: ObjectStore) => Promise<T>,
  { makesState = false }: { readonly makesState?: boolean } = {},
): Promise<T> {
  const settings = storeSettings(context.config);
  const { homeDir } = context.config;
  if (!makesState) assertState(context.config);
  if (settings.kind === 'file' && settings.dir.startsWith(homeDir)) context.tellStateFolder();
  const store = openObjectStore(settings);
  try {
    return await nameState(context.config, () => work(store));
  } finally {
    await store.close();
  }
}
