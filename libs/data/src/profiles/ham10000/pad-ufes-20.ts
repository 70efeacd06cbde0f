import { join } from 'node:path';
import { hasColumns, readTable } from '../../metadata/delimited-table.js';
import { findImagesWithin } from '../../importers/find-files.js';
import { imageStem } from '../../importers/image-content.js';
import type { RawMetadataRow } from '../../metadata/metadata-row.js';
import { readUtf8 } from '../../metadata/read-metadata.js';
import { classify, type Importer } from '../../importers/importer.js';
import { padUfes20Labels } from './labels.js';

const tableName = 'metadata.csv';
const partFolder = /^(images|imgs_part_\d)$/i;
const columns = [
  'patient_id',
  'lesion_id',
  'age',
  'gender',
  'region',
  'diagnostic',
  'img_id',
  'biopsed',
] as const;

/**
 * PAD-UFES-20: photographs by smartphone, `metadata.csv` beside `images/` or `imgs_part_1…3/`. It
 * knows patients, several of whose lesions are in it. Lesions are numbered, so that a number says
 * which lesion only together with its patient.
 */
export const padUfes20: Importer = {
  title: 'PAD-UFES-20',
  sign: 'metadata.csv beside images/ or imgs_part_1/',
  columns: [{ name: 'skinTone', type: 'text' }],
  matches: ({ files, folders }) =>
    files.includes(tableName) && folders.some((name) => partFolder.test(name)),
  // Many a set has a table of this name beside a folder of this name.
  confirms: async (dir) =>
    hasColumns(await readUtf8(join(dir, tableName)), ['img_id', 'diagnostic']),
  async open(dir, listing) {
    const table = join(dir, tableName);
    const folders = listing.folders.filter((name) => partFolder.test(name));
    return {
      rows: parseTable(await readUtf8(table)),
      ...(await findImagesWithin(dir, folders)),
      masks: null,
      problems: [],
      tables: [table],
    };
  },
};

function parseTable(text: string): RawMetadataRow[] {
  const what = 'metadata.csv of PAD-UFES-20';
  const request = {
    what,
    columns,
    optional: ['fitspatrick'],
    numbers: ['age'],
    code: 'DATASET_INVALID',
  } as const;
  return readTable(text, request).map(({ line, cells, identity }) => ({
    line,
    imageId: imageStem(cells.img_id),
    patientId: cells.patient_id,
    groupId: cells.lesion_id === '' ? '' : `${cells.patient_id}/${cells.lesion_id}`,
    ...classify(cells.diagnostic, padUfes20Labels),
    metadata: {
      dxType: cells.biopsed.toLowerCase() === 'true' ? 'histo' : '',
      age: cells.age,
      sex: cells.gender.toLowerCase(),
      localization: cells.region.toLowerCase(),
      skinTone: skinToneOf(cells.fitspatrick),
    },
    identity,
  }));
}

/** The Fitzpatrick scale has six types; the table writes them as numbers with a decimal. */
function skinToneOf(cell: string): string {
  const type = Number(cell);
  return Number.isInteger(type) && type >= 1 && type <= 6 ? `Fitzpatrick ${type}` : '';
}
