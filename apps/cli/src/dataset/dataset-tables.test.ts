import { firstColumns, firstScheme, sha256, type Manifest } from '@crossfold/contracts';
import { planFolds } from '@crossfold/data';
import { expect, it } from 'vitest';
import { chooseForSheet, classesOfSheet } from './choose-for-sheet.js';
import { dataTable, markdownTable, textTable } from './data-table.js';
import { foldPlanLines, sealedSize } from './fold-plan-view.js';
import { datasetTables } from './dataset-tables.js';

const images: Manifest['images'] = firstScheme.classes.flatMap((label) =>
  Array.from({ length: 20 }, (_, i) => ({
    imageId: `${label}-${String(i).padStart(2, '0')}`,
    groupId: `${label}-L${i >> 1}`,
    label,
    metadata: { dxType: 'histo', age: 40, sex: 'male', localization: 'back' },
    maskSha256: null,
    sha256: sha256(`${label}-${i}`),
    sizeBytes: 1,
    widthPx: 1,
    heightPx: 1,
  })),
);
const manifest: Manifest = {
  schemaVersion: 2,
  ...firstScheme,
  columns: firstColumns,
  layout: 'folder',
  licence: '',
  source: '',
  images,
  problems: [{ kind: 'near-copy', imageId: 'x', detail: 'y', decision: 'dropped' }],
};

it('shows classes, subgroups, problems, and the balance and leak of a plan', () => {
  const options = { protocol: 'image', folds: 3, seed: 1, sealedShare: 0.2 } as const;
  const plan = planFolds({ ...firstScheme, images }, options, null);
  const tables = datasetTables(manifest, plan);
  expect(tables.map(({ title }) => title)).toEqual([
    ...['Classes', 'Lesions by number of images', 'By dxType, never a model input'],
    ...['By age (years), never a model input', 'By sex, never a model input'],
    ...['By localization, never a model input', 'What ingest met'],
    ...['Folds (image, 3 folds)', 'Leak'],
  ]);
  const folds = tables.find(({ title }) => title.startsWith('Folds'));
  expect(folds?.rows.map(([fold]) => fold)).toEqual([0, 1, 2, 'sealed']);
  const leak = tables.at(-1)?.rows[0];
  expect(leak?.[1]).toBe(plan.leak.leakedImages);
  expect(datasetTables(manifest, null)).toHaveLength(7);
});

it('says how much of a plan is sealed, beside the share that was asked for', () => {
  const options = { protocol: 'image', folds: 3, seed: 1, sealedShare: 0.4 } as const;
  const plan = planFolds({ ...firstScheme, images }, options, null);
  const sealed = plan.assignments.filter(({ fold }) => fold === 'sealed').length;
  expect(sealedSize(plan)).toEqual({
    images: sealed,
    askedShare: 0.4,
    share: sealed / images.length,
  });
  const share = ((100 * sealed) / images.length).toFixed(1);
  expect(foldPlanLines(plan)).toContain(
    `sealed: ${sealed} of ${images.length} images (${share} %; 40.0 % were asked for)`,
  );
  expect(
    sealedSize(planFolds({ ...firstScheme, images }, { ...options, sealedShare: 0 }, null)),
  ).toBeNull();
});

it('writes tables as text and as Markdown', () => {
  const table = dataTable('Odd', ['name', 'count'], [['a|b', 3]]);
  expect(textTable(table)).toEqual(['Odd', '', 'name  count', '----  -----', 'a|b       3', '']);
  expect(markdownTable(table)).toEqual([
    ...['## Odd', '', '| name | count |', '| --- | --: |', '| a\\|b | 3 |', ''],
  ]);
});

it('chooses the most frequent of many classes for a sheet', () => {
  const classes = Array.from({ length: 300 }, (_, c) => `class-${String(c).padStart(3, '0')}`);
  const images = classes.flatMap((label, c) =>
    manifest.images.slice(0, c % 25 === 7 ? 4 : 2).map((image) => ({
      ...image,
      label,
    })),
  );
  const expected = classes.filter((_, c) => c % 25 === 7);
  expect(classesOfSheet({ classes, images })).toEqual(expected);
  const rows = chooseForSheet({ classes, images }, 5);
  expect(rows.map(([first]) => first?.label)).toEqual(expected);
});

it('chooses one image of a lesion for each class, evenly', () => {
  const rows = chooseForSheet(manifest, 5);
  expect(rows).toHaveLength(7);
  expect(rows[0]?.map(({ imageId }) => imageId)).toEqual([
    ...['akiec-00', 'akiec-04', 'akiec-08', 'akiec-12', 'akiec-16'],
  ]);
  expect(chooseForSheet(manifest, 100)[0]).toHaveLength(10);
});
