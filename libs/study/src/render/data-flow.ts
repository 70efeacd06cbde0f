import {
  countSplits,
  foldsText,
  groupWords,
  listPlaces,
  placeText,
  plural,
  type DataFlow,
  type FlowDrawing,
  type Report,
  type ReportCell,
  type ReportFigure,
  type ReportTable,
} from '@crossfold/contracts';
import { buildTable, numbers, prose, texts } from './table.js';

/** More classes are no table to read. */
const maxListedClasses = 20;
/** More classes are no line of a box. */
const maxInBox = 10;
/** More folds are told together. */
const [maxRows, maxBoxes] = [20, 6];

type Part = DataFlow['pool'];
type Reason = NonNullable<DataFlow['dataset']>['dropped'][number]['reason'];

/** Why an image, or a row of a table, is not in a data set. */
const reasonTexts = {
  'missing-image': 'no file',
  'unknown-class': 'unknown class',
  'duplicate-id': 'one id for several rows',
  'unreadable-image': 'unreadable file',
  'conflicting-label': 'group with several labels',
  'missing-group': 'no group',
  'unreadable-id': 'unreadable id',
  'invalid-value': 'invalid value',
  'image-without-row': 'no row in the table',
  'missing-mask': 'no mask',
  'excluded-class': 'class that is left out',
  'conflicting-patient': 'group of several patients',
  'in-other-set': 'in another set too',
  'near-copy': 'smaller copy of another image',
  'unused-file': 'no image of the set',
  'equal-bytes': 'copy of another image',
} as const satisfies Record<Reason, string>;

/** Where the images of a study come from and where they went; of older reports the classes alone. */
export function dataFlowTables(report: Report): ReportTable[] {
  const { dataFlow } = report;
  return [...(dataFlow ? [flowTable(dataFlow, report)] : []), classSizeTable(report)];
}

function flowTable(flow: DataFlow, report: Report): ReportTable {
  const { many } = groupWords(report.dataset);
  const { dataset, planned, sealed, pool } = flow;
  // Of each group that one image is kept of, others are left out: none of them is gone.
  const row = (name: string, { images, groups }: Part, remark: string): ReportCell[] => [
    name,
    images,
    groups === 0 ? null : groups,
    remark,
  ];
  const left = leftOut(flow);
  return buildTable({
    id: 'data-flow',
    section: 'question',
    title: `Images and ${many} in each part`,
    columns: [...texts('part'), ...numbers('count', 'images', many), prose('what it is')],
    rows: [
      ...(dataset?.dropped ?? []).map(({ reason, images }): ReportCell[] => [
        'left out',
        images,
        null,
        reasonTexts[reason],
      ]),
      ...(dataset ? [row(`data set ${report.dataset.name}`, dataset, datasetText(dataset))] : []),
      ...(left ? [row('in no part', left, whyLeftOut(report))] : []),
      ...(left || !dataset ? [row('fold plan', planned, '')] : []),
      ...(sealed ? [row('sealed part', sealed, sealedText)] : []),
      row('development part', pool, `divided into ${foldsText(report.foldPlan.options)}`),
      ...foldRows(flow, report),
    ],
  });
}

const sealedText = 'no model is trained on it or chosen by it';

function datasetText({ copies }: NonNullable<DataFlow['dataset']>): string {
  return copies > 0
    ? `${plural(copies, 'of them is a copy of another', 'of them are copies of others')}, kept on their side`
    : '';
}

/** Images of the data set that are in no part of the plan; null where all are. */
function leftOut({ dataset, planned }: DataFlow): Part | null {
  if (!dataset || dataset.images === planned.images) return null;
  return { images: dataset.images - planned.images, groups: dataset.groups - planned.groups };
}

function whyLeftOut({ foldPlan: { options }, dataset }: Report): string {
  return options.protocol === 'dedup'
    ? `one image is kept of each ${groupWords(dataset).one} (protocol dedup)`
    : 'the imported plan does not name them';
}

function foldRows({ folds }: DataFlow, { foldPlan: { options } }: Report): ReportCell[][] {
  const all = folds.flat();
  if (all.length > maxRows) {
    const range = rangeOf(all);
    return [[`each of ${all.length} folds`, range.images, range.groups, 'tested by its models']];
  }
  return listPlaces(options).flatMap((place) => {
    const size = folds[place.repeat]?.[place.fold];
    return size
      ? [[placeText(options, place), size.images, size.groups, 'tested by its models']]
      : [];
  });
}

