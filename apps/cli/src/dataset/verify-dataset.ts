import { AppError, objectPaths, sha256, type Manifest } from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import type { ObjectStore } from '@crossfold/storage';

/** A file of a data set that the store does not hold as the manifest says. */
export interface DamagedFile {
  readonly sha256: string;
  readonly kind: 'missing' | 'corrupt';
  /** Whose image or mask it is. */
  readonly imageIds: readonly string[];
}

export interface Verification {
  /** The bytes of the manifest are those that its name promises. */
  readonly manifestIntact: boolean;
  /** Files compared, each once although several images may share it. */
  readonly files: number;
  readonly damaged: readonly DamagedFile[];
}

const readsInFlight = 4;

/** Reads every file that a manifest names, and hashes it. */
export async function verifyDataset(
  store: ObjectStore,
  manifestSha256: string,
  manifest: Manifest,
  onProgress: (done: number, total: number) => void,
): Promise<Verification> {
  const owners = ownersOfFiles(manifest);
  let done = 0;
  const kinds = await mapBounded([...owners], readsInFlight, async ([hash, imageIds]) => {
    const kind = await checkObject(store, objectPaths.blob(hash), hash);
    onProgress(++done, owners.size);
    return kind === 'intact' ? [] : [{ sha256: hash, kind, imageIds }];
  });
  const record = await checkObject(store, objectPaths.manifest(manifestSha256), manifestSha256);
  return { manifestIntact: record === 'intact', files: owners.size, damaged: kinds.flat() };
}

/** Hashes of all files of a manifest, images and masks, with the images that use each. */
export function ownersOfFiles({ images }: Manifest): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const { imageId, sha256: image, maskSha256 } of images) {
    for (const hash of maskSha256 === null ? [image] : [image, maskSha256]) {
      owners.set(hash, [...(owners.get(hash) ?? []), imageId]);
    }
  }
  return owners;
}

async function checkObject(
  store: ObjectStore,
  key: string,
  expectedSha256: string,
): Promise<'intact' | DamagedFile['kind']> {
  try {
    const { bytes } = await store.get(key);
    return sha256(bytes) === expectedSha256 ? 'intact' : 'corrupt';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'OBJECT_MISSING') return 'missing';
    if (error.code === 'OBJECT_CORRUPT') return 'corrupt';
    throw error;
  }
}
