import {
  AppError,
  byteObjects,
  describeFileFault,
  readNamedFile,
  records,
  sha256,
  type FileReference,
} from '@crossfold/contracts';
import { readRecordIfThere } from './records.js';
import type { ObjectStore } from './object-store.js';

/**
 * The bytes of an image or a mask by their hash: out of the store, or from the file that the store
 * refers to, which must still be what it was.
 *
 * @throws AppError OBJECT_MISSING when neither is there; OBJECT_CORRUPT when the file has changed
 */
export async function readBlob(store: ObjectStore, hash: string): Promise<Uint8Array> {
  try {
    return (await store.get(byteObjects.blob.key({ sha256: hash }))).bytes;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'OBJECT_MISSING') throw error;
    const reference = await findReference(store, hash);
    if (!reference) throw error;
    return readReferenced(reference);
  }
}

/** Where the store says that a file lies; null where it says nothing. */
export async function findReference(
  store: ObjectStore,
  hash: string,
): Promise<FileReference | null> {
  return readRecordIfThere(store, records.reference, { sha256: hash });
}

async function readReferenced({ path, sha256: expected }: FileReference): Promise<Uint8Array> {
  const bytes = await readNamedFile(path).catch((cause: unknown) => {
    throw new AppError(
      'OBJECT_MISSING',
      `expected the file ${path}, which the data set refers to, got ${describeFileFault(cause)}`,
      { remedy: `Put it back, or mount its folder at the same path here. ${addAgain}`, cause },
    );
  });
  if (sha256(bytes) === expected) return bytes;
  throw new AppError(
    'OBJECT_CORRUPT',
    `expected the file ${path} as it was when the data set was added (SHA-256 ${expected}), got another`,
    { remedy: `Put the old file back. ${addAgain}` },
  );
}

const addAgain = 'Or add the folder again: crossfold dataset add DIR [--reference].';
