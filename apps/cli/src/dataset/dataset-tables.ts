import {
  foldsText,
  groupWords,
  type FoldPlan,
  type LabelScheme,
  type Manifest,
} from '@crossfold/contracts';
import { subgroupTables, summariseManifest, type NearDuplicate } from '@crossfold/data';
import { formatShare } from '../terminal/units.js';
import { columnsOf } from './class-columns.js';
import { dataTable, type DataTable } from './data-table.js';
import { foldBalance, foldCells, foldColumns } from './fold-plan-view.js';

/** All views of a data set, and of a fold plan of it where one is given. */
export function datasetTables(manifest: Manifest, plan: FoldPlan | null): DataTable[] {
  const classes = columnsOf(manifest.classes);
  const { many } = groupWords(manifest);
  const summary = summariseManifest(manifest);
  const isTitled = summary.classes.some(({ title }) => title !== null);
  return [
    dataTable(
      'Classes',
      ['class', ...(isTitled ? ['title'] : []), 'images', many, 'share'],
      summary.classes.map(({ label, title, images, groups }) => [
        ...[label, ...(isTitled ? [title ?? ''] : []), images, groups],
        formatShare(images, summary.images),
      ]),
    ),
    dataTable(
      `${capital(many)} by number of images`,
      ['images each', many],
      summary.multiplicity.map(({ imagesPerGroup, groups }) => [imagesPerGroup, groups]),
    ),
    ...subgroupTables(manifest).map(({ attribute, unit, groups: subgroups }) =>
      dataTable(
        `By ${attribute}${unit === null ? '' : ` (${unit})`}, never a model input`,
        ['value', 'images', many, ...classes],
        subgroups.map(({ value, images, groups, classes: counts }) => [
          ...[value, images, groups],
          ...classes.map((label) => counts[label] ?? 0),
        ]),
      ),
    ),
    dataTable(
      'What ingest met',
      ['problem', 'dropped', 'kept'],
      summary.problems.map(({ kind, dropped, kept }) => [kind, dropped, kept]),
    ),
    ...(plan ? planTables(plan) : []),
  ].filter(({ rows }) => rows.length > 0);
}

function planTables(plan: FoldPlan): DataTable[] {
  const { options, leak } = plan;
  const classes = columnsOf(plan.classes);
  const { one, many } = groupWords(plan);
  return [
    dataTable(
      `Folds (${options.protocol}, ${foldsText(options)})`,
      [...foldColumns(options), 'images', many, ...classes],
      foldBalance(plan).map((part) => [
        ...foldCells(options, part),
        part.images,
        part.groups,
        ...classes.map((label) => part.classes[label] ?? 0),
      ]),
    ),
    dataTable(
      'Leak',
      ['check', 'images', 'share'],
      [
        [
          `tested with their ${one} in training`,
          leak.leakedImages,
          formatShare(leak.leakedImages, leak.poolImages),
        ],
      ],
    ),
  ];
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}

export function duplicateTable(
  pairs: readonly NearDuplicate[],
  maxBits: number,
  scheme: Pick<LabelScheme, 'group'>,
): DataTable {
  const { many } = groupWords(scheme);
  return dataTable(
    `Images of different ${many} that look alike (at most ${maxBits} of 128 bits differ)`,
    ['images', many, 'classes', 'bits', 'parts', 'note'],
    pairs.map(({ images, groups, classes, distance, identical, parts, crossesSeal }) => [
      ...[images, groups, classes].map((pair) => pair.join(' / ')),
      distance,
      parts?.join(' / ') ?? '-',
      [...(identical ? ['same file'] : []), ...(crossesSeal ? ['CROSSES THE SEAL'] : [])].join(
        ', ',
      ),
    ]),
  );
}
