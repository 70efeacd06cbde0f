import { deferStore } from './defer-store.js';
import { createFileStore } from './file-store.js';
import type { ObjectStore } from './object-store.js';
import type { StoreSettings } from './store-settings.js';

/** Opens the store that the settings name. Nothing is contacted yet: `check` does that. */
export function openObjectStore(settings: StoreSettings): ObjectStore {
  if (settings.kind === 'file') return createFileStore(settings);
  // The SDK takes longer to load than everything else together.
  return deferStore(async () => (await import('./s3-store.js')).createS3Store(settings));
}
