import type { FoldPlan, Manifest } from '@crossfold/contracts';
import {
  subgroupTables,
  summariseManifest,
  type NearDuplicate,
  type SubgroupAttribute,
} from '@crossfold/data';
import { formatShare } from '../terminal/units.js';
import { dataTable, type DataTable } from './data-table.js';
import { foldBalance } from './fold-plan-view.js';

const attributeTitles = {
  sex: 'Sex',
  ageBand: 'Age (years)',
  localization: 'Site',
  dxType: 'How the label was made (never a model input)',
  collection: 'Collection (never a model input)',
} as const satisfies Record<SubgroupAttribute, string>;

/** All views of a data set, and of a fold plan of it where one is given. */
export function datasetTables(manifest: Manifest, plan: FoldPlan | null): DataTable[] {
  const { classes } = manifest;
  const summary = summariseManifest(manifest);
  return [
    dataTable(
      'Classes',
      ['class', 'images', 'lesions', 'share'],
      summary.classes.map(({ dx, images, lesions }) => [
        ...[dx, images, lesions],
        formatShare(images, summary.images),
      ]),
    ),
    dataTable(
      'Lesions by number of images',
      ['images each', 'lesions'],
      summary.multiplicity.map(({ imagesPerLesion, lesions }) => [imagesPerLesion, lesions]),
    ),
    ...subgroupTables(manifest).map(({ attribute, groups }) =>
      dataTable(
        attributeTitles[attribute],
        ['value', 'images', 'lesions', ...classes],
        groups.map(({ value, images, lesions, classes: counts }) => [
          ...[value, images, lesions],
          ...classes.map((dx) => counts[dx]),
        ]),
      ),
    ),
    dataTable(
      'What ingest met',
      ['problem', 'dropped', 'kept'],
      summary.problems.map(({ kind, dropped, kept }) => [kind, dropped, kept]),
    ),
    ...(plan ? planTables(manifest, plan) : []),
  ].filter(({ rows }) => rows.length > 0);
}

function planTables({ classes }: Manifest, plan: FoldPlan): DataTable[] {
  const { options, leak } = plan;
  return [
    dataTable(
      `Folds (${options.protocol}, ${options.folds})`,
      ['fold', 'images', 'lesions', ...classes],
      foldBalance(plan).map(({ fold, images, lesions, classes: counts }) => [
        ...[fold === 'test' ? 'test (sealed)' : fold, images, lesions],
        ...classes.map((dx) => counts[dx] ?? 0),
      ]),
    ),
    dataTable(
      'Leak',
      ['check', 'images', 'share'],
      [
        [
          'tested with their lesion in training',
          leak.leakedImages,
          formatShare(leak.leakedImages, leak.poolImages),
        ],
      ],
    ),
  ];
}

export function duplicateTable(pairs: readonly NearDuplicate[], maxBits: number): DataTable {
  return dataTable(
    `Images of different lesions that look alike (at most ${maxBits} of 128 bits differ)`,
    ['images', 'lesions', 'classes', 'bits', 'parts', 'note'],
    pairs.map(({ images, lesions, classes, distance, identical, parts, crossesSeal }) => [
      ...[images, lesions, classes].map((pair) => pair.join(' / ')),
      distance,
      parts?.join(' / ') ?? '-',
      [...(identical ? ['same file'] : []), ...(crossesSeal ? ['CROSSES THE SEAL'] : [])].join(
        ', ',
      ),
    ]),
  );
}
