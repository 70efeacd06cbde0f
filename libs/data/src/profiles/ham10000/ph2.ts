import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { isImageFile, withInnerFolders } from '../../importers/find-files.js';
import { listFolder } from '../../importers/folder-listing.js';
import type { RawMetadataRow } from '../../metadata/metadata-row.js';
import { readUtf8 } from '../../metadata/read-metadata.js';
import { classify, type Importer } from '../../importers/importer.js';
import { ph2Labels } from './labels.js';

const imagesFolder = 'PH2 Dataset images';
const tableName = 'PH2_dataset.txt';
const [nameColumn, diagnosisColumn] = ['Name', 'Clinical Diagnosis'];

/**
 * PH2: a folder for each of 200 images, with image and mask as BMP, and `PH2_dataset.txt`, a table
 * ruled with `||` whose columns end where its legend begins. One image for each lesion; nevi and
 * melanomas only.
 */
export const ph2: Importer = {
  title: 'PH2',
  sign: `${imagesFolder}/`,
  matches: ({ folders }) => folders.includes(imagesFolder),
  async open(dir) {
    const table = join(dir, tableName);
    const rows = parsePh2Table(await readUtf8(table));
    const { folders } = await listFolder(join(dir, imagesFolder));
    const images = new Map<string, string[]>();
    const masks = new Map<string, string>();
    for (const imageId of folders) {
      const folder = join(dir, imagesFolder, imageId);
      const image = await onlyImage(join(folder, `${imageId}_Dermoscopic_Image`));
      const mask = await onlyImage(join(folder, `${imageId}_lesion`));
      if (image !== undefined) images.set(imageId, [image]);
      if (mask !== undefined) masks.set(imageId, mask);
    }
    return {
      rows,
      images,
      masks,
      problems: [],
      tables: [table],
      searched: await withInnerFolders(dir, [imagesFolder]),
      // Regions of interest: each is a mask of a part of the lesion.
      isCompanion: (path) => /_roi\/[^/]+$/.test(path),
    };
  },
};

async function onlyImage(folder: string): Promise<string | undefined> {
  const { files } = await listFolder(folder).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'DATASET_INVALID') return { files: [] };
    throw error;
  });
  const images: string[] = [];
  for (const name of files) if (await isImageFile(join(folder, name))) images.push(name);
  const [only, ...more] = images;
  return only !== undefined && more.length === 0 ? join(folder, only) : undefined;
}

/** @throws AppError DATASET_INVALID when the text is no such table */
function parsePh2Table(text: string): RawMetadataRow[] {
  const lines = text.split(/\r?\n/).map((line, i) => ({ line: i + 1, cells: cellsOf(line) }));
  const ruled = lines.filter(({ cells }) => cells.length > 3);
  const header = ruled.find(({ cells }) => cells.includes(nameColumn));
  const [name, diagnosis] = [nameColumn, diagnosisColumn].map((column) =>
    header?.cells.indexOf(column),
  );
  if (!header || name === undefined || diagnosis === undefined || diagnosis === -1) {
    throw new AppError(
      'DATASET_INVALID',
      `expected columns ${nameColumn} and ${diagnosisColumn} between || for ${tableName}, got none`,
    );
  }
  return ruled
    .filter(({ line, cells }) => line > header.line && /^IMD\d+$/.test(cells[name] ?? ''))
    .map(({ line, cells }) => ({
      line,
      imageId: cells[name] ?? '',
      groupId: cells[name] ?? '',
      ...classify(cells[diagnosis] ?? '', ph2Labels),
      metadata: {},
      identity: cells.join('\u0000'),
    }));
}

function cellsOf(line: string): string[] {
  return line.includes('||') ? line.split('||').map((cell) => cell.trim()) : [];
}
