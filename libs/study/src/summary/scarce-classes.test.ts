import {
  contentHash,
  listTrials,
  newControl,
  parseWith,
  reportSchema,
  studySchema,
  type Predictions,
  type Receipt,
  type Report,
} from '@crossfold/contracts';
import { innerValidationSplit, planFolds } from '@crossfold/data';
import { assertTrainable, evaluate } from '@crossfold/model';
import { describe, expect, it } from 'vitest';
import { compileStudy, parseStudySpec } from '../compile/compile-study.js';
import { withCaveats } from '../render/caveats.js';
import { reportTables } from '../render/report-table.js';
import { classTable } from '../tables/report-tables.js';
import type { CellResult } from './study-results.js';
import { summariseStudy } from './summarise-study.js';

/* A set of 100 classes of 3 to 12 images, 10 of which have fewer images than there are folds. */

const writtenAt = '2026-11-30T00:00:00.000Z';
const folds = 5;
const classes = Array.from({ length: 100 }, (_, c) => `class-${String(c).padStart(3, '0')}`);
const images = classes.flatMap((label, c) =>
  Array.from({ length: c % 10 === 0 ? 3 + (c % 20) / 10 : 6 + (c % 7) }, (_, i) => ({
    imageId: `${label}-${i}`,
    groupId: `${label}-${i}`,
    label,
  })),
);
const scheme = {
  classes,
  classTitles: Object.fromEntries(classes.map((name) => [name, name])),
  positive: { title: 'first', classes: ['class-000'] },
  group: null,
};
const plan = planFolds(
  { ...scheme, images },
  { protocol: 'grouped', folds, seed: 3, sealedShare: 0 },
  null,
);
const labelOf = new Map(images.map(({ imageId, label }) => [imageId, classes.indexOf(label)]));

/** Right more often than not. */
function predict(imageIds: readonly string[]): Predictions {
  const labels = imageIds.map((imageId) => labelOf.get(imageId) ?? -1);
  return {
    schemaVersion: 1,
    classes,
    imageIds: [...imageIds],
    labels,
    probabilities: labels.map((label, i) => {
      const noise = (c: number) => ((i * 7919 + c * 104729) % 1009) / 1009;
      const row = classes.map((_, c) => noise(c) + (c === label ? 0.6 : 0));
      const sum = row.reduce((total, value) => total + value, 0);
      return row.map((value) => value / sum);
    }),
  };
}

/** @param failed folds without a result */
function resultsOf(failed: readonly number[] = []) {
  const spec = {
    name: 'scarce',
    dataset: 'drawn',
    folds,
    seeds: [1],
    sealedShare: 0,
    ensemble: null,
  };
  const study = studySchema.parse(
    compileStudy(parseStudySpec(spec, assertTrainable), spec, {
      studyId: 'study-1',
      submittedAt: writtenAt,
      foldPlan: plan,
      dataset: {
        name: 'drawn',
        manifestSha256: contentHash('drawn'),
      },
    }),
  );
  const cells = listTrials(study).map((cell): CellResult => {
    const { trialId, fold, seed } = cell;
    if (failed.includes(fold)) return { cell, receipt: null, predictions: null, failure: null };
    const predictions = predict(innerValidationSplit(plan, fold, seed, 0.15).test);
    const evaluation = evaluate(predictions, scheme.positive);
    const receipt = { trialId, evaluation, calibration: null } as unknown as Receipt;
    return { cell, receipt, predictions, failure: null };
  });
  return {
    study,
    foldPlan: plan,
    positive: scheme.positive,
    cells,
    control: newControl('study-1'),
    withPredictions: (some: readonly unknown[]) =>
      Promise.resolve(
        cells.filter(({ cell }) => some.some((end) => (end as CellResult).cell === cell)),
      ),
    foreignCells: () => Promise.resolve([]),
    ensemble: null,
    ensembleFailure: null,
    raceDecisions: [],
    stopDecisions: [],
    sealedOpenings: [],
  };
}

