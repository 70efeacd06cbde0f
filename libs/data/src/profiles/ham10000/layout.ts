import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import {
  findImages,
  findImagesWithin,
  findTable,
  type FoundImages,
} from '../../importers/find-files.js';
import { findMasks } from '../../importers/find-masks.js';
import { listFolder, type FolderListing } from '../../importers/folder-listing.js';

/** Where the parts of a data set lie in its folder. Paths begin with the folder as it was given. */
export interface DatasetLayout extends FoundImages {
  readonly layout: 'kaggle' | 'isic2018' | 'folder';
  readonly metadata: MetadataFiles;
  /** Mask of each image id; null when the data set has no masks. */
  readonly masks: ReadonlyMap<string, string> | null;
}

export type MetadataFiles =
  | { readonly format: 'ham10000'; readonly table: string }
  | {
      readonly format: 'isic2018';
      readonly groundTruth: string;
      readonly lesionGroupings: string;
    };

const kaggleFolder = /^ham10000_images_part_[12]$/i;
const kaggleMetadata = /^ham10000_metadata(\.csv|\.tab)?$/i;
const isicFolder = 'ISIC2018_Task3_Training_Input';
const masksFolder = 'HAM10000_segmentations_lesion_tschandl';
const imageFolder = /^(images?|imgs?)(_part_\d+)?$/i;
const folderMasks = [masksFolder, 'masks'];

/**
 * Finds which layout a folder has.
 *
 * - `kaggle`: `HAM10000_images_part_1`, `HAM10000_images_part_2` and `HAM10000_metadata[.csv|.tab]`;
 *   lower-case copies of the image folders beside them are taken as copies.
 * - `isic2018`: `ISIC2018_Task3_Training_Input`, `ISIC2018_Task3_Training_GroundTruth.csv` and
 *   `ISIC2018_Task3_Training_LesionGroupings.csv`, each CSV also in a folder of its own name.
 * - `folder`: images and one metadata file side by side, or the images in `images/` beside the file.
 *
 * Folders of images may hold further ones: an archive unpacked into a folder of its own name does.
 *
 * Masks are `HAM10000_segmentations_lesion_tschandl/<image id>_segmentation.png`, for the layout
 * `folder` also in `masks/`, there with or without `_segmentation`.
 *
 * @throws AppError DATASET_INVALID when the folder has none of them, more than one, or a part is
 * missing.
 */
export async function findLayout(dir: string): Promise<DatasetLayout> {
  const listing = await listFolder(dir);
  const isKaggle = listing.folders.some((name) => kaggleFolder.test(name));
  const isIsic = listing.folders.includes(isicFolder);
  if (isKaggle && isIsic) {
    throw new AppError(
      'DATASET_INVALID',
      `expected one data set in ${dir}, got the Kaggle and the ISIC 2018 layout side by side`,
    );
  }
  if (isKaggle) return kaggleLayout(dir, listing);
  return isIsic ? isicLayout(dir, listing) : folderLayout(dir, listing);
}

/** Whether a folder has one of the two layouts of HAM10000 that folders tell from others. */
export function hasHam10000Folders({ folders }: FolderListing): boolean {
  return folders.some((name) => kaggleFolder.test(name) || name === isicFolder);
}

async function kaggleLayout(dir: string, listing: FolderListing): Promise<DatasetLayout> {
  const metadata = listing.files.filter((name) => kaggleMetadata.test(name));
  // Capitals sort first, so the copy with the published name is the preferred one.
  const folders = listing.folders.filter((name) => kaggleFolder.test(name));
  return {
    layout: 'kaggle',
    metadata: { format: 'ham10000', table: join(dir, onlyMetadata(dir, metadata)) },
    ...(await findImagesWithin(dir, folders)),
    masks: await findMasks(dir, listing, [masksFolder]),
  };
}

async function isicLayout(dir: string, listing: FolderListing): Promise<DatasetLayout> {
  return {
    layout: 'isic2018',
    metadata: {
      format: 'isic2018',
      groundTruth: await isicTable(dir, listing, 'ISIC2018_Task3_Training_GroundTruth'),
      lesionGroupings: await isicTable(dir, listing, 'ISIC2018_Task3_Training_LesionGroupings'),
    },
    ...(await findImagesWithin(dir, [isicFolder])),
    masks: await findMasks(dir, listing, [masksFolder]),
  };
}

async function folderLayout(dir: string, listing: FolderListing): Promise<DatasetLayout> {
  const usual = listing.files.filter(
    (name) => /\.(csv|tab)$/i.test(name) || /metadata$/i.test(name),
  );
  const tables = usual.length > 0 ? usual : listing.files.filter((name) => /\.tsv$/i.test(name));
  if (tables.length === 0) throw unknownLayout(dir, listing);
  const found = await imagesBesideTable(dir, listing);
  if (found.images.size === 0) throw unknownLayout(dir, listing);
  const named = tables.filter((name) => /metadata(\.csv|\.tab|\.tsv)?$/i.test(name));
  const metadata = onlyMetadata(dir, named.length === 1 ? named : tables);
  return {
    layout: 'folder',
    metadata: { format: 'ham10000', table: join(dir, metadata) },
    ...found,
    masks: await findMasks(dir, listing, folderMasks),
  };
}

/** Images beside the table; where there are none, those of the image folders beside it. */
async function imagesBesideTable(dir: string, { folders }: FolderListing): Promise<FoundImages> {
  const beside = await findImages(dir, ['.']);
  if (beside.images.size > 0) return beside;
  return findImagesWithin(
    dir,
    folders.filter((name) => imageFolder.test(name)),
  );
}

function onlyMetadata(dir: string, names: readonly string[]): string {
  const [name] = names;
  if (name !== undefined && names.length === 1) return name;
  throw new AppError(
    'DATASET_INVALID',
    `expected one metadata file in ${dir}, got ${names.join(', ') || 'none'}`,
    { remedy: 'Keep one metadata file (HAM10000_metadata.csv) beside the images.' },
  );
}

async function isicTable(dir: string, listing: FolderListing, stem: string): Promise<string> {
  const found = await findTable(dir, listing, stem);
  if (found !== undefined) return found;
  throw new AppError(
    'DATASET_INVALID',
    `expected ${stem}.csv beside ${isicFolder}, got none in ${dir}`,
  );
}

function unknownLayout(dir: string, { files, folders }: FolderListing): AppError {
  const found = [...folders.map((name) => `${name}/`), ...files];
  const more = found.length > 8 ? ` and ${found.length - 8} more` : '';
  return new AppError(
    'DATASET_INVALID',
    `expected a folder for each class, images beside a table, or the folder of a published data set in ${dir}, got ${found.slice(0, 8).join(', ') || 'an empty folder'}${more}`,
    {
      remedy:
        'Put the images into a folder for each class, or name the column of a table that has the label of each image: --labels COLUMN. --mapping FILE says what else folders and columns mean. Of HAM10000 give the folder that holds the images and HAM10000_metadata.csv, or that of ISIC 2018 task 3.',
    },
  );
}
