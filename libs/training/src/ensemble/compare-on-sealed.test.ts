import { firstScheme, resampledScores, type Predictions } from '@crossfold/contracts';
import { evaluate } from '@crossfold/model';
import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { compareOnSealed } from './compare-on-sealed.js';

const labels = Int32Array.from({ length: 210 }, (_, i) => i % 7);
const images = {
  classes: firstScheme.classes,
  imageIds: Array.from(labels, (_, i) => `image-${i}`),
  labels,
};
const groups = new Map(images.imageIds.map((imageId, i) => [imageId, `lesion-${i % 70}`]));

/** Right with a chance, and the surer the better. */
function vote(name: string, skill: number) {
  const stream = randomStream('sealed', name);
  const probabilities = Float64Array.from({ length: labels.length * 7 }, () => 0.1);
  labels.forEach((label, i) => {
    probabilities[7 * i + (stream.uniform() < skill ? label : stream.integer(7))] = 0.4;
  });
  return { trialId: name, probabilities };
}

function predictionsOf({ probabilities }: ReturnType<typeof vote>): Predictions {
  const rows = Array.from(labels, (_, i) => [...probabilities.subarray(7 * i, 7 * i + 7)]);
  return { schemaVersion: 1, ...images, labels: [...labels], probabilities: rows };
}

describe('compareOnSealed', () => {
  const ensemble = predictionsOf(vote('ensemble', 0.8));
  const compare = (votes: ReturnType<typeof vote>[]) =>
    compareOnSealed(ensemble, 'full', votes, { images, groups });

  it('scores each model of the baseline alone, and pairs their mean with the ensemble', () => {
    const votes = [vote('full.f0.s1', 0.4), vote('full.f1.s1', 0.5)];
    const found = compare(votes);
    const scores = votes.map((one) => evaluate(predictionsOf(one), null).scores.balancedAccuracy);
    const mean = ((scores[0] ?? NaN) + (scores[1] ?? NaN)) / 2;
    expect(found).toMatchObject({ baseline: 'full', models: ['full.f0.s1', 'full.f1.s1'] });
    expect(found?.scores.balancedAccuracy).toBeCloseTo(mean, 12);
    const difference = evaluate(ensemble, null).scores.balancedAccuracy - mean;
    for (const name of resampledScores) {
      const [low = NaN, high = NaN] = found?.intervals[name] ?? [];
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThan(low);
    }
    expect(found?.intervals.balancedAccuracy[0]).toBeLessThan(difference);
    expect(found?.intervals.balancedAccuracy[1]).toBeGreaterThan(difference);
  });

  it('finds no difference between a model and itself, and none without a baseline', () => {
    const { intervals } = compare([vote('ensemble', 0.8)]) ?? {};
    expect(intervals).toMatchObject({ balancedAccuracy: [0, 0], macroRocAuc: [0, 0] });
    expect(compare([])).toBeNull();
  });
});