/** As much of a cross-evaluation as caveats read. */
function elsewhere(present: readonly string[]): Report['crossEvaluations'][number] {
  const perClass = present.map((name) => ({ name, support: 50 }));
  const confusionMatrix = present.map(() => classes.map(() => 1));
  const target = { name: 'other', manifestSha256: contentHash('other') };
  const open = { classes, perClass, confusionMatrix };
  return { target, variant: 'full', images: 100, open } as never;
}

it('says of how many classes another data set has images', async () => {
  const report = { ...(await summariseStudy(resultsOf([1, 2, 3, 4]), writtenAt)) };
  const textsOf = (present: readonly string[]) =>
    withCaveats({ ...report, crossEvaluations: [elsewhere(present)] }).caveats.filter(
      ({ subject }) => subject === 'other',
    );
  expect(textsOf(classes)).toEqual([]);
  expect(textsOf(classes.slice(0, 2)).map(({ text }) => text)).toEqual([
    'other has images of 2 of the 100 classes: its macro scores are means over these.',
  ]);
});

describe('classes of fewer images than folds', () => {
  it('are planned so that each fold leaves them for training and for inner validation', () => {
    const countOf = (part: readonly string[]) => new Set(part.map((id) => labelOf.get(id))).size;
    const tested = Array.from({ length: folds }, (_, fold) => {
      const { train, validation, test } = innerValidationSplit(plan, fold, 1, 0.15);
      expect([countOf(train), countOf(validation)]).toEqual([100, 100]);
      return countOf(test);
    });
    expect(Math.min(...tested)).toBeLessThan(100);
  });

  it('are left out of the means of the folds that lack them, and the report says so', async () => {
    const report = withCaveats(await summariseStudy(resultsOf(), writtenAt));
    expect(() => parseWith(reportSchema, report, 'INTERNAL', 'the report')).not.toThrow();
    const [baseline] = report.variants;
    expect(baseline?.cells.succeeded).toBe(folds);
    expect(baseline?.pooled?.perClass.every(({ support }) => support > 0)).toBe(true);
    expect(baseline?.overCells?.mean.balancedAccuracy).toBeGreaterThan(0.3);
    // Some folds have no positive image: no mean over the cells, but one over all images.
    expect(baseline?.overCells?.mean.positiveRocAuc).toBeNull();
    expect(baseline?.pooled?.scores.positiveRocAuc).toBeGreaterThan(0.5);
    const texts = report.caveats.filter(({ kind }) => kind === 'absentClasses');
    expect(texts.map(({ text }) => text)).toEqual([
      'Fewer groups than the 5 folds have class-000 (3), class-010 (4), class-020 (3), class-030 (4), class-040 (3), class-050 (4), class-060 (3), class-070 (4), class-080 (3), class-090 (4): some folds have no image of them, and the macro scores of a cell are means over the classes that its fold has. Pooled scores have all classes.',
    ]);
  });

  it('have no scores where no cell with a result has an image of them', async () => {
    const report = withCaveats(await summariseStudy(resultsOf([1, 2, 3, 4]), writtenAt));
    const { perClass = [] } = report.variants[0]?.pooled ?? {};
    const absent = perClass.filter(({ support }) => support === 0).map(({ name }) => name);
    expect(absent.length).toBeGreaterThan(0);
    expect(report.caveats.map(({ text }) => text).join('\n')).toContain(
      `No cell of full with a result has images of ${absent.slice(0, 6).join(', ')}`,
    );
    const shown = reportTables(report).find(({ id }) => id === 'classes.full');
    expect(shown?.rows.filter(([name]) => absent.includes(String(name)))).toEqual([]);
    const rows = [];
    for await (const row of classTable(report).rows) rows.push(row);
    expect(rows.filter((row) => absent.includes(String(row[2]))).map((row) => row[6])).toEqual(
      absent.map(() => null),
    );
  });
});
