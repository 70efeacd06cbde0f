import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  AppError,
  byteObjects,
  contentHash,
  readNamedFile,
  records,
  sha256,
  type DatasetPointer,
  type Manifest,
} from '@crossfold/contracts';
import { ingest, mapBounded, summariseManifest, type IngestOptions } from '@crossfold/data';
import {
  createRecord,
  findReference,
  readRecord,
  readRecordIfThere,
  replaceRecord,
  unlessPresent,
  updateRecord,
  type ObjectStore,
} from '@crossfold/storage';
import { loadImages } from './load-images.js';
import { findReplacement, isSame, notReplaced, type Replacement } from './replacement.js';
import { unlessDamaged } from './unless-damaged.js';
import { createProgressLine } from '../terminal/progress-line.js';
import type { Terminal } from '../terminal/terminal.js';
import { estimateSeconds, formatDuration, formatShare } from '../terminal/units.js';

export interface AddDatasetOptions extends Pick<
  IngestOptions,
  | 'strict'
  | 'groupMerges'
  | 'source'
  | 'licence'
  | 'mapping'
  | 'table'
  | 'positive'
  | 'profile'
  | 'layout'
  | 'followLinks'
  | 'alsoRead'
> {
  readonly name: string;
  readonly store: ObjectStore;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Leave images and masks where they are, and keep in the store where that is. */
  readonly reference?: boolean;
  /** Let a name that stands for another content stand for this one. */
  readonly replace?: boolean;
}

export interface AddedDataset {
  readonly pointer: DatasetPointer;
  readonly manifest: Manifest;
  /** Files that were not in the store yet. */
  readonly uploaded: number;
  /** Files whose place was not in the store yet, or was another. */
  readonly referenced: number;
  /** The name stood for this very manifest before. */
  readonly unchanged: boolean;
  /** What the name stood for before, where that was something else. */
  readonly replaced: Replacement | null;
}

const uploadsInFlight = 4;

/**
 * Checks a folder of images and puts it into the store: the files first, then the manifest that
 * names them, then the pointer that names the manifest. Whoever finds the name finds all of it.
 *
 * Files lie under their hash, so that an upload that broke off goes on with those that are missing,
 * and the same folder added again changes nothing. With `replace`, another content under a known
 * name becomes its new version; manifests of the versions before stay.
 *
 * With `reference` no file is copied: every machine that reads them has to find them at the same
 * absolute path. A file that the store holds already is not referred to.
 *
 * @throws AppError CONFLICT saying what would change, for a known name without `replace`
 */
export async function addDataset(dir: string, options: AddDatasetOptions): Promise<AddedDataset> {
  const { name, store, terminal, signal, reference, replace, ...ingestOptions } = options;
  await store.check();
  const { inspectImage, inspectMask } = await loadImages();
  const checking = progressOf(terminal, 'checking images');
  const { manifest, files } = await ingest(dir, {
    ...ingestOptions,
    inspectImage,
    inspectMask,
    onProgress: ({ done, total }) => {
      signal.throwIfAborted();
      checking(done, total);
    },
  });
  const replaced = await findReplacement(store, name, manifest);
  if (replaced && !replace) throw notReplaced(name, replaced);
  const stored = await (reference ? referToFiles(files, options) : uploadFiles(files, options));
  const { pointer, unchanged } = await publish(store, name, manifest, replaced);
  const [uploaded, referenced] = reference ? [0, stored] : [stored, 0];
  return { pointer, manifest, uploaded, referenced, unchanged, replaced };
}

async function publish(
  store: ObjectStore,
  name: string,
  manifest: Manifest,
  replaced: Replacement | null,
): Promise<Pick<AddedDataset, 'pointer' | 'unchanged'>> {
  const upgraded = await findUpgraded(store, name, manifest);
  if (upgraded) return { pointer: upgraded, unchanged: true };
  const manifestSha256 = contentHash(manifest);
  await createRecord(store, records.manifest, { sha256: manifestSha256 }, manifest);
  const { images, groups } = summariseManifest(manifest);
  const addedAt = new Date().toISOString();
  let unchanged = false;
  const pointer = await updateRecord(store, records.dataset, { name }, (current) => {
    unchanged = current?.manifestSha256 === manifestSha256;
    if (current && unchanged) return current;
    // Whoever adds another content under the name at the same time must not lose it unseen.
    if (current && current.manifestSha256 !== replaced?.manifestSha256) {
      const message = `expected ${name} as it was when its images were checked, got another content`;
      throw new AppError('CONFLICT', message, { remedy: 'Add the data set again.' });
    }
    const previous = current ? [versionOf(current), ...current.previous] : [];
    return { schemaVersion: 2 as const, name, manifestSha256, images, groups, addedAt, previous };
  });
  return { pointer, unchanged };
}

