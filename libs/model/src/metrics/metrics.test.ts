import { AppError, firstScheme, scoreNames } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { expectedCalibrationError, reliabilityBins } from './calibration.js';
import { trivialScores, summariseCells } from './cells.js';
import { evaluate } from './evaluate.js';
import { tabulatePredictions } from './prediction-table.js';
import { topKAccuracy } from './ranking.js';
import { countByThreshold, rocArea } from './roc-curve.js';

const three = ['akiec', 'bcc', 'bkl'] as const;

function predictions(labels: number[], probabilities: number[][]) {
  return {
    classes: [...three],
    imageIds: labels.map((_, i) => `image-${i}`),
    labels,
    probabilities,
  };
}

describe('evaluate', () => {
  it('agrees with a confusion matrix worked out by hand', () => {
    const { scores, confusionMatrix, perClass } = evaluate(
      predictions(
        [0, 0, 1, 1, 2],
        [
          [0.7, 0.2, 0.1],
          [0.2, 0.7, 0.1],
          [0.1, 0.8, 0.1],
          [0.3, 0.4, 0.3],
          [0.5, 0.3, 0.2],
        ],
      ),
      null,
    );
    expect(scoreNames.filter((name) => scores[name] === null)).toEqual(
      scoreNames.filter((name) => name.startsWith('positive')),
    );
    expect(confusionMatrix).toEqual([
      [1, 1, 0],
      [0, 2, 0],
      [1, 0, 0],
    ]);
    expect(scores.accuracy).toBeCloseTo(3 / 5);
    expect(scores.balancedAccuracy).toBeCloseTo((1 / 2 + 1 + 0) / 3);
    expect(scores.macroPrecision).toBeCloseTo((1 / 2 + 2 / 3 + 0) / 3);
    expect(perClass.map(({ f1 }) => f1)).toEqual([0.5, 0.8, 0]);
    expect(scores.top3).toBe(1);
  });

  it('scores over the classes that have images, and gives the positive group none without both sides', () => {
    const rows = [
      [0.5, 0.3, 0.2],
      [0.2, 0.3, 0.5],
      [0.2, 0.5, 0.3],
    ];
    const positive = { title: 'late', classes: ['bkl'] };
    const { scores, perClass, confusionMatrix } = evaluate(predictions([0, 1, 1], rows), positive);
    expect(scores).toMatchObject({
      balancedAccuracy: 3 / 4,
      macroRecall: 3 / 4,
      macroRocAuc: (1 + 3 / 4) / 2,
    });
    expect(scores.macroF1).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(Object.values(scores).filter((score) => Number.isNaN(score))).toEqual([]);
    expect(scores).toMatchObject({ positiveRocAuc: null, positiveRecall: null });
    expect(perClass[2]).toMatchObject({ name: 'bkl', support: 0, recall: 0, rocAuc: 0 });
    expect(confusionMatrix[2]).toEqual([0, 0, 0]);
  });

  it('refuses images of one class, and a probability that is no number', () => {
    const row = [0.5, 0.3, 0.2];
    expect(() => evaluate(predictions([1, 1], [row, row]), null)).toThrow(/2 positive and 0 neg/);
    const broken = predictions([0, 1, 2], [row, [NaN, 0, 0], row]);
    expect(() => evaluate(broken, null)).toThrow(/image-1/);
    expect(() => evaluate(broken, null)).toThrow(AppError);
  });
});

it('ranks malignant against benign by the sum of akiec, bcc and mel, and counts all bins', () => {
  const row = (malignant: number, mel = 0) =>
    [0.4, 0.1, 0.3, 0.2].map((share, i) => (i === 0 ? malignant - mel : i === 3 ? mel : share));
  const { scores, reliability } = evaluate(
    {
      classes: ['akiec', 'bcc', 'bkl', 'mel'],
      imageIds: [],
      labels: [0, 1, 3, 2, 2],
      probabilities: [row(0.5), row(0.4, 0.3), row(0.2, 0.1), row(0.3), row(0.1)],
    },
    firstScheme.positive,
  );
  expect(scores.positiveRocAuc).toBeCloseTo(5 / 6, 12);
  expect(scores.positiveSensitivity).toBeCloseTo(2 / 3, 12);
  // By their answers, the second and third malignant image are called bkl, and one bkl akiec.
  expect(scores.positiveRecall).toBeCloseTo(1 / 3, 12);
  expect(scores.positiveSpecificity).toBeCloseTo(1 / 2, 12);
  expect(reliability).toHaveLength(15);
  expect(reliability.reduce((sum, bin) => sum + bin.images, 0)).toBe(5);
});

describe('ranking', () => {
  it('breaks ties by the lowest index', () => {
    const table = tabulatePredictions(
      predictions(
        [1, 2, 0],
        [
          [0.4, 0.4, 0.2],
          [0.4, 0.3, 0.3],
          [0.4, 0.4, 0.2],
        ],
      ),
    );
    expect(topKAccuracy(table, 1)).toBeCloseTo(1 / 3);
    expect(topKAccuracy(table, 2)).toBeCloseTo(2 / 3);
  });

  it('counts tied pairs half, and refuses a curve with one side empty', () => {
    const area = (scores: number[], isPositive: (i: number) => boolean) =>
      rocArea(countByThreshold(Float64Array.from(scores), isPositive, 'mel'));
    expect(area([1, 2, 2, 3], (i) => i >= 2)).toBe(3.5 / 4);
    expect(area([1, 1, 1], (i) => i === 0)).toBe(0.5);
    expect(() => area([1, 2], () => true)).toThrow(/curve of mel, got 2 positive and 0 negative/);
  });
});

it('finds no calibration error where confidence is right and the whole gap where it is not', () => {
  const sure = predictions(
    [0, 1, 2, 0],
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ],
  );
  expect(expectedCalibrationError(reliabilityBins(tabulatePredictions(sure)))).toBe(0);
  const wrong = predictions(
    [1, 1, 1, 1],
    [
      [1, 0, 0],
      [1, 0, 0],
      [1, 0, 0],
      [1, 0, 0],
    ],
  );
  expect(expectedCalibrationError(reliabilityBins(tabulatePredictions(wrong)))).toBe(1);
});

it('knows what always answering nv scores on HAM10000', () => {
  const counts = [327, 514, 1099, 115, 1113, 6705, 142];
  const labels = counts.flatMap((count, c) => Array.from({ length: count }, () => c));
  const trivial = trivialScores(labels, firstScheme.classes);
  expect(trivial.class).toBe('nv');
  expect(trivial.accuracy).toBeCloseTo(0.6695, 4);
  expect(trivial.balancedAccuracy).toBeCloseTo(0.1429, 4);
  expect(trivial.macroF1).toBeCloseTo(0.1146, 4);
});

it('spreads over cells with n − 1, and gives no spread for one cell', () => {
  const { scores } = evaluate(
    predictions(
      [0, 1, 2],
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    ),
    null,
  );
  const cells = [0.5, 0.7].map((accuracy) => ({ ...scores, accuracy }));
  expect(summariseCells(cells)?.mean.accuracy).toBeCloseTo(0.6);
  expect(summariseCells(cells)?.sd?.['accuracy']).toBeCloseTo(Math.sqrt(0.02));
  expect(summariseCells(cells.slice(1))?.sd).toBeNull();
  expect(summariseCells(cells)?.mean.positiveRocAuc).toBeNull();
  expect(summariseCells(cells)?.sd).not.toHaveProperty('positiveRocAuc');
  expect(summariseCells([])).toBeNull();
});
