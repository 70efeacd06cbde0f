import { join } from 'node:path';
import { AppError, diagnosisClasses, type DatasetMapping } from '@crossfold/contracts';
import { findImages, listFoldersWithin } from './find-files.js';
import { listFolder } from './folder-listing.js';
import type { RawMetadataRow } from '../metadata/metadata-row.js';
import { classify, withOwnLesions, type ImportedFolder, type Importer } from './importer.js';
import { lesionReader } from './lesion-from-name.js';

const sevenClasses = Object.fromEntries(diagnosisClasses.map((dx) => [dx, dx]));

/** A folder for each class, named as the classes are. */
export const classFolders: Importer = {
  title: 'folder for each class',
  sign: `folders named ${diagnosisClasses.join(', ')}`,
  matches: ({ files, folders }) =>
    folders.length >= 2 &&
    folders.every((name) => Object.hasOwn(sevenClasses, name)) &&
    !files.some((name) => /\.(csv|tab|tsv)$/i.test(name)),
  open: (dir) => openClassFolders(dir, { classes: sevenClasses }),
};

/**
 * A folder for each class, named in the mapping. The same file name may occur in several of them, so
 * an image is named after its folder too.
 *
 * @throws AppError DATASET_INVALID when the mapping names a folder that is not there
 */
export async function openClassFolders(
  dir: string,
  { classes, lesionFromName }: Pick<DatasetMapping, 'classes' | 'lesionFromName'>,
): Promise<Omit<ImportedFolder, 'layout'>> {
  await assertFolders(dir, Object.keys(classes));
  const lesionOf = lesionReader(lesionFromName);
  const images = new Map<string, string[]>();
  const rows: RawMetadataRow[] = [];
  for (const label of (await listFolder(dir)).folders) {
    const within = await listFoldersWithin(join(dir, label));
    for (const [stem, files] of await findImages(join(dir, label), within)) {
      const imageId = `${label}-${stem}`;
      images.set(imageId, [...(images.get(imageId) ?? []), ...files]);
      rows.push({
        ...{ line: 0, imageId, lesionId: lesionOf(stem), ...classify(label, classes) },
        ...{ dxType: '', age: '', sex: '', localization: '', identity: imageId },
      });
    }
  }
  return { ...withOwnLesions(rows), images, masks: null };
}

async function assertFolders(dir: string, labels: readonly string[]): Promise<void> {
  const { folders } = await listFolder(dir);
  if (folders.some((name) => labels.includes(name))) return;
  throw new AppError(
    'DATASET_INVALID',
    `expected a folder of the mapping [${labels.join(', ')}] in ${dir}, got [${folders.join(', ')}]`,
  );
}
