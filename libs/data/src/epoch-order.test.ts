import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { epochOrder } from './epoch-order.js';

/** 60 of class 0, 30 of class 2, 4 of class 5. */
const labels = [...new Array<number>(60).fill(0), ...new Array<number>(30).fill(2), 5, 5, 5, 5];
const key = { seed: 3, epoch: 1, labels };

it('shows each image once in the order of the stream that it always had', () => {
  const { positions, repeats } = epochOrder({ ...key, sampling: 'shuffle' });
  expect(positions).toEqual(randomStream(3, 'shuffle', 1).permutation(labels.length));
  expect(repeats.every((repeat) => repeat === 0)).toBe(true);
});

describe('balanced', () => {
  const balanced = (changes: object = {}) =>
    epochOrder({ ...key, sampling: 'balanced', ...changes });
  const { positions, repeats } = balanced();

  it('shows as many images, and each class once in every round', () => {
    expect(positions).toHaveLength(labels.length);
    for (let start = 0; start + 3 <= positions.length; start += 3) {
      const round = [...positions.subarray(start, start + 3)].map((position) => labels[position]);
      expect(round.sort()).toEqual([0, 2, 5]);
    }
  });

  it('goes through a class before it repeats an image, and counts repeats', () => {
    const seen = new Map<number, number>();
    positions.forEach((position, i) => {
      expect(repeats[i]).toBe(seen.get(position) ?? 0);
      seen.set(position, (seen.get(position) ?? 0) + 1);
    });
    const timesOf = (label: number) =>
      labels.flatMap((other, position) => (other === label ? [seen.get(position) ?? 0] : []));
    expect(Math.max(...timesOf(5)) - Math.min(...timesOf(5))).toBeLessThanOrEqual(1);
    expect(timesOf(5).reduce((sum, times) => sum + times, 0)).toBeGreaterThanOrEqual(31);
    expect(Math.max(...timesOf(0))).toBe(1);
  });

  it('depends on seed and epoch alone', () => {
    expect(balanced()).toEqual({ positions, repeats });
    expect(balanced({ epoch: 2 }).positions).not.toEqual(positions);
    expect(balanced({ seed: 4 }).positions).not.toEqual(positions);
  });
});
