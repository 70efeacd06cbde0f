import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { bootstrapClusters } from '../statistics/cluster-bootstrap.js';
import { bootstrapSubset, subsetScores } from './subset-bootstrap.js';
import { expectedCalibrationError, reliabilityBins } from './calibration.js';

const [images, classes] = [300, 3];

/** Two images of each group; the first hundred are answered rightly far more often. */
function drawPredictions() {
  const stream = randomStream(3, 'subset');
  const labels = Array.from({ length: images }, (_, i) => (i >> 1) % classes);
  const probabilities = labels.flatMap((label, i) => {
    const row = Array.from({ length: classes }, () => stream.uniform());
    row[label] = (row[label] ?? 0) + (i < 100 ? 1.5 : 0.3);
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => value / sum);
  });
  const predicted = labels.map((_, i) => {
    const row = probabilities.slice(i * classes, (i + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
  return { labels, probabilities, predicted, clusters: labels.map((_, i) => `G${i >> 1}`) };
}

describe('bootstrapSubset', () => {
  const drawn = drawPredictions();
  const subset = drawn.labels.map((_, i) => (i < 100 ? 0 : 1));
  const options = { ...drawn, classes, seed: 0, replicates: 400 };

  it('draws as the bootstrap of reports does, to the last bit', () => {
    const { all } = bootstrapSubset({ ...options, subset });
    const whole = bootstrapClusters(options);
    for (const score of ['accuracy', 'balancedAccuracy', 'macroF1', 'macroRocAuc'] as const) {
      expect(all[score]?.interval).toEqual(whole[score]);
    }
  });

  it('scores the subset as if it were alone, and subtracts it on the same groups', () => {
    const compared = bootstrapSubset({ ...options, subset });
    const alone = bootstrapSubset({
      ...options,
      labels: drawn.labels.slice(100),
      predicted: drawn.predicted.slice(100),
      probabilities: drawn.probabilities.slice(100 * classes),
      clusters: drawn.clusters.slice(100),
      subset: subset.slice(100),
    });
    for (const score of subsetScores) {
      const [all, own, difference] = [compared.all, compared.subset, compared.difference].map(
        (side) => side[score],
      );
      expect(own?.value).toBeCloseTo(alone.all[score]?.value ?? NaN, 12);
      expect(difference?.value).toBeCloseTo((all?.value ?? NaN) - (own?.value ?? NaN), 12);
      expect(difference?.interval?.[0]).toBeLessThan(difference?.value ?? NaN);
    }
    expect(compared.difference.accuracy?.interval?.[0]).toBeGreaterThan(0);
    const bins = reliabilityBins({
      images,
      classes,
      labels: Int32Array.from(drawn.labels),
      predicted: Int32Array.from(drawn.predicted),
      probabilities: Float64Array.from(drawn.probabilities),
    });
    expect(compared.all.ece?.value).toBeCloseTo(expectedCalibrationError(bins), 12);
  });

  it('has no difference where the subset is everything', () => {
    const { difference } = bootstrapSubset({ ...options, subset: drawn.labels.map(() => 1) });
    for (const score of subsetScores) {
      expect(difference[score]).toEqual({ value: 0, interval: [0, 0] });
    }
  });

  it('compares no macro score with one over fewer classes, and no probability that is not there', () => {
    const { probabilities: _, ...answers } = options;
    const two = drawn.labels.map((label) => (label === 2 ? 0 : 1));
    const { all, difference } = bootstrapSubset({ ...answers, subset: two });
    expect(all.macroRocAuc).toBeNull();
    expect(all.ece).toBeNull();
    expect(difference.balancedAccuracy).toBeNull();
    expect(difference.accuracy).not.toBeNull();
  });
});
