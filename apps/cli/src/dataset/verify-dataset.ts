import { AppError, records, sha256, type Manifest } from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { readBlob, type ObjectStore } from '@crossfold/storage';

/** A file of a data set that the store does not hold as the manifest says. */
interface DamagedFile {
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

/** Reads every file that a manifest names, also those that lie elsewhere, and hashes it. */
export async function verifyDataset(
  store: ObjectStore,
  manifestSha256: string,
  manifest: Manifest,
  onProgress: (done: number, total: number) => void,
): Promise<Verification> {
  const owners = ownersOfFiles(manifest);
  let done = 0;
  const kinds = await mapBounded([...owners], readsInFlight, async ([hash, imageIds]) => {
    const kind = await check(async () => sha256(await readBlob(store, hash)), hash);
    onProgress(++done, owners.size);
    return kind === 'intact' ? [] : [{ sha256: hash, kind, imageIds }];
  });
  const key = records.manifest.key({ sha256: manifestSha256 });
  const record = await check(async () => (await store.get(key)).sha256, manifestSha256);
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

async function check(
  readHash: () => Promise<string>,
  expectedSha256: string,
): Promise<'intact' | DamagedFile['kind']> {
  try {
    return (await readHash()) === expectedSha256 ? 'intact' : 'corrupt';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'OBJECT_MISSING') return 'missing';
    if (error.code === 'OBJECT_CORRUPT') return 'corrupt';
    throw error;
  }
}
