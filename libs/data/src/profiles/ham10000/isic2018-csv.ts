import { readTable, type TableRow } from '../../metadata/delimited-table.js';
import { groupRows } from '../../group-rows.js';
import { oneHotLabel } from '../../metadata/one-hot.js';
import type { RawMetadataRow } from '../../metadata/metadata-row.js';

/** The order of the classes in ISIC 2018 files, here and in submissions. */
const isic2018Classes = ['MEL', 'NV', 'BCC', 'AKIEC', 'BKL', 'DF', 'VASC'] as const;

const truthColumns = ['image', ...isic2018Classes] as const;
const groupingColumns = ['image', 'lesion_id', 'diagnosis_confirm_type'] as const;

type Truth = TableRow<(typeof truthColumns)[number]>;
type Grouping = TableRow<(typeof groupingColumns)[number]>;

/**
 * The rows of the ISIC 2018 task 3 training set, joined by image. An image in only one of the two
 * files keeps its row, with an empty diagnosis or lesion; an image listed twice in one of them gives
 * two rows. A ground truth that is not one 1 and six 0 becomes the diagnosis as written, which is
 * none of the known ones.
 *
 * @throws AppError DATASET_INVALID when a text is no such table.
 */
export function parseIsic2018Csv(groundTruth: string, lesionGroupings: string): RawMetadataRow[] {
  const code = 'DATASET_INVALID';
  const truths = readTable(groundTruth, {
    what: 'the ground truth',
    columns: truthColumns,
    numbers: isic2018Classes,
    code,
  });
  const groupings = readTable(lesionGroupings, {
    what: 'the lesion groupings',
    columns: groupingColumns,
    code,
  });
  const groupingsOf = groupRows(groupings, ({ cells }) => cells.image);
  const known = new Set(truths.map(({ cells }) => cells.image));
  return [
    ...truths.flatMap((truth) =>
      (groupingsOf.get(truth.cells.image) ?? [undefined]).map((group) => joined(truth, group)),
    ),
    ...groupings
      .filter(({ cells }) => !known.has(cells.image))
      .map((group) => joined(undefined, group)),
  ];
}

function joined(truth: Truth | undefined, grouping: Grouping | undefined): RawMetadataRow {
  return {
    line: truth?.line ?? grouping?.line ?? 0,
    imageId: truth?.cells.image ?? grouping?.cells.image ?? '',
    groupId: grouping?.cells.lesion_id ?? '',
    label: truth ? diagnosisOf(truth) : '',
    metadata: { dxType: grouping?.cells.diagnosis_confirm_type ?? '' },
    identity: `${truth?.identity ?? ''}\u0000${grouping?.identity ?? ''}`,
  };
}

function diagnosisOf({ cells }: Truth): string {
  const label = oneHotLabel(cells, isic2018Classes);
  return (isic2018Classes as readonly string[]).includes(label) ? label.toLowerCase() : label;
}
