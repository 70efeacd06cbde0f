import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { bootstrapClusters, bootstrapDifference } from './cluster-bootstrap.js';
import { mcnemarExact } from './mcnemar.js';
import { adjustBenjaminiHochberg, adjustHolm } from './multiple-testing.js';
import { normalQuantile } from './normal.js';
import { correctedResampledT } from './resampled-t-test.js';
import { studentQuantile, studentTwoSidedP } from './student-t.js';
import { wilcoxonSignedRank } from './wilcoxon.js';

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

it('can give no less than 0.0625 from five signed ranks', () => {
  expect(wilcoxonSignedRank(differences)).toEqual({ statistic: 0, p: 0.0625 });
  expect(wilcoxonSignedRank([0, 0])).toEqual({ statistic: 0, p: 1 });
  expect(() => wilcoxonSignedRank([])).toThrow(RangeError);
});

it('gives the worked example of the exact McNemar test', () => {
  expect(mcnemarExact(25, 10)).toBeCloseTo(0.016674, 6);
  expect(mcnemarExact(10, 25)).toBe(mcnemarExact(25, 10));
  expect([mcnemarExact(0, 0), mcnemarExact(7, 7)]).toEqual([1, 1]);
});

it('adjusts by Benjamini and Hochberg, in order', () => {
  expect(adjustBenjaminiHochberg([0.04, 0.01, 0.03])).toEqual([0.04, 0.03, 0.04]);
});

it('adjusts by Holm, in order, never above one', () => {
  expect(adjustHolm([0.04, 0.01, 0.03])).toEqual([0.06, 0.03, 0.06]);
  expect(adjustHolm([0.9, 0.8])).toEqual([1, 1]);
  expect(adjustHolm([])).toEqual([]);
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
    expect(perfect).toEqual({ balancedAccuracy: [1, 1], macroF1: [1, 1] });
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
    expect(none).toEqual({ balancedAccuracy: [0, 0], macroF1: [0, 0] });
  });
});
