import { AppError, describeFileFault, readNamedFile, sha256 } from '@crossfold/contracts';
import { asUnreadable, assertDecodes, probeImage } from './decoder.js';
import { readMask } from './read-mask.js';

export interface ImageFacts {
  /** SHA-256 of the encoded file. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Width as displayed, that is after the EXIF rotation. */
  readonly widthPx: number;
  readonly heightPx: number;
}

const maxFileBytes = 256 * 2 ** 20;

/**
 * What the manifest records of an image file, and proof that all of it decodes. The file is read
 * once, so that the hash is the hash of the very bytes that were decoded.
 *
 * @throws AppError IMAGE_UNREADABLE naming the file and the reason
 */
export async function inspectImage(path: string): Promise<ImageFacts> {
  const bytes = await asUnreadable(path, () => readBounded(path));
  const size = await probeImage(bytes, path);
  await assertDecodes(bytes, path);
  return { sha256: sha256(bytes), sizeBytes: bytes.length, ...size };
}

/**
 * What the manifest records of a mask, and proof that it tells a region from the rest.
 *
 * @throws AppError IMAGE_UNREADABLE naming the file and the reason
 */
export async function inspectMask(path: string): Promise<Omit<ImageFacts, 'sizeBytes'>> {
  const bytes = await asUnreadable(path, () => readBounded(path));
  const { levels, widthPx, heightPx } = await readMask(bytes, path);
  if (!levels.some((level) => level >= 128)) {
    throw new AppError(
      'IMAGE_UNREADABLE',
      `expected a region in the mask ${path}, got an empty one`,
    );
  }
  return { sha256: sha256(bytes), widthPx, heightPx };
}

async function readBounded(path: string): Promise<Uint8Array> {
  return readNamedFile(path, maxFileBytes).catch((cause: unknown) => {
    throw new Error(describeFileFault(cause), { cause });
  });
}
