import { createFileStore } from './file-store.js';
import type { ObjectStore } from './object-store.js';
import { createS3Store } from './s3-store.js';
import type { StoreSettings } from './store-settings.js';

/** Opens the store that the settings name. Nothing is contacted yet: `check` does that. */
export function openObjectStore(settings: StoreSettings): ObjectStore {
  return settings.kind === 'file' ? createFileStore(settings) : createS3Store(settings);
}
