import { AppError, records, type DatasetPointer, type Manifest } from '@crossfold/contracts';
import { findDatasetPointer, readRecord, type ObjectStore } from '@crossfold/storage';

export interface FoundDataset {
  readonly pointer: DatasetPointer;
  /** Of `manifest`, which need not be the current one. */
  readonly manifestSha256: string;
  readonly manifest: Manifest;
}

/**
 * The current version of a data set, or an earlier one.
 *
 * @param reference `NAME`, or `NAME@HASH` with at least four digits of a manifest's hash
 * @throws AppError NOT_FOUND with the nearest name, or the versions that there are
 */
export async function findDataset(store: ObjectStore, reference: string): Promise<FoundDataset> {
  const [name = '', version] = reference.split('@', 2);
  const pointer = await findDatasetPointer(store, name);
  const manifestSha256 = version === undefined ? pointer.manifestSha256 : pick(pointer, version);
  const manifest = await readRecord(store, records.manifest, { sha256: manifestSha256 });
  return { pointer, manifestSha256, manifest };
}

/** Hashes of all manifests that a name stands or stood for, the current one first. */
export function manifestsOf({ manifestSha256, previous }: DatasetPointer): string[] {
  return [...new Set([manifestSha256, ...previous.map((version) => version.manifestSha256)])];
}

const fewestDigits = 4;

function pick(pointer: DatasetPointer, version: string): string {
  const all = manifestsOf(pointer);
  const [only, ...more] = all.filter((sha256) => sha256.startsWith(version));
  if (only !== undefined && more.length === 0 && version.length >= fewestDigits) return only;
  const short = all.map((sha256) => sha256.slice(0, 12)).join(', ');
  throw new AppError(
    'NOT_FOUND',
    `expected ${fewestDigits} or more digits of one of the versions [${short}] for ${pointer.name}, got "${version}"`,
  );
}
