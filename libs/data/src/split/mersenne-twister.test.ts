import { describe, expect, it } from 'vitest';
import { mersenneTwister } from './mersenne-twister.js';

/** First three words, word 700, and `arange(10)` shuffled by NumPy's RandomState of each seed. */
const reference = [
  [0, [2357136044, 2546248239, 3071714933], 747805126, [2, 8, 4, 9, 1, 6, 7, 3, 0, 5]],
  [5489, [3499211612, 581869302, 3890346734], 2381045132, [4, 9, 0, 7, 8, 3, 2, 1, 5, 6]],
  [2 ** 32 - 1, [419326371, 479346978, 3918654476], 1315897766, [6, 9, 5, 1, 8, 0, 7, 4, 2, 3]],
] as const;

describe('mersenneTwister', () => {
  it.each(reference)('gives the words of NumPy for seed %i', (seed, first, late) => {
    const { next32 } = mersenneTwister(seed);
    const words = Array.from({ length: 700 }, next32);
    expect(words.slice(0, 3)).toEqual(first);
    expect(words[699]).toBe(late);
  });

  it.each(reference)('shuffles as NumPy for seed %i', (seed, _first, _late, shuffled) => {
    const values = Int32Array.from({ length: 10 }, (_, i) => i);
    mersenneTwister(seed).shuffle(values);
    expect([...values]).toEqual(shuffled);
  });

  it('draws all of an interval, and draws nothing for an interval of one', () => {
    const random = mersenneTwister(3);
    const drawn = new Set(Array.from({ length: 500 }, () => random.interval(10)));
    expect([...drawn].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const [a, b] = [mersenneTwister(3), mersenneTwister(3)];
    a.interval(0);
    expect(a.next32()).toBe(b.next32());
    expect(mersenneTwister(0).interval(0xffffffff)).toBe(2357136044);
  });

  it.each([-1, 0.5, 2 ** 32, NaN])('refuses seed %d', (seed) => {
    expect(() => mersenneTwister(seed)).toThrow(RangeError);
  });
});
