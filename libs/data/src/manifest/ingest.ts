import {
  AppError,
  diagnosisClasses,
  manifestSchema,
  parseWith,
  type IngestProblem,
  type Manifest,
} from '@crossfold/contracts';
import { readImageRecord, type InspectImage, type ReadImage } from './image-record.js';
import type { ImportedFolder } from '../importers/importer.js';
import { openFolder, type OpenFolderOptions } from '../importers/open-folder.js';
import { mergeLesions, type LesionMerge } from '../metadata/lesion-merges.js';
import { mapBounded } from '../map-bounded.js';
import type { RawMetadataRow } from '../metadata/metadata-row.js';
import { checkMetadata } from '../metadata/metadata-rules.js';
import { assertNoOutsideLinks } from './outside-links.js';
import { compareText } from '../text-order.js';

const filesAtOnce = 4;
const notStated = 'not stated';

export interface IngestOptions extends OpenFolderOptions {
  readonly inspectImage: InspectImage;
  /** Called after each image. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Refuse the whole set when any image would be dropped. */
  readonly strict?: boolean;
  /** Take files from outside the folder, where a link in it leads there. */
  readonly followLinks?: boolean;
  /** Lesion ids that are the same lesion. */
  readonly lesionMerges?: readonly LesionMerge[];
  /** Where the images come from. A layout proves no origin, so without it the manifest says so. */
  readonly source?: string;
  readonly licence?: string;
}

export interface IngestedDataset {
  readonly manifest: Manifest;
  /** The file of each hash that the manifest names: images and masks. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Reads a folder of images with its metadata; see `importers` and {@link findLayout} for the layouts. Whatever
 * cannot be used is dropped with a problem that says why. The same files give the same manifest on
 * every machine.
 *
 * @throws AppError DATASET_INVALID when nothing can be used, or when `strict` and an image was
 * dropped.
 */
export async function ingest(dir: string, options: IngestOptions): Promise<IngestedDataset> {
  if (!options.followLinks) await assertNoOutsideLinks(dir);
  const folder = await openFolder(dir, options);
  const raw = mergeLesions(folder.rows, options.lesionMerges ?? []);
  const metadata = checkMetadata(raw);
  const total = metadata.rows.length;
  let done = 0;
  const outcomes = await mapBounded(metadata.rows, filesAtOnce, async (row) => {
    const outcome = await readImageRecord(row, folder, options.inspectImage);
    options.onProgress?.({ done: ++done, total });
    return outcome;
  });
  const problems = settledProblems([
    ...metadata.problems,
    ...folder.problems,
    ...imagesWithoutRow(folder, raw),
    ...outcomes.flatMap((outcome) => outcome.problems),
  ]);
  assertUsable(dir, outcomes, problems, options.strict ?? false);
  return {
    manifest: buildManifest(folder, outcomes, problems, options),
    files: new Map(outcomes.flatMap(({ files }) => files)),
  };
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
      ? `expected images with a trusted label in ${dir}, got none (${dropped.length} dropped)`
      : `expected every image in ${dir} to be usable, got ${dropped.length} that would be dropped`,
    { problems: dropped.map(({ imageId, kind, detail }) => `${imageId}: ${kind}: ${detail}`) },
  );
}

function buildManifest(
  { layout }: ImportedFolder,
  outcomes: readonly ReadImage[],
  problems: IngestProblem[],
  options: IngestOptions,
): Manifest {
  const manifest = {
    schemaVersion: 1,
    classes: [...diagnosisClasses],
    layout,
    licence: options.licence ?? notStated,
    source: options.source ?? notStated,
    images: outcomes.flatMap(({ record }) => (record ? [record] : [])),
    problems,
  };
  return parseWith(manifestSchema, manifest, 'DATASET_INVALID', 'the manifest');
}
