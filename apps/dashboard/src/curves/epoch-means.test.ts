import { expect, it } from 'vitest';
import type { EpochRow } from '../api/epoch-row.js';
import { curvesOf } from './epoch-means.js';

const row = (variant: string, trial: string, epoch: number, score: number): EpochRow => ({
  variant,
  trial,
  epoch,
  train_loss: 1,
  train_accuracy: 0.5,
  validation_loss: 2,
  validation_accuracy: 0.5,
  validation_balanced_accuracy: score,
});

it('takes the mean over all cells that have an epoch, and says how many', () => {
  const rows = [
    ...[row('full', 'a', 1, 0.2), row('full', 'a', 2, 0.4), row('full', 'b', 1, 0.4)],
    row('arm', 'c', 1, 0.1),
  ];
  const [full, arm] = curvesOf(rows, 'validation_balanced_accuracy');
  expect(full).toMatchObject({ variant: 'full', n: [2, 1], mean: [30, 40] });
  expect(full?.sd[0]).toBeCloseTo(Math.sqrt(200));
  expect(full?.sd[1]).toBeNull();
  expect(full?.cells).toEqual([
    [20, 40],
    [40, null],
  ]);
  expect(arm).toMatchObject({ variant: 'arm', n: [1, 0], mean: [10, null] });
});
