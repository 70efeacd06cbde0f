import { join } from 'node:path';
import { AppError, type DatasetMapping } from '@crossfold/contracts';
import { listImages, pathBelow } from './find-files.js';
import { listFolder, listFoldersWithin, type FolderListing } from './folder-listing.js';
import { imageStem } from './image-content.js';
import type { RawMetadataRow } from '../metadata/metadata-row.js';
import { groupRows } from '../group-rows.js';
import type { ImportedFolder, OpenOptions } from './importer.js';
import { idReader } from './id-from-name.js';
import { classOf, factsOf, groupReaders, groupsOf } from './mapping-facts.js';

/** Names of folders that hold parts of a data set, and no class of it. */
const partNames = new Set([
  ...['train', 'training', 'val', 'valid', 'validation', 'test', 'testing', 'fold'],
  ...[
    'image',
    'images',
    'img',
    'imgs',
    'mask',
    'masks',
    'data',
    'dataset',
    'labels',
    'annotations',
  ],
]);

/** Whether a folder may hold a folder for each class: no table, and several folders. */
export function hasClassFolders({ files, folders }: FolderListing): boolean {
  return folders.length >= 2 && !files.some((name) => /\.(csv|tab|tsv)$/i.test(name));
}

/**
 * Reads a folder for each class whose names are the classes.
 *
 * @throws AppError DATASET_INVALID where the folders are parts of a data set, or no classes
 */
export async function openOwnClassFolders(
  dir: string,
  { folders }: FolderListing,
  options: OpenOptions,
): Promise<ImportedFolder> {
  const parts = folders.filter((name) => partNames.has(name.toLowerCase()));
  if (parts.length > 0) {
    throw new AppError(
      'DATASET_INVALID',
      `expected a folder for each class in ${dir}, got ${parts.join(', ')}`,
      {
        remedy:
          'Give a folder that holds the folders of the classes, all parts together: crossfold splits the images itself. A table beside the images is read with --labels COLUMN.',
      },
    );
  }
  const known = options.profileOf(folders.map((name) => name.toLowerCase()));
  const classes = folders.map((name) => [name, known ? name.toLowerCase() : name] as const);
  return openClassFolders(dir, { classes: Object.fromEntries(classes) }, options, 'class-folders');
}

type ClassMapping = Omit<DatasetMapping, 'table' | 'columns' | 'metadata'>;

/**
 * A folder for each class, named in the mapping. The same file name may occur in several of them, so
 * an image is named after its folder too; and after the folders between, where its class has the
 * name more than once.
 *
 * @throws AppError DATASET_INVALID when the mapping names a folder that is not there
 */
export async function openClassFolders(
  dir: string,
  mapping: ClassMapping,
  options: OpenOptions,
  layout: string,
): Promise<ImportedFolder> {
  const { folders } = await listFolder(dir);
  if (mapping.classes) assertFolders(dir, folders, Object.keys(mapping.classes));
  const images = new Map<string, string[]>();
  const rows: RawMetadataRow[] = [];
  const rowOf = rowReader(mapping);
  for (const label of folders) {
    for (const [imageId, files] of await imagesOfClass(dir, label)) {
      images.set(imageId, files);
      rows.push(rowOf(imageId, pathBelow(dir, files[0] ?? ''), label));
    }
  }
  const facts = factsOf(rows, images, { mapping, options, columns: [] });
  const searched = await listFoldersWithin(dir);
  return {
    layout,
    dir,
    ...facts,
    ...groupsOf(rows, facts.scheme.group),
    images,
    masks: null,
    searched,
    tables: [],
  };
}

async function imagesOfClass(dir: string, label: string): Promise<Map<string, string[]>> {
  const folder = join(dir, label);
  const files = await listImages(folder, await listFoldersWithin(folder));
  const withoutEnding = (file: string) => imageStem(pathBelow(folder, file));
  const images = groupRows(files, withoutEnding);
  const paths = groupRows([...images.keys()], nameOf);
  return new Map(
    [...images].map(([path, copies]) => {
      const name = paths.get(nameOf(path))?.length === 1 ? nameOf(path) : path;
      return [`${label}-${name}`, copies];
    }),
  );
}

function rowReader(mapping: ClassMapping) {
  const { byName, byPath } = groupReaders(mapping);
  const patientOf = idReader('patientFromPath', mapping.patientFromPath);
  return (imageId: string, path: string, label: string): RawMetadataRow => ({
    line: 0,
    imageId,
    groupId: byPath(path) || byName(imageStem(nameOf(path))),
    patientId: patientOf(path),
    ...classOf(label, mapping.classes),
    metadata: {},
    identity: imageId,
  });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function assertFolders(dir: string, folders: readonly string[], labels: readonly string[]): void {
  if (folders.some((name) => labels.includes(name))) return;
  throw new AppError(
    'DATASET_INVALID',
    `expected a folder of the mapping [${labels.join(', ')}] in ${dir}, got [${folders.join(', ')}]`,
    {
      remedy: 'Name the folders in the mapping as they are called, or give the folder above them.',
    },
  );
}
