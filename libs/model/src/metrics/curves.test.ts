import { describe, expect, it } from 'vitest';
import { precisionAt, riskAtCoverage, rocAt } from './curves.js';
import { tabulatePredictions } from './prediction-table.js';
import { groupAgainstRest } from './ranking.js';
import { averagePrecision, rocArea } from './roc-curve.js';

/** Scores of class 1, and which images are of it. */
function tableOf(scores: readonly number[], isOne: readonly boolean[]) {
  return tabulatePredictions({
    classes: ['zero', 'one'],
    imageIds: scores.map((_, i) => `image-${i}`),
    labels: isOne.map((one) => (one ? 1 : 0)),
    probabilities: scores.map((p) => [1 - p, p]),
  });
}

const ranked = tableOf([0.9, 0.8, 0.7, 0.6, 0.4], [true, false, true, true, false]);

describe('curves at a grid', () => {
  it('have the values of the ROC curve that can be counted by hand', () => {
    const counts = groupAgainstRest(ranked, [1], 'one');
    // Thresholds (fpr, tpr): (0, 1/3), (1/2, 1/3), (1/2, 2/3), (1/2, 1), (1, 1).
    expect(rocAt(counts, [0, 0.25, 0.5, 0.75, 1])).toEqual([1 / 3, 1 / 3, 1, 1, 1]);
  });

  it('are linear between thresholds that ties span', () => {
    const tied = groupAgainstRest(
      tableOf([0.5, 0.5, 0.5, 0.5], [true, false, true, false]),
      [1],
      '',
    );
    expect(rocAt(tied, [0, 0.25, 0.5, 1])).toEqual([0, 0.25, 0.5, 1]);
  });

  it('have the precision of the threshold that reaches the recall', () => {
    const counts = groupAgainstRest(ranked, [1], 'one');
    expect(precisionAt(counts, [0, 1 / 3, 0.5, 2 / 3, 1])).toEqual([1, 1, 2 / 3, 2 / 3, 3 / 4]);
  });

  it('enclose the areas that the scores name', () => {
    const scores = Array.from({ length: 400 }, (_, i) => ((i * 37) % 401) / 401);
    const counts = groupAgainstRest(
      tableOf(
        scores,
        scores.map((score, i) => score + ((i * 13) % 7) / 10 > 0.8),
      ),
      [1],
      'one',
    );
    const grid = Array.from({ length: 4001 }, (_, i) => i / 4000);
    const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(meanOf(rocAt(counts, grid))).toBeCloseTo(rocArea(counts), 3);
    expect(meanOf(precisionAt(counts, grid))).toBeCloseTo(averagePrecision(counts), 2);
  });

  it('count wrong answers among the most confident images, ties with their mean', () => {
    const table = tabulatePredictions({
      classes: ['a', 'b'],
      imageIds: ['1', '2', '3', '4'],
      labels: [0, 1, 0, 1],
      probabilities: [
        [0.9, 0.1],
        [0.8, 0.2],
        [0.2, 0.8],
        [0.4, 0.6],
      ],
    });
    // Right; then two wrong ones of equal confidence; then a right one.
    expect(riskAtCoverage(table, [0, 0.25, 0.5, 0.75, 1])).toEqual([0, 0, 1 / 2, 2 / 3, 1 / 2]);
  });
});
