import {
  AppError,
  manifestSchema,
  parseWith,
  readNamedFile,
  sha256,
  type IngestProblem,
  type Manifest,
} from '@crossfold/contracts';
import {
  readImageRecord,
  type InspectImage,
  type InspectMask,
  type ReadImage,
} from './image-record.js';
import {
  equalFileProblems,
  findEqualFiles,
  mergesOf,
  withCause,
  withoutConflicts,
  type HashedFile,
} from './equal-files.js';
import { pathBelow } from '../importers/find-files.js';
import { assertClassSizes } from '../importers/derive-scheme.js';
import type { ImportedFolder } from '../importers/importer.js';
import { matchNames } from '../importers/match-names.js';
import { openFolder, type OpenFolderOptions } from './open-folder.js';
import { unusedFiles } from '../importers/unused-files.js';
import { mergeGroups, type GroupMerge } from '../metadata/group-merges.js';
import { mapBounded } from '../map-bounded.js';
import type { RawMetadataRow } from '../metadata/metadata-row.js';
import {
  checkMetadata,
  type CheckedMetadata,
  type LabelRules,
} from '../metadata/metadata-rules.js';
import { assertNoOutsideLinks } from './outside-links.js';
import { compareText } from '../text-order.js';

const filesAtOnce = 4;
const notStated = 'not stated';

export interface IngestOptions extends OpenFolderOptions {
  readonly inspectImage: InspectImage;
  readonly inspectMask: InspectMask;
  /** Called after each image. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Refuse the whole set when any image would be dropped. */
  readonly strict?: boolean;
  /** Take files from outside the folder, where a link in it leads there. */
  readonly followLinks?: boolean;
  /** Group ids that are the same group. */
  readonly groupMerges?: readonly GroupMerge[];
  /** Where the images come from. A layout proves no origin, so without it the manifest says so. */
  readonly source?: string;
  /** Files that were read for these options. They may lie in the folder and are no part of it. */
  readonly alsoRead?: readonly string[];
  readonly licence?: string;
}

