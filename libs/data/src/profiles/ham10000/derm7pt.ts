import { join } from 'node:path';
import { readTable, type TableRow } from '../../metadata/delimited-table.js';
import { listImages, pathBelow, withInnerFolders } from '../../importers/find-files.js';
import { imageStem } from '../../importers/image-content.js';
import type { RawMetadataRow } from '../../metadata/metadata-row.js';
import { readUtf8 } from '../../metadata/read-metadata.js';
import { classify, type Importer } from '../../importers/importer.js';
import { derm7ptLabels } from './labels.js';

const imageFolder = 'images';
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
  matches: ({ folders }) => folders.includes('meta') && folders.includes(imageFolder),
  async open(dir) {
    const table = join(dir, 'meta', 'meta.csv');
    const what = 'meta/meta.csv of Derm7pt';
    const cases = readTable(await readUtf8(table), { what, columns, code: 'DATASET_INVALID' });
    const dermatoscopic = new Set(cases.map(({ cells }) => idOf(cells.derm)));
    const clinical = new Set(cases.map(({ cells }) => idOf(cells.clinic)));
    const images = await findByPath(dir);
    for (const imageId of clinical) if (!dermatoscopic.has(imageId)) images.delete(imageId);
    return {
      rows: cases.map(toRow),
      images,
      masks: null,
      problems: [],
      tables: [table],
      searched: await withInnerFolders(dir, [imageFolder]),
      isCompanion: (path) => clinical.has(idOf(path.slice(imageFolder.length + 1))),
    };
  },
};

function toRow({ line, cells, identity }: Case): RawMetadataRow {
  return {
    line,
    imageId: idOf(cells.derm),
    groupId: cells.case_num === '' ? '' : `case-${cells.case_num}`,
    ...classify(cells.diagnosis.toLowerCase(), derm7ptLabels),
    metadata: { sex: cells.sex, localization: cells.location },
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
  for (const file of await listImages(dir, await withInnerFolders(dir, [imageFolder]))) {
    const imageId = idOf(pathBelow(join(dir, imageFolder), file));
    images.set(imageId, [...(images.get(imageId) ?? []), file]);
  }
  return images;
}