function rangeOf(parts: readonly Part[]): Record<keyof Part, string> {
  const range = (values: readonly number[]) => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return least === most ? String(least) : `${least}–${most}`;
  };
  return {
    images: range(parts.map(({ images }) => images)),
    groups: range(parts.map(({ groups }) => groups)),
  };
}

/** Images and groups of each class in each part of the plan; of many classes, the rarest. */
function classSizeTable({ classSizes, dataset }: Report): ReportTable {
  const { many } = groupWords(dataset);
  const rarest = classSizes
    .toSorted((a, b) => a.pool.groups - b.pool.groups)
    .slice(0, maxListedClasses);
  const isWhole = classSizes.length <= maxListedClasses;
  const rows = (isWhole ? classSizes : rarest).map(({ name, pool, sealed }): ReportCell[] => [
    name,
    ...[pool.images, pool.groups],
    ...[sealed?.images ?? null, sealed?.groups ?? null],
  ]);
  return buildTable({
    id: 'class-sizes',
    section: 'question',
    title: `Images and ${many} by class and part`,
    columns: [
      ...texts('class'),
      ...numbers('count', 'development images', `development ${many}`),
      ...numbers('count', 'sealed images', `sealed ${many}`),
    ],
    rows,
    notes: isWhole ? [] : [`The ${maxListedClasses} rarest of ${classSizes.length} classes.`],
  });
}

/** The flow of images from the data set to the folds, as CONSORT draws that of participants. */
export function dataFlowFigures(report: Report): ReportFigure[] {
  const { dataFlow, dataset } = report;
  if (!dataFlow) return [];
  const { many } = groupWords(dataset);
  return [
    {
      id: 'data-flow',
      section: 'question',
      variant: null,
      title: 'Where the images went',
      caption: `Images and ${many} from the data set to what each model is tested on. A model is trained on the folds that it is not tested on, less a part of them for inner validation.`,
      drawing: { form: 'flow', ...stepsOf(dataFlow, report) },
    },
  ];
}

function stepsOf(flow: DataFlow, report: Report): Pick<FlowDrawing, 'steps' | 'parts'> {
  const { dataset, planned, sealed, pool, folds } = flow;
  const { many } = groupWords(report.dataset);
  const size = ({ images, groups }: Part) =>
    groups === 0 ? `${images} images` : `${images} images of ${groups} ${many}`;
  const dropped = (dataset?.dropped ?? []).map(
    ({ reason, images }) => `${images}: ${reasonTexts[reason]}`,
  );
  const found = (dataset?.dropped ?? []).reduce(
    (sum, { images }) => sum + images,
    dataset?.images ?? 0,
  );
  const left = leftOut(flow);
  const sealing = sealed && {
    title: 'Sealed part',
    lines: [size(sealed), ...classLine(report, 'sealed'), sealedText],
  };
  const all = folds.flat();
  const isDrawn = folds.length === 1 && all.length <= maxBoxes;
  const range = rangeOf(all);
  return {
    steps: [
      ...(dropped.length > 0
        ? [
            {
              title: 'Found',
              lines: [`${found} images or rows`],
              leaving: { title: 'Left out', lines: dropped },
            },
          ]
        : []),
      ...(dataset
        ? [
            {
              title: `Data set ${report.dataset.name}`,
              lines: [size(dataset), ...[datasetText(dataset)].filter((text) => text !== '')],
              leaving: left
                ? { title: 'In no part', lines: [size(left), whyLeftOut(report)] }
                : sealing,
            },
          ]
        : []),
      ...(left || !dataset
        ? [{ title: 'Fold plan', lines: [size(planned)], leaving: sealing }]
        : []),
      {
        title: 'Development part',
        lines: [size(pool), ...classLine(report, 'pool')],
        leaving: null,
      },
      ...(isDrawn
        ? []
        : [
            {
              title: foldsText(report.foldPlan.options),
              lines: [
                `each of ${countSplits(report.foldPlan.options)} tests ${range.images} images of ${range.groups} ${many}`,
              ],
              leaving: null,
            },
          ]),
    ],
    parts: isDrawn ? all.map((part, i) => ({ title: `Fold ${i}`, lines: [size(part)] })) : [],
  };
}

/** How many images each class has, where these are few; no line begins with a number. */
function classLine({ classSizes }: Report, part: 'pool' | 'sealed'): string[] {
  if (classSizes.length === 0 || classSizes.length > maxInBox) return [];
  return [classSizes.map((size) => `${size.name}\u00a0${size[part]?.images ?? 0}`).join(', ')];
}
