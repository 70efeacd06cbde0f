import { AppError, readNamedFile, sha256, type Manifest } from '@crossfold/contracts';
import { findAuditFiles, mapBounded, type AuditedFile, type SplitTable } from '@crossfold/data';
import { readBlob, type ObjectStore } from '@crossfold/storage';
import { progressOf } from '../dataset/add-dataset.js';
import { loadImages } from '../dataset/load-images.js';
import type { CommandContext } from '../process/context.js';

const readsInFlight = 4;
const maxFileBytes = 256 * 2 ** 20;

/** Looks at the images of a table that lie in a folder, by their names in the table. */
export async function lookAtFolder(
  context: CommandContext,
  dir: string,
  table: SplitTable,
): Promise<Map<string, AuditedFile>> {
  const paths = await findAuditFiles(
    dir,
    table.rows.map(({ imageId }) => imageId),
  );
  if (paths.size === 0) {
    const example = table.rows[0]?.imageId ?? '';
    throw new AppError(
      'REQUEST_INVALID',
      `expected images of ${table.file} in ${dir}, got none: it has no file for "${example}"`,
      { remedy: 'Check the folder, or say which column names the images: --image COLUMN.' },
    );
  }
  return lookAtAll(context, [...paths], (path) => readNamedFile(path, maxFileBytes));
}

/** Looks at the images of a table that a data set has, as they lie in the store. */
export async function lookAtDataset(
  context: CommandContext,
  store: ObjectStore,
  { table, manifest }: { readonly table: SplitTable; readonly manifest: Manifest },
): Promise<Map<string, AuditedFile>> {
  const wanted = new Set(table.rows.map(({ imageId }) => imageId));
  const hashes = manifest.images.flatMap((image): [string, string][] =>
    wanted.has(image.imageId) ? [[image.imageId, image.sha256]] : [],
  );
  return lookAtAll(context, hashes, (hash) => readBlob(store, hash));
}

async function lookAtAll(
  { terminal, signal }: CommandContext,
  images: readonly (readonly [imageId: string, place: string])[],
  read: (place: string) => Promise<Uint8Array>,
): Promise<Map<string, AuditedFile>> {
  const { readImageLook } = await loadImages();
  const looking = progressOf(terminal, 'looking at images');
  let done = 0;
  const looked = await mapBounded(images, readsInFlight, async ([imageId, place]) => {
    signal.throwIfAborted();
    const bytes = await read(place);
    const look = await readImageLook(bytes, imageId).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'IMAGE_UNREADABLE') return null;
      throw error;
    });
    looking(++done, images.length);
    return [imageId, { sha256: sha256(bytes), look }] as const;
  });
  return new Map(looked);
}
