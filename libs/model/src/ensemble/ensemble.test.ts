import { firstScheme, type InnerPredictions, type SelectionConfig } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { combineVotes, type Vote } from './combine.js';
import { selectGreedily } from './greedy-selection.js';
import { mixtureLoss, stackHeldOut } from './held-out-rows.js';
import { fitMixtureWeights } from './mixture-weights.js';
import { measureUncertainty, summariseUncertainty } from './uncertainty.js';

const classes = firstScheme.classes.length;
const stream = randomStream('ensemble.test');

/** One cell's predictions of a model that gives the true class about this share. */
function innerOf(skill: number, fold: number, images = 70): InnerPredictions {
  const labels = Array.from({ length: images }, (_, i) => i % classes);
  return {
    schemaVersion: 2,
    classes: firstScheme.classes,
    imageIds: labels.map((_, i) => `image-${fold}-${i}`),
    labels,
    probabilities: labels.map((label) => {
      const raw = Array.from({ length: classes }, (_, c) => {
        return stream.uniform() + (c === label ? 3 * skill : 0);
      });
      const sum = raw.reduce((total, value) => total + value, 0);
      return raw.map((value) => value / sum);
    }),
    part: 'innerValidation',
    repeat: 0,
    fold,
  };
}

function votesOf(...rows: [weight: number, probabilities: number[]][]): Vote[] {
  return rows.map(([weight, values]) => ({ weight, probabilities: Float64Array.from(values) }));
}

describe('combineVotes', () => {
  const votes = votesOf([0.25, [0.8, 0.2, 0.5, 0.5]], [0.75, [0.4, 0.6, 0.1, 0.9]]);

  it('takes the weighted mean of probabilities', () => {
    for (const combination of ['mean', 'weighted', 'greedy'] as const) {
      const found = combineVotes(votes, 2, combination);
      [0.5, 0.5, 0.2, 0.8].forEach((p, i) => expect(found[i]).toBeCloseTo(p, 12));
    }
  });

  it('takes the mean of logits as the normalised geometric mean', () => {
    const [a, b] = [0.8 ** 0.25 * 0.4 ** 0.75, 0.2 ** 0.25 * 0.6 ** 0.75];
    const found = combineVotes(votes, 2, 'logitMean');
    expect(found[0]).toBeCloseTo(a / (a + b), 12);
    expect((found[2] ?? 0) + (found[3] ?? 0)).toBeCloseTo(1, 12);
    expect(combineVotes(votesOf([1, [1, 0]]), 2, 'logitMean').every(Number.isFinite)).toBe(true);
  });

  it('takes the mean of ranks within each class, ties sharing theirs', () => {
    const ties = votesOf([1, [0.5, 0.5, 0.5, 0.5, 0.1, 0.9]]);
    // Of the first class 2.5, 2.5, 1 of 3; of the second 1.5, 1.5, 3.
    const expected = [2.5 / 4, 1.5 / 4, 2.5 / 4, 1.5 / 4, 1 / 4, 3 / 4];
    combineVotes(ties, 2, 'rankMean').forEach((p, i) =>
      expect(p).toBeCloseTo(expected[i] ?? 0, 12),
    );
  });
});

describe('weights learnt on inner validation', () => {
  const cells = [0, 1].map((fold) => [0.9, 0.1, 0.7].map((skill) => innerOf(skill, fold)));
  const rows = stackHeldOut(cells);
  const selection: SelectionConfig = {
    metric: 'nll',
    rounds: 40,
    sortedStart: 1,
    bags: 0,
    bagShare: 0.5,
  };
  const sumOf = (weights: readonly number[]) => weights.reduce((sum, w) => sum + w, 0);

  it('stacks the cells, each candidate over all of them', () => {
    expect(rows.images).toBe(140);
    expect(rows.candidates).toHaveLength(3);
    expect(rows.candidates[2]?.[0]).toBe(cells[0]?.[2]?.probabilities[0]?.[0]);
    expect(rows.candidates[2]?.[70 * classes]).toBe(cells[1]?.[2]?.probabilities[0]?.[0]);
  });

  it('refuses candidates that were held out from other images', () => {
    expect(() => stackHeldOut([[innerOf(0.5, 0), innerOf(0.5, 1)]])).toThrow(/same images/);
    expect(() => stackHeldOut([])).toThrow(/got none/);
  });

  it('finds the weights that no other on a grid beats', () => {
    const weights = fitMixtureWeights(rows);
    const least = mixtureLoss(rows, weights);
    expect(sumOf(weights)).toBeCloseTo(1, 12);
    for (let i = 0; i <= 20; i++) {
      for (let j = 0; i + j <= 20; j++) {
        const other = [i / 20, j / 20, (20 - i - j) / 20];
        expect(mixtureLoss(rows, other)).toBeGreaterThan(least - 1e-9);
      }
    }
  });

  it('selects with replacement, no worse than the best single one and near the best weights', () => {
    const weights = selectGreedily(rows, selection, 0);
    expect(sumOf(weights)).toBeCloseTo(1, 12);
    const singles = [0, 1, 2].map((k) =>
      mixtureLoss(
        rows,
        [0, 1, 2].map((i) => Number(i === k)),
      ),
    );
    const found = mixtureLoss(rows, weights);
    expect(found).toBeLessThanOrEqual(Math.min(...singles));
    expect(found - mixtureLoss(rows, fitMixtureWeights(rows))).toBeLessThan(1e-3);
  });

  it('averages bags, the same for a seed', () => {
    const bagged = { ...selection, bags: 12, metric: 'balancedAccuracy' as const };
    const weights = selectGreedily(rows, bagged, 3);
    expect(weights).toEqual(selectGreedily(rows, bagged, 3));
    expect(weights).not.toEqual(selectGreedily(rows, bagged, 4));
    expect(sumOf(weights)).toBeCloseTo(1, 12);
    expect(weights[0]).toBeGreaterThan(weights[1] ?? 1);
  });
});

describe('uncertainty', () => {
  it('parts entropy into what members share and where they disagree', () => {
    const agreeing = measureUncertainty(votesOf([0.5, [0.5, 0.5]], [0.5, [0.5, 0.5]]), 2);
    expect(agreeing.entropy[0]).toBeCloseTo(Math.log(2), 12);
    expect(agreeing.mutualInformation[0]).toBeCloseTo(0, 12);
    const opposed = measureUncertainty(votesOf([0.5, [1, 0]], [0.5, [0, 1]]), 2);
    expect(opposed.entropy[0]).toBeCloseTo(Math.log(2), 12);
    expect(opposed.mutualInformation[0]).toBeCloseTo(Math.log(2), 12);
  });

  it('tells right answers from wrong ones', () => {
    const summary = summariseUncertainty({
      schemaVersion: 1,
      classes: ['mel', 'nv'],
      imageIds: ['a', 'b', 'c'],
      labels: [0, 0, 1],
      probabilities: [
        [0.9, 0.1],
        [0.4, 0.6],
        [0.2, 0.8],
      ],
      uncertainty: { entropy: [0.3, 0.6, 0.5], mutualInformation: [0.1, 0, 0.2] },
    });
    expect(summary).toEqual({
      right: { images: 2, entropy: 0.4, mutualInformation: expect.closeTo(0.15) as number },
      wrong: { images: 1, entropy: 0.6, mutualInformation: 0 },
      errorRocArea: { entropy: 1, mutualInformation: 0 },
    });
  });
});
