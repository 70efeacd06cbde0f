import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { bootstrapClusters, bootstrapDifference } from './cluster-bootstrap.js';
import { bootstrapContrasts } from './contrast-bootstrap.js';

const classes = 4;
const labels = Int32Array.from({ length: 240 }, (_, i) => i % classes);
const clusters = Array.from(labels, (_, i) => `lesion-${i % classes}-${Math.floor(i / 12)}`);
const options = { labels, clusters, classes, seed: 0 };

/** Ranks of the true class that are 0 with a chance, and the answer that belongs to each. */
function answers(name: string, skill: number) {
  const stream = randomStream('contrasts', name);
  const rank = labels.map(() => (stream.uniform() < skill ? 0 : 1 + stream.integer(classes - 1)));
  const predicted = labels.map((label, i) => (rank[i] === 0 ? label : (label + 1) % classes));
  return { rank, predicted };
}

describe('bootstrapContrasts', () => {
  const [good, poor] = [answers('good', 0.8), answers('poor', 0.5)];

  it('draws and scores as the bootstrap of confusion matrices does', () => {
    const [own] = bootstrapContrasts(options, [good], [{ plus: [0], minus: [] }]);
    const { accuracy, balancedAccuracy, macroF1 } = bootstrapClusters({ ...options, ...good });
    for (const [found, expected] of [
      [own?.accuracy, accuracy],
      [own?.balancedAccuracy, balancedAccuracy],
      [own?.macroF1, macroF1],
    ]) {
      expect(found?.[0]).toBeCloseTo(expected?.[0] ?? NaN, 12);
      expect(found?.[1]).toBeCloseTo(expected?.[1] ?? NaN, 12);
    }
    const [against] = bootstrapContrasts(options, [good, poor], [{ plus: [0], minus: [1] }]);
    const paired = bootstrapDifference({ ...options, ...good, reference: poor.predicted });
    expect(against?.macroF1[0]).toBeCloseTo(paired.macroF1[0], 12);
    expect(against?.macroF1[1]).toBeCloseTo(paired.macroF1[1], 12);
  });

  it('counts among the k most probable what a model that answers so has for accuracy', () => {
    const among = (k: number) => ({
      rank: good.rank,
      predicted: labels.map((label, i) =>
        (good.rank[i] ?? 0) < k ? label : (label + 1) % classes,
      ),
    });
    const [own, two, three] = bootstrapContrasts(
      options,
      [good, among(2), among(3)],
      [0, 1, 2].map((model) => ({ plus: [model], minus: [] })),
    );
    expect(own?.top2).toEqual(two?.accuracy);
    expect(own?.top3).toEqual(three?.accuracy);
    expect(own?.top2[0]).toBeGreaterThan(own?.accuracy[0] ?? NaN);
  });

  it('is 0 between equal means, and narrower paired than by two intervals', () => {
    const found = bootstrapContrasts(
      options,
      [good, poor, good],
      [
        { plus: [0, 1], minus: [1, 2] },
        { plus: [0], minus: [1] },
      ],
    );
    for (const bound of found[0]?.accuracy ?? [NaN]) expect(bound).toBeCloseTo(0, 12);
    expect(found[1]?.accuracy[0]).toBeGreaterThan(0);
  });
});
