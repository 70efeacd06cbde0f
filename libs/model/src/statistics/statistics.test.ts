import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { groupAgainstRest } from '../metrics/ranking.js';
import { rocArea } from '../metrics/roc-curve.js';
import {
  bootstrapAgainstMean,
  bootstrapClusters,
  bootstrapDifference,
} from './cluster-bootstrap.js';
import { rankClasses, weightedMacroRocArea } from './resampled-roc-area.js';
import { binomialInterval } from './binomial-interval.js';
import { adjustHolm, holmLevels } from './multiple-testing.js';
import { normalQuantile } from './normal.js';
import { correctedResampledT } from './resampled-t-test.js';
import { studentQuantile, studentTwoSidedP } from './student-t.js';

const a = [0.8, 0.79, 0.82, 0.81, 0.8];
const b = [0.78, 0.775, 0.8, 0.8, 0.79];
const differences = a.map((value, i) => value - (b[i] as number));

describe('correctedResampledT', () => {
  it('gives the worked example, corrected and naive', () => {
    const naive = correctedResampledT(differences, 0);
    expect(naive.t).toBeCloseTo(6.7082, 4);
    expect(naive.p).toBeCloseTo(0.00257, 5);
    const corrected = correctedResampledT(differences, 1 / 4);
    expect(corrected.t).toBeCloseTo(4.4721, 4);
    expect(corrected.p).toBeCloseTo(0.01106, 5);
    expect(corrected.df).toBe(4);
  });

  it('is certain without spread, and refuses a single difference', () => {
    expect(correctedResampledT([0, 0, 0], 0.25).p).toBe(1);
    expect(correctedResampledT([0.5, 0.5], 0.25).p).toBe(0);
    expect(() => correctedResampledT([1], 0.25)).toThrow(RangeError);
  });
});

it('knows quantiles of Student distributions from printed tables', () => {
  for (const [df, t] of [
    [1, 12.706205],
    [2, 4.3026527],
    [5, 2.5705818],
    [30, 2.0422725],
    [1000, 1.9623391],
  ] as const) {
    expect(studentTwoSidedP(t, df)).toBeCloseTo(0.05, 7);
  }
  expect(studentTwoSidedP(0, 3)).toBe(1);
});

it('refuses quantiles of what is no probability, and ends at infinity', () => {
  for (const p of [-0.1, 1.1, NaN]) {
    expect(() => normalQuantile(p)).toThrow(RangeError);
    expect(() => studentQuantile(p, 3)).toThrow(RangeError);
  }
  expect([normalQuantile(0), studentQuantile(1, 3)]).toEqual([-Infinity, Infinity]);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13);
});

it('adjusts by Holm, in order, never above one', () => {
  expect(adjustHolm([0.04, 0.01, 0.03])).toEqual([0.06, 0.03, 0.06]);
  expect(adjustHolm([0.9, 0.8])).toEqual([1, 1]);
  expect(adjustHolm([])).toEqual([]);
});

it('tests each p at a level that it is below exactly where the adjusted one is below the family level', () => {
  const stream = randomStream('holm-levels');
  for (let family = 0; family < 500; family++) {
    const p = Array.from({ length: 1 + stream.integer(8) }, () => 0.2 * stream.uniform() ** 2);
    const adjusted = adjustHolm(p);
    holmLevels(p, 0.05).forEach((level, i) => {
      expect((p[i] as number) < level).toBe((adjusted[i] as number) < 0.05);
      expect(level).toBeLessThanOrEqual(0.05);
    });
  }
  expect(holmLevels([0.03], 0.05)).toEqual([0.05]);
  expect(holmLevels([0, 0.9], 0.05)).toEqual([0.025, 0.05]);
  // The second step is not reached before the first one is passed.
  expect(holmLevels([0.04, 0.045], 0.05)[1]).toBeCloseTo((0.05 / 2) * (0.045 / 0.04), 12);
});

it('has the exact interval of a rate', () => {
  // statsmodels: proportion_confint(3, 40, method='beta')
  const [low, high] = binomialInterval(3, 40);
  expect(low).toBeCloseTo(0.0157421799, 9);
  expect(high).toBeCloseTo(0.2038647487, 9);
  expect(binomialInterval(0, 10)[0]).toBe(0);
  expect(binomialInterval(0, 10)[1]).toBeCloseTo(1 - 0.025 ** 0.1, 10);
  expect(binomialInterval(10, 10)[1]).toBe(1);
});

