import { deferStore } from './defer-store.js';
import { createFileStore } from './file-store.js';
import type { ObjectStore } from './object-store.js';
import { openGatewayStore } from './open-gateway.js';
import type { GatewaySettings } from './gateway-settings.js';
import type { StoreSettings } from './store-settings.js';

/** Opens the store that the settings name. Nothing is contacted yet: `check` does that. */
export function openObjectStore(settings: StoreSettings | GatewaySettings): ObjectStore {
  if (settings.kind === 'file') return createFileStore(settings);
  if (settings.kind === 'gateway') return openGatewayStore(settings);
  // The SDK takes longer to load than everything else together.
  return deferStore(async () => (await import('./s3-store.js')).createS3Store(settings));
}
