import { join } from 'node:path';
import { AppError, diagnosisClasses, type DatasetMapping } from '@crossfold/contracts';
import { listImages, pathBelow } from './find-files.js';
import { listFolder, listFoldersWithin } from './folder-listing.js';
import { imageStem } from './image-content.js';
import type { RawMetadataRow } from '../metadata/metadata-row.js';
import { groupRows } from '../group-rows.js';
import { classify, withOwnLesions, type FolderContent, type Importer } from './importer.js';
import { idReader } from './id-from-name.js';

const sevenClasses = new Set<string>(diagnosisClasses);

/** A folder for each class, named as the classes are, in whatever case. */
export const classFolders: Importer = {
  title: 'folder for each class',
  sign: `folders named ${diagnosisClasses.join(', ')}`,
  matches: ({ files, folders }) =>
    folders.length >= 1 &&
    folders.every((name) => sevenClasses.has(name.toLowerCase())) &&
    !files.some((name) => /\.(csv|tab|tsv)$/i.test(name)),
  async open(dir, { folders }) {
    const classes = Object.fromEntries(folders.map((name) => [name, name.toLowerCase()]));
    return openClassFolders(dir, { classes: classes as DatasetMapping['classes'] });
  },
};

type ClassMapping = Pick<
  DatasetMapping,
  'classes' | 'lesionFromName' | 'lesionFromPath' | 'patientFromPath'
>;

/**
 * A folder for each class, named in the mapping. The same file name may occur in several of them, so
 * an image is named after its folder too; and after the folders between, where its class has the
 * name more than once.
 *
 * @throws AppError DATASET_INVALID when the mapping names a folder that is not there
 */
export async function openClassFolders(dir: string, mapping: ClassMapping): Promise<FolderContent> {
  const { folders } = await listFolder(dir);
  assertFolders(dir, folders, Object.keys(mapping.classes));
  const images = new Map<string, string[]>();
  const rows: RawMetadataRow[] = [];
  const rowOf = rowReader(mapping);
  for (const label of folders) {
    for (const [imageId, files] of await imagesOfClass(dir, label)) {
      images.set(imageId, files);
      rows.push(rowOf(imageId, pathBelow(dir, files[0] ?? ''), label));
    }
  }
  const searched = await listFoldersWithin(dir);
  return { ...withOwnLesions(rows), images, masks: null, searched, tables: [] };
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

function rowReader({ classes, lesionFromName, lesionFromPath, patientFromPath }: ClassMapping) {
  const lesionOfName = idReader('lesionFromName', lesionFromName);
  const lesionOfPath = idReader('lesionFromPath', lesionFromPath);
  const patientOf = idReader('patientFromPath', patientFromPath);
  return (imageId: string, path: string, label: string): RawMetadataRow => ({
    line: 0,
    imageId,
    lesionId: lesionOfPath(path) || lesionOfName(imageStem(nameOf(path))),
    patientId: patientOf(path),
    ...classify(label, classes),
    dxType: '',
    age: '',
    sex: '',
    localization: '',
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
