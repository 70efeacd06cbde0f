import { join } from 'node:path';
import { readTable, type TableRow } from '../metadata/delimited-table.js';
import { findImages, imageStem, listFoldersWithin } from './find-files.js';
import type { RawMetadataRow } from '../metadata/metadata-row.js';
import { readUtf8 } from '../metadata/read-metadata.js';
import { classify, type Importer } from './importer.js';
import { derm7ptLabels } from './labels.js';

const columns = ['case_num', 'diagnosis', 'location', 'sex', 'clinic', 'derm'] as const;
type Case = TableRow<(typeof columns)[number]>;

/**
 * Derm7pt: `meta/meta.csv` and `images/`, where each case has a dermatoscopic image (`derm`) and a
 * clinical one (`clinic`); only the first is taken. The table and the files disagree on upper and
 * lower case. A case is a lesion.
 */
export const derm7pt: Importer = {
  title: 'Derm7pt',
  sign: 'meta/ and images/',
  matches: ({ folders }) => folders.includes('meta') && folders.includes('images'),
  async open(dir) {
    const text = await readUtf8(join(dir, 'meta', 'meta.csv'));
    const what = 'meta/meta.csv of Derm7pt';
    const cases = readTable(text, { what, columns, code: 'DATASET_INVALID' });
    const dermatoscopic = new Set(cases.map(({ cells }) => idOf(cells.derm)));
    const clinical = new Set(cases.map(({ cells }) => idOf(cells.clinic)));
    const images = await findByPath(dir);
    for (const imageId of clinical) if (!dermatoscopic.has(imageId)) images.delete(imageId);
    return { rows: cases.map(toRow), images, masks: null, problems: [] };
  },
};

function toRow({ line, cells, identity }: Case): RawMetadataRow {
  return {
    ...{ line, imageId: idOf(cells.derm) },
    lesionId: cells.case_num === '' ? '' : `case-${cells.case_num}`,
    ...classify(cells.diagnosis.toLowerCase(), derm7ptLabels),
    ...{ dxType: '', age: '', sex: cells.sex, localization: cells.location },
    identity,
  };
}

/** Path below `images/` without ending, in lower case: `NEL/NEL026.jpg` is `nel-nel026`. */
function idOf(path: string): string {
  return imageStem(path)
    .replaceAll(/[\\/]+/g, '-')
    .toLowerCase();
}

async function findByPath(dir: string): Promise<Map<string, string[]>> {
  const images = new Map<string, string[]>();
  for (const folder of await listFoldersWithin(join(dir, 'images'))) {
    for (const [stem, files] of await findImages(join(dir, 'images'), [folder])) {
      const imageId = idOf(join(folder, stem));
      images.set(imageId, [...(images.get(imageId) ?? []), ...files]);
    }
  }
  return images;
}