describe('bootstrapClusters', () => {
  const stream = randomStream('bootstrap.test');
  const labels = Array.from({ length: 600 }, (_, i) => i % 3);
  const noisy = labels.map((label) => (stream.uniform() < 0.7 ? label : stream.integer(3)));
  const alone = labels.map((_, i) => `lesion-${i}`);
  const base = { labels, predicted: noisy, clusters: alone, classes: 3, seed: 1 };

  it('holds the score in an interval of about the right width', () => {
    const [low, high] = bootstrapClusters(base).balancedAccuracy;
    const hits = labels.filter((label, i) => label === noisy[i]).length / labels.length;
    expect(low).toBeLessThan(hits);
    expect(high).toBeGreaterThan(hits);
    const normal = 2 * 1.96 * Math.sqrt((hits * (1 - hits)) / labels.length);
    expect((high - low) / normal).toBeGreaterThan(0.8);
    expect((high - low) / normal).toBeLessThan(1.2);
  });

  it('is wider when images of a lesion are right or wrong together', () => {
    const clusters = labels.map((label, i) => `${label}-${Math.floor(i / 30)}`);
    const grouped = labels.map((label, i) =>
      Math.floor(i / 30) % 3 === 0 ? (label + 1) % 3 : label,
    );
    const width = (options: typeof base) => {
      const [low, high] = bootstrapClusters(options).balancedAccuracy;
      return high - low;
    };
    const together = { ...base, predicted: grouped, clusters };
    expect(width(together)).toBeGreaterThan(2 * width({ ...together, clusters: alone }));
  });

  it('repeats itself, and is certain about a perfect classifier', () => {
    expect(bootstrapClusters(base)).toEqual(bootstrapClusters(base));
    const perfect = bootstrapClusters({ ...base, predicted: labels });
    const certain = [0, 1, 2].map(() => [1, 1]);
    expect(perfect).toEqual({
      balancedAccuracy: [1, 1],
      macroF1: [1, 1],
      accuracy: [1, 1],
      macroRocAuc: null,
      recalls: certain,
      precisions: certain,
      f1s: certain,
    });
  });

  it('sees a difference that single intervals hide, since both are drawn together', () => {
    const better = noisy.map((guess, i) => (i % 12 === 0 ? (labels[i] as number) : guess));
    const width = ([low, high]: readonly [number, number]) => high - low;
    const [low, high] = bootstrapDifference({
      ...base,
      predicted: better,
      reference: noisy,
    }).balancedAccuracy;
    expect(low).toBeGreaterThan(0);
    expect(width([low, high])).toBeLessThan(width(bootstrapClusters(base).balancedAccuracy) / 2);
    const none = bootstrapDifference({ ...base, reference: noisy });
    expect(none).toMatchObject({
      balancedAccuracy: [0, 0],
      macroF1: [0, 0],
      accuracy: [0, 0],
      macroRocAuc: null,
      recalls: [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    });
  });

  /** As sure of an answer as the answer is good, with ties. */
  const sureOf = (guesses: readonly number[]) =>
    guesses.flatMap((guess, i) => {
      const rest = (1 + (i % 4)) / 10;
      return [0, 1, 2].map((c) => (c === guess ? 1 - rest : rest / 2));
    });

  it('gives each score an interval around it, the AUC and those of the classes too', () => {
    const probabilities = sureOf(noisy);
    const intervals = bootstrapClusters({ ...base, probabilities });
    const table = {
      images: 600,
      classes: 3,
      labels: Int32Array.from(labels),
      probabilities: Float64Array.from(probabilities),
      predicted: Int32Array.from(noisy),
    };
    const areas = [0, 1, 2].map((c) => rocArea(groupAgainstRest(table, [c], `${c}`)));
    const recalls = [0, 1, 2].map((c) => {
      const own = noisy.filter((_, i) => labels[i] === c);
      return own.filter((guess) => guess === c).length / own.length;
    });
    const precisions = [0, 1, 2].map((c) => {
      const own = labels.filter((_, i) => noisy[i] === c);
      return own.filter((label) => label === c).length / own.length;
    });
    const f1s = [0, 1, 2].map((c) => {
      const [recall = NaN, precision = NaN] = [recalls[c], precisions[c]];
      return (2 * recall * precision) / (recall + precision);
    });
    const pairs: (readonly [number, readonly number[] | null | undefined])[] = [
      [areas.reduce((sum, area) => sum + area, 0) / 3, intervals.macroRocAuc],
      ...recalls.map((score, c) => [score, intervals.recalls?.[c]] as const),
      ...precisions.map((score, c) => [score, intervals.precisions?.[c]] as const),
      ...f1s.map((score, c) => [score, intervals.f1s?.[c]] as const),
    ];
    for (const [score, interval] of pairs) {
      const [low = 1, high = 0] = interval ?? [];
      expect(low).toBeLessThan(score);
      expect(high).toBeGreaterThan(score);
      expect(high - low).toBeLessThan(0.15);
    }
    // What was there before is drawn as before.
    const { balancedAccuracy, macroF1 } = bootstrapClusters(base);
    expect(intervals).toMatchObject({ balancedAccuracy, macroF1 });
  });

  it('scores a resample as the images that it draws, ties and missing classes included', () => {
    const probabilities = sureOf(noisy);
    const clusterOf = Int32Array.from(labels, (_, i) => Math.floor(i / 10));
    const weights = Uint32Array.from({ length: 60 }, () => stream.integer(3));
    const drawn = labels.flatMap((_, i) =>
      Array.from({ length: weights[clusterOf[i] as number] as number }, () => i),
    );
    const table = {
      images: drawn.length,
      classes: 3,
      labels: Int32Array.from(drawn, (i) => labels[i] as number),
      probabilities: Float64Array.from(drawn.flatMap((i) => probabilities.slice(3 * i, 3 * i + 3))),
      predicted: new Int32Array(drawn.length),
    };
    const expected =
      [0, 1, 2].reduce((sum, c) => sum + rocArea(groupAgainstRest(table, [c], `${c}`)), 0) / 3;
    const ranked = rankClasses(probabilities, labels, clusterOf, 3);
    expect(weightedMacroRocArea(ranked, weights)).toBeCloseTo(expected, 12);
    const onlyOne = rankClasses(
      probabilities,
      labels.map(() => 0),
      clusterOf,
      3,
    );
    expect(onlyOne).toEqual([]);
  });

  it('compares with the mean of models that are scored alone', () => {
    const other = labels.map((label) => (stream.uniform() < 0.4 ? label : stream.integer(3)));
    const worse = bootstrapAgainstMean(base, [{ predicted: other }]);
    const both = bootstrapAgainstMean(base, [{ predicted: other }, { predicted: noisy }]);
    expect(worse).toEqual(bootstrapDifference({ ...base, reference: other }));
    expect(both.balancedAccuracy[0]).toBeCloseTo(worse.balancedAccuracy[0] / 2, 12);
    expect(both.balancedAccuracy[1]).toBeCloseTo(worse.balancedAccuracy[1] / 2, 12);
  });
});
