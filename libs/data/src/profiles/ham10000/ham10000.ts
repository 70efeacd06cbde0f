import { parseIsic2018Csv } from './isic2018-csv.js';
import { findLayout, hasHam10000Folders, type MetadataFiles } from './layout.js';
import { parseMetadataCsv } from './metadata-csv.js';
import type { Profile } from '../../importers/profile.js';
import type { RawMetadataRow } from '../../metadata/metadata-row.js';
import { readUtf8 } from '../../metadata/read-metadata.js';
import { bcn20000 } from './bcn20000.js';
import { derm7pt } from './derm7pt.js';
import { isic2018Test } from './isic2018-test.js';
import { isic2019 } from './isic2019.js';
import { padUfes20 } from './pad-ufes-20.js';
import { ph2 } from './ph2.js';
import { ham10000Columns, ham10000Scheme } from './scheme.js';

/** HAM10000, and the sets of skin lesions that have its classes. */
export const ham10000: Profile = {
  name: 'ham10000',
  title: 'HAM10000',
  scheme: ham10000Scheme,
  columns: ham10000Columns,
  importers: {
    'isic2018-test': isic2018Test,
    isic2019,
    bcn20000,
    ph2,
    'pad-ufes-20': padUfes20,
    derm7pt,
  },
  closer: {
    layouts: ['kaggle', 'isic2018', 'folder'],
    isSure: hasHam10000Folders,
    async open(dir) {
      const { layout, metadata, images, masks, searched } = await findLayout(dir);
      const rows = await readRows(metadata);
      const tables = tablesOf(metadata);
      return { layout, rows, images, masks, problems: [], searched, tables };
    },
  },
};

function tablesOf(files: MetadataFiles): string[] {
  return files.format === 'ham10000' ? [files.table] : [files.groundTruth, files.lesionGroupings];
}

async function readRows(files: MetadataFiles): Promise<RawMetadataRow[]> {
  if (files.format === 'ham10000') return parseMetadataCsv(await readUtf8(files.table));
  return parseIsic2018Csv(await readUtf8(files.groundTruth), await readUtf8(files.lesionGroupings));
}
