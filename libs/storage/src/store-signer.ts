import type { WriteCondition } from './object-store.js';
import type { StoreSettings } from './store-settings.js';

/** A request to the store that whoever has it may send, as it is and for some minutes. */
export interface SignedRequest {
  readonly url: string;
  /** That have to be sent with it: they are signed too. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SignedBody {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Signs requests to a bucket, for those who have no credentials of it. */
export interface StoreSigner {
  signRead(key: string): Promise<SignedRequest>;
  /** Good for this body alone: its length and its SHA-256 are signed, and so is the condition. */
  signWrite(key: string, body: SignedBody, condition: WriteCondition): Promise<SignedRequest>;
  close(): void;
}

/**
 * @param lifetimeSeconds for which a request can be sent
 * @returns null where the store is a folder, which nobody can be let into for a moment
 */
export function openStoreSigner(
  settings: StoreSettings,
  lifetimeSeconds = 300,
): StoreSigner | null {
  if (settings.kind === 'file') return null;
  let opened: Promise<StoreSigner> | undefined;
  // The SDK takes long to load.
  const signer = () =>
    (opened ??= import('./s3-signer.js').then(({ createS3Signer }) =>
      createS3Signer(settings, lifetimeSeconds),
    ));
  return {
    signRead: async (key) => (await signer()).signRead(key),
    signWrite: async (...args) => (await signer()).signWrite(...args),
    close: () => void opened?.then((made) => made.close()),
  };
}