export interface IngestedDataset {
  readonly manifest: Manifest;
  /** The file of each hash that the manifest names: images and masks. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Reads a folder of images with its metadata; see {@link openFolder} for the ways. Whatever
 * cannot be used is dropped with a problem that says why. The same files give the same manifest on
 * every machine.
 *
 * @throws AppError DATASET_INVALID when nothing can be used, or when `strict` and an image was
 * dropped.
 */
export async function ingest(dir: string, options: IngestOptions): Promise<IngestedDataset> {
  if (!options.followLinks) await assertNoOutsideLinks(dir);
  const folder = matchNames(await openFolder(dir, options));
  const raw = mergeGroups(folder.rows, options.groupMerges ?? []);
  const read = await readImages(folder, raw, options);
  const { outcomes, metadata } = await joinEqualFiles(folder, raw, read);
  const problems = settledProblems([
    ...metadata.problems,
    ...folder.problems,
    ...imagesWithoutRow(folder, raw),
    ...masksWithoutImage(folder, raw),
    ...(await unusedFiles(folder, options)),
    ...outcomes.flatMap((outcome) => outcome.problems),
  ]);
  assertUsable(dir, folder, outcomes, problems, options.strict ?? false);
  assertOwnClasses(folder, outcomes);
  return {
    manifest: buildManifest(folder, outcomes, problems, options),
    files: new Map(outcomes.flatMap(({ files }) => files)),
  };
}

interface ReadRows {
  readonly metadata: CheckedMetadata;
  /** Of each row of the metadata, in its order. */
  readonly outcomes: readonly ReadImage[];
}

async function readImages(
  folder: ImportedFolder,
  raw: readonly RawMetadataRow[],
  { inspectImage, inspectMask, onProgress }: IngestOptions,
): Promise<ReadRows> {
  const metadata = checkMetadata(raw, labelRules(folder));
  const total = metadata.rows.length;
  let done = 0;
  const outcomes = await mapBounded(metadata.rows, filesAtOnce, async (row) => {
    const outcome = await readImageRecord(row, folder, { inspectImage, inspectMask });
    onProgress?.({ done: ++done, total });
    return outcome;
  });
  return { metadata, outcomes };
}

/**
 * Makes one group of groups that show the same file, and checks the metadata anew: where they have
 * two labels or two patients, neither can be trusted. Files whose class is none of ours count in
 * that as well.
 */
async function joinEqualFiles(
  folder: ImportedFolder,
  raw: readonly RawMetadataRow[],
  read: ReadRows,
): Promise<ReadRows> {
  const records = read.outcomes.flatMap(({ record }) => (record ? [record] : []));
  const others = await hashOtherClasses(folder, read.metadata);
  const equal = findEqualFiles([...records, ...others]);
  if (equal.size === 0) return read;
  const merged = checkMetadata(mergeGroups(raw, mergesOf(equal, raw)), labelRules(folder));
  const metadata = withoutConflicts(merged, equal);
  const rows = new Map(metadata.rows.map((row) => [row.imageId, row]));
  const outcomes = read.outcomes.flatMap((outcome): ReadImage[] => {
    const { record, files } = outcome;
    if (!record) return [outcome];
    const row = rows.get(record.imageId);
    return row ? [{ ...outcome, record: { ...record, ...row }, files }] : [];
  });
  const problems = [...withCause(metadata.problems, equal), ...equalFileProblems(equal)];
  return { metadata: { rows: metadata.rows, problems }, outcomes };
}

function labelRules({ scheme, columns }: ImportedFolder): LabelRules {
  return { classes: scheme.classes, group: scheme.group, columns };
}

/** Where nothing may be dropped unseen, each class must be left with images to learn from. */
function assertOwnClasses(
  { isDerived, scheme }: ImportedFolder,
  outcomes: readonly ReadImage[],
): void {
  if (!isDerived) return;
  const labels = outcomes.flatMap(({ record }) => record?.label ?? []);
  assertClassSizes(labels, scheme.classes);
}

const otherClasses: readonly IngestProblem['kind'][] = ['unknown-class', 'excluded-class'];

async function hashOtherClasses(
  { images }: ImportedFolder,
  { problems }: CheckedMetadata,
): Promise<HashedFile[]> {
  const dropped = problems.filter(({ kind }) => otherClasses.includes(kind));
  const hashed = await mapBounded(dropped, filesAtOnce, async ({ imageId }) => {
    const [path] = images.get(imageId) ?? [];
    const bytes = path === undefined ? null : await readNamedFile(path).catch(() => null);
    return bytes ? [{ imageId, sha256: sha256(bytes) }] : [];
  });
  return hashed.flat();
}

function imagesWithoutRow(
  { images }: ImportedFolder,
  raw: readonly RawMetadataRow[],
): IngestProblem[] {
  const known = new Set(raw.map(({ imageId }) => imageId));
  return [...images.keys()]
    .filter((imageId) => !known.has(imageId))
    .map((imageId) => ({
      kind: 'image-without-row',
      imageId,
      detail: 'the metadata has no row for this image',
      decision: 'dropped',
    }));
}

function masksWithoutImage(
  { dir, images, masks }: ImportedFolder,
  raw: readonly RawMetadataRow[],
): IngestProblem[] {
  const known = new Set([...raw.map(({ imageId }) => imageId), ...images.keys()]);
  return [...(masks ?? [])]
    .filter(([imageId]) => !known.has(imageId))
    .map(([imageId, file]) => ({
      kind: 'unused-file',
      imageId: pathBelow(dir, file),
      detail: `a mask of ${imageId}, which is no image of this data set`,
      decision: 'dropped',
    }));
}

/** Sorted, and without what was mended in an image that was dropped after all. */
function settledProblems(problems: readonly IngestProblem[]): IngestProblem[] {
  const dropped = new Set(
    problems.filter(({ decision }) => decision === 'dropped').map(({ imageId }) => imageId),
  );
  return problems
    .filter(({ imageId, decision }) => decision === 'dropped' || !dropped.has(imageId))
    .sort((a, b) => compareText(a.imageId, b.imageId) || compareText(a.kind, b.kind));
}

function assertUsable(
  dir: string,
  folder: ImportedFolder,
  outcomes: readonly ReadImage[],
  problems: readonly IngestProblem[],
  strict: boolean,
): void {
  const dropped = problems.filter(({ decision }) => decision === 'dropped');
  const usable = outcomes.filter(({ record }) => record).length;
  if (usable > 0 && !(strict && dropped.length > 0)) return;
  throw new AppError(
    'DATASET_INVALID',
    usable === 0
      ? `expected images with a trusted label in ${dir}, got none (${dropped.length} dropped)${comparedNames(folder, problems)}`
      : `expected every file in ${dir} to be usable, got ${dropped.length} that would be dropped`,
    {
      problems: dropped.map(({ imageId, kind, detail }) => `${imageId}: ${kind}: ${detail}`),
      ...(usable === 0 && { remedy: nothingUsable }),
    },
  );
}

const nothingUsable =
  'Mend or remove the files that are listed, then add again. A table with other columns is read with --labels COLUMN; one whose labels are to be renamed or joined needs --mapping FILE; a set without a table, a folder for each class.';

/** Where no name of the table is that of a file, one of each shows why. */
function comparedNames(
  { dir, rows, images }: ImportedFolder,
  problems: readonly IngestProblem[],
): string {
  const missing = problems.find(({ kind }) => kind === 'missing-image');
  const stray = problems.find(({ kind }) => kind === 'image-without-row');
  const [file] = stray ? (images.get(stray.imageId) ?? []) : [];
  const isEveryRow = rows.every(({ imageId }) => !images.has(imageId));
  if (!missing || file === undefined || !isEveryRow) return '';
  return `; the table names "${missing.imageId}", and a file is called "${pathBelow(dir, file)}"`;
}

function buildManifest(
  { layout, scheme, columns }: ImportedFolder,
  outcomes: readonly ReadImage[],
  problems: IngestProblem[],
  options: IngestOptions,
): Manifest {
  const manifest: Manifest = {
    schemaVersion: 2,
    ...scheme,
    columns: [...columns],
    layout,
    licence: options.licence ?? notStated,
    source: options.source ?? notStated,
    images: outcomes.flatMap(({ record }) => (record ? [record] : [])),
    problems,
  };
  return parseWith(manifestSchema, manifest, 'DATASET_INVALID', 'the manifest');
}
