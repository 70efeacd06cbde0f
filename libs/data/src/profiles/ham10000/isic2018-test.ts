import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { findImagesWithin, findTable } from '../../importers/find-files.js';
import type { FolderListing } from '../../importers/folder-listing.js';
import { parseIsic2018Csv } from './isic2018-csv.js';
import { parseMetadataCsv } from './metadata-csv.js';
import type { RawMetadataRow } from '../../metadata/metadata-row.js';
import { readUtf8 } from '../../metadata/read-metadata.js';
import { withOwnGroups, type Importer } from '../../importers/importer.js';

const imageFolders = ['ISIC2018_Task3_Test_Input', 'ISIC2018_Task3_Test_Images'];
const truthStem = 'ISIC2018_Task3_Test_GroundTruth';
const groupingsStem = 'ISIC2018_Task3_Test_LesionGroupings';
const noGroupings = 'image,lesion_id,diagnosis_confirm_type\n';

/**
 * The test part of ISIC 2018 task 3, from the challenge (one column a class, no lesions) or from the
 * HAM10000 archive (its columns, lesions `HAMTEST_*`). 1,512 rows; `ISIC_0035068` has no image.
 */
export const isic2018Test: Importer = {
  title: 'ISIC 2018 task 3 test',
  sign: 'ISIC2018_Task3_Test_Input/',
  matches: ({ folders }) => imageFolders.some((name) => folders.includes(name)),
  async open(dir, listing) {
    const folders = imageFolders.filter((name) => listing.folders.includes(name));
    const truth = await truthPath(dir, listing);
    const groupings = await findTable(dir, listing, groupingsStem);
    return {
      ...withOwnGroups(await readRows(truth, groupings), 'lesion'),
      ...(await findImagesWithin(dir, folders)),
      masks: null,
      tables: [truth, ...(groupings === undefined ? [] : [groupings])],
    };
  },
};

async function readRows(path: string, groupings: string | undefined): Promise<RawMetadataRow[]> {
  const truth = await readUtf8(path);
  if (/^\uFEFF?"?lesion_id\b/.test(truth)) return parseMetadataCsv(truth, truthStem);
  return parseIsic2018Csv(truth, groupings === undefined ? noGroupings : await readUtf8(groupings));
}

async function truthPath(dir: string, listing: FolderListing): Promise<string> {
  const bare = [`${truthStem}.tab`, truthStem].find((name) => listing.files.includes(name));
  const found = (await findTable(dir, listing, truthStem)) ?? (bare && join(dir, bare));
  if (found !== undefined) return found;
  throw new AppError('DATASET_INVALID', `expected ${truthStem}.csv in ${dir}, got none`);
}
