import { describe, expect, it } from 'vitest';
import { averageHeldOut, orderedAs } from './average-held-out.js';

const part = (imageIds: string[], labels: number[], probabilities: number[][]) => ({
  schemaVersion: 1 as const,
  classes: ['a', 'b'],
  imageIds,
  labels,
  probabilities,
});

describe('the mean of held-out models', () => {
  it('takes each image over the predictions that have it, sorted by image', () => {
    const found = averageHeldOut([
      part(
        ['q', 'p'],
        [1, 0],
        [
          [0.2, 0.8],
          [0.6, 0.4],
        ],
      ),
      part(['p'], [0], [[0.9, 0.1]]),
    ]);
    expect(found).toMatchObject({
      models: [1, 2],
      predictions: { imageIds: ['p', 'q'], labels: [0, 1] },
    });
    const [p, q] = found?.predictions.probabilities ?? [];
    expect(p?.[0]).toBeCloseTo(0.75, 12);
    expect(p?.[1]).toBeCloseTo(0.25, 12);
    expect(q).toEqual([0.2, 0.8]);
  });

  it('is nothing without predictions, and refuses an image with two labels', () => {
    expect(averageHeldOut([])).toBeNull();
    const one = part(['p'], [0], [[1, 0]]);
    expect(() => averageHeldOut([one, part(['p'], [1], [[1, 0]])])).toThrow(/one label of p/);
  });

  it('is put into the order of some images, or none where one is missing', () => {
    const some = part(
      ['p', 'q'],
      [0, 1],
      [
        [1, 0],
        [0, 1],
      ],
    );
    expect(orderedAs(['q'], some)).toMatchObject({ labels: [1], probabilities: [[0, 1]] });
    expect(orderedAs(['r', 'p'], some)).toBeNull();
  });
});
