import { join } from 'node:path';
import { readTable } from '../../metadata/delimited-table.js';
import { findImagesWithin } from '../../importers/find-files.js';
import { imageStem } from '../../importers/image-content.js';
import type { RawMetadataRow } from '../../metadata/metadata-row.js';
import { readUtf8 } from '../../metadata/read-metadata.js';
import { classify, withOwnGroups, type Importer } from '../../importers/importer.js';
import { isic2019Labels } from './labels.js';

const table = /^bcn_?20(k|000).*\.csv$/i;
const imageFolder = /^bcn_?20(k|000)/i;
const columns = ['bcn_filename', 'age_approx', 'anatom_site_general', 'lesion_id', 'sex'] as const;
const optional = ['diagnosis'] as const;
const numbers = ['age_approx'] as const;

/**
 * BCN20000: `bcn_20k_train.csv` beside its folder of images. Its published test part has no
 * diagnoses, so those rows are dropped by name. Many images are in ISIC 2019 too, under other ids:
 * only a perceptual hash finds them.
 */
export const bcn20000: Importer = {
  title: 'BCN20000',
  sign: 'bcn_20k_train.csv',
  matches: ({ files }) => files.some((name) => table.test(name)),
  async open(dir, listing) {
    const rows: RawMetadataRow[] = [];
    const tables = listing.files.filter((name) => table.test(name));
    for (const file of tables) {
      rows.push(...parseTable(await readUtf8(join(dir, file)), file));
    }
    const folders = listing.folders.filter((name) => imageFolder.test(name));
    return {
      ...withOwnGroups(rows, 'lesion'),
      ...(await findImagesWithin(dir, folders)),
      masks: null,
      tables: tables.map((file) => join(dir, file)),
    };
  },
};

function parseTable(text: string, what: string): RawMetadataRow[] {
  const request = { what, columns, optional, numbers, code: 'DATASET_INVALID' } as const;
  return readTable(text, request).map(({ line, cells, identity }) => ({
    line,
    imageId: imageStem(cells.bcn_filename),
    groupId: cells.lesion_id,
    ...classify(cells.diagnosis.toUpperCase(), isic2019Labels),
    metadata: {
      age: cells.age_approx,
      sex: cells.sex,
      localization: cells.anatom_site_general,
    },
    identity,
  }));
}
