import { readTable } from '../../metadata/delimited-table.js';
import type { RawMetadataRow } from '../../metadata/metadata-row.js';

const optional = ['dataset'] as const;
const numbers = ['age'] as const;
const columns = ['lesion_id', 'image_id', 'dx', 'dx_type', 'age', 'sex', 'localization'] as const;

/**
 * The rows of HAM10000 metadata: `lesion_id,image_id,dx,dx_type,age,sex,localization[,dataset]`,
 * separated by commas or tabs.
 *
 * @param name what to call the table in messages
 * @throws AppError DATASET_INVALID when the text is no such table.
 */
export function parseMetadataCsv(text: string, name = 'the metadata'): RawMetadataRow[] {
  const request = { what: name, columns, optional, numbers, code: 'DATASET_INVALID' } as const;
  return readTable(text, request).map(({ line, cells, identity }) => ({
    line,
    imageId: cells.image_id,
    groupId: cells.lesion_id,
    label: cells.dx,
    metadata: {
      dxType: cells.dx_type,
      age: cells.age,
      sex: cells.sex,
      localization: cells.localization,
      collection: cells.dataset,
    },
    identity,
  }));
}
