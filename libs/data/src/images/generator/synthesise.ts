import { mkdir, readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError, canonicalJson } from '@crossfold/contracts';
import { syncFolder, writeAside } from '../write-aside.js';
import {
  lastSeries,
  maxImages,
  planCensus,
  type ClassShares,
  type PlannedLesion,
} from './census.js';
import { drawPhotos } from './draw-photos.js';
import { mislabel, type SynthesisFlaws } from './flaws.js';
import { metadataCsv } from './patient-records.js';
import { photoWidths, type PhotoWidth } from './photo-grid.js';
import type { PlannedPhoto } from './write-photo.js';

export interface SynthesisOptions extends SynthesisFlaws {
  readonly images: number;
  readonly seed: number;
  readonly shares: ClassShares;
  /** 0: colour and size tell the class, with noise on both; 1: the classes overlap heavily. */
  readonly difficulty: number;
  /** Write lesion masks too. */
  readonly masks: boolean;
  /** Sets of different series share no id of an image or a lesion; 0 where none is given. */
  readonly series?: number;
  /** Of each photograph: every second, third or fifth pixel of the 600 where it is less. */
  readonly widthPx?: PhotoWidth;
}

export interface SynthesisProgress {
  /** Called after each image with the number that is there. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface SynthesisResult {
  readonly images: number;
  readonly lesions: number;
  /** Images drawn by this call; the others were there. */
  readonly drawn: number;
}

const drawingVersion = 1;
const stampName = 'synth.json';
const maskFolder = 'HAM10000_segmentations_lesion_tschandl';
const imageFolders = ['HAM10000_images_part_1', 'HAM10000_images_part_2'] as const;

/**
 * Draws a set shaped like HAM10000 (Tschandl et al. 2018) in the layout of its Kaggle copy: 600×450
 * JPEGs with one lesion each, several images of some lesions, metadata, and lesion masks. It is for
 * trying the software out: a score on it says nothing about skin.
 *
 * The same options give the same bytes with the same version of libvips. A folder that was begun
 * with the same options is completed; one process at a time may fill it.
 *
 * @throws AppError REQUEST_INVALID for options out of range; CONFLICT for a folder of other content
 */
export async function synthesise(
  dir: string,
  options: SynthesisOptions & SynthesisProgress,
): Promise<SynthesisResult> {
  assertOptions(options);
  // A function cannot be handed to a thread.
  const { onProgress, ...drawing } = options;
  const { shares, seed, series } = drawing;
  const lesions = planCensus(options.images, shares, seed, series);
  await claimFolder(dir, options);
  const photos = planPhotos(lesions);
  const present = await listPresent(dir);
  const missing = photos.filter(
    ({ imagePath, maskPath }) =>
      !present.has(imagePath) || (options.masks && !present.has(maskPath)),
  );
  let done = photos.length - missing.length;
  await drawPhotos(dir, missing, drawing, () => onProgress?.(++done, photos.length));
  const written = mislabel(lesions, options.labelNoise ?? 0, options.seed);
  await writeAside(join(dir, 'HAM10000_metadata.csv'), metadataCsv(written, options.seed));
  for (const folder of [...foldersOf(options.masks), '.']) await syncFolder(join(dir, folder));
  return { images: photos.length, lesions: lesions.length, drawn: missing.length };
}

function assertOptions(options: SynthesisOptions): void {
  const { images, seed, difficulty, artefact, series = 0, widthPx = 600 } = options;
  const { shift = 0, labelNoise = 0, identity = 0 } = options;
  const shares = { 'artefact.share': artefact?.share ?? 0, shift, labelNoise, identity };
  const problems = [
    ...Object.entries(shares)
      .filter(([, share]) => !(share >= 0 && share <= 1))
      .map(([name, share]) => `${name}: expected a number in 0 … 1, got ${share}`),
    ...(Number.isInteger(images) && images >= 1 && images <= maxImages
      ? []
      : [`images: expected an integer in 1 … ${maxImages}, got ${images}`]),
    ...(Number.isInteger(seed) ? [] : [`seed: expected an integer, got ${seed}`]),
    ...(Number.isInteger(series) && series >= 0 && series <= lastSeries
      ? []
      : [`series: expected an integer in 0 … ${lastSeries}, got ${series}`]),
    ...(photoWidths.includes(widthPx)
      ? []
      : [`widthPx: expected one of ${photoWidths.join(', ')}, got ${widthPx}`]),
    ...(difficulty >= 0 && difficulty <= 1
      ? []
      : [`difficulty: expected a number in 0 … 1, got ${difficulty}`]),
  ];
  if (problems.length === 0) return;
  const message = `expected options in range for a synthetic set, got ${problems.length} outside`;
  throw new AppError('REQUEST_INVALID', message, { problems });
}

/** Marks the folder as made with these options before the first image is in it. */
async function claimFolder(dir: string, options: SynthesisOptions): Promise<void> {
  await mkdir(dir, { recursive: true });
  const stamp = stampOf(options);
  const names = (await readdir(dir)).filter((name) => name !== `${stampName}.part`);
  if (names.length === 0) await writeAside(join(dir, stampName), stamp);
  else await assertSameStamp(dir, names, stamp);
  for (const folder of foldersOf(options.masks))
    await mkdir(join(dir, folder), { recursive: true });
}

/** What is left out is not in the stamp, so that older folders can still be completed. */
function stampOf(options: SynthesisOptions): string {
  const { images, seed, shares, difficulty, masks } = options;
  const { artefact, shift, labelNoise, identity, series, widthPx } = options;
  const about = 'Synthetic pictures to try software with. They show no real skin.';
  const made = { images, seed, shares, difficulty, masks };
  const more = { artefact, shift, labelNoise, identity, series, widthPx };
  return `${canonicalJson({ about, drawingVersion, options: { ...made, ...more } })}\n`;
}

async function assertSameStamp(dir: string, names: readonly string[], stamp: string) {
  const found = names.includes(stampName) ? await readFile(join(dir, stampName), 'utf8') : null;
  if (found === stamp) return;
  throw new AppError(
    'CONFLICT',
    `expected an empty folder or one of the same options for a synthetic set, got ${dir} with ${
      found === null ? `${names.length} other entries` : found.trim()
    }`,
    { remedy: 'Name another folder, or remove this one.' },
  );
}

function foldersOf(masks: boolean): readonly string[] {
  return masks ? [...imageFolders, maskFolder] : imageFolders;
}

/** All photographs by image id; the first half lies in part 1, the rest in part 2. */
function planPhotos(lesions: readonly PlannedLesion[]): PlannedPhoto[] {
  const photos = lesions.flatMap((lesion) =>
    lesion.imageIds.map((imageId) => ({ lesion, imageId })),
  );
  photos.sort((a, b) => (a.imageId < b.imageId ? -1 : 1));
  return photos.map((photo, i) => ({
    ...photo,
    imagePath: `${imageFolders[i < photos.length / 2 ? 0 : 1]}/${photo.imageId}.jpg`,
    maskPath: `${maskFolder}/${photo.imageId}_segmentation.png`,
  }));
}

async function listPresent(dir: string): Promise<Set<string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return new Set(
    entries.filter((it) => it.isFile()).map((it) => `${basename(it.parentPath)}/${it.name}`),
  );
}