/** The pointer where it stands for the same content in an earlier version of manifests, which stays. */
async function findUpgraded(
  store: ObjectStore,
  name: string,
  manifest: Manifest,
): Promise<DatasetPointer | null> {
  const pointer = await readRecordIfThere(store, records.dataset, { name });
  if (!pointer || pointer.manifestSha256 === contentHash(manifest)) return null;
  const at = { sha256: pointer.manifestSha256 };
  const former = await unlessDamaged(readRecord(store, records.manifest, at));
  return former && isSame(former, manifest) ? pointer : null;
}

function versionOf({
  manifestSha256,
  addedAt,
}: DatasetPointer): DatasetPointer['previous'][number] {
  return { manifestSha256, addedAt };
}

async function uploadFiles(
  files: ReadonlyMap<string, string>,
  { store, terminal, signal }: AddDatasetOptions,
): Promise<number> {
  const missing = await withoutBlob(store, files);
  const uploading = progressOf(terminal, 'storing images');
  let done = 0;
  await mapBounded(missing, uploadsInFlight, async ([hash, path]) => {
    signal.throwIfAborted();
    await uploadFile(store, hash, path);
    uploading(++done, missing.length);
  });
  return missing.length;
}

async function withoutBlob(
  store: ObjectStore,
  files: ReadonlyMap<string, string>,
): Promise<[hash: string, path: string][]> {
  const present = new Set<string>();
  for await (const { key } of store.list(byteObjects.blob.prefix({}))) present.add(key);
  return [...files].filter(([hash]) => !present.has(byteObjects.blob.key({ sha256: hash })));
}

/** @returns how many places are new, or other than before */
async function referToFiles(
  files: ReadonlyMap<string, string>,
  { store, terminal, signal }: AddDatasetOptions,
): Promise<number> {
  const missing = await withoutBlob(store, files);
  const noting = progressOf(terminal, 'noting where images lie');
  let done = 0;
  const written = await mapBounded(missing, uploadsInFlight, async ([hash, given]) => {
    signal.throwIfAborted();
    const path = resolve(given);
    const known = await findReference(store, hash);
    noting(++done, missing.length);
    if (known?.path === path) return 0;
    const { size } = await stat(path);
    const reference = { schemaVersion: 1 as const, sha256: hash, sizeBytes: size, path };
    await replaceRecord(store, records.reference, { sha256: hash }, reference);
    return 1;
  });
  return written.reduce<number>((sum, count) => sum + count, 0);
}

async function uploadFile(store: ObjectStore, hash: string, path: string): Promise<void> {
  const bytes = await readNamedFile(path);
  if (sha256(bytes) !== hash) {
    const message = `expected ${path} as it was when it was checked, got other bytes`;
    throw new AppError('DATASET_INVALID', message, { remedy: 'Add the data set again.' });
  }
  await unlessPresent(
    store.put(byteObjects.blob.key({ sha256: hash }), bytes, { ifNoneMatch: true }),
  );
}

/** How many of how many, and when it will be all of them. */
export function progressOf(
  terminal: Terminal,
  what: string,
): (done: number, total: number) => void {
  const line = createProgressLine(terminal);
  const startedAtMs = performance.now();
  let doneBefore: number | null = null;
  return (done, total) => {
    doneBefore ??= done - 1;
    const elapsedSeconds = (performance.now() - startedAtMs) / 1000;
    const seconds = estimateSeconds(done - doneBefore, total - doneBefore, elapsedSeconds);
    const left = seconds === null ? '' : `, about ${formatDuration(seconds)} left`;
    const text = `${what}: ${done} of ${total} (${formatShare(done, total)})${left}`;
    line.update(text, { type: 'progress', what, done, total, etaSeconds: seconds });
  };
}
