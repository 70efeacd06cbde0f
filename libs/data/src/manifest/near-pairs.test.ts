import { randomStream } from '@crossfold/random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differingBits, nearPairs } from './near-pairs.js';

/** Looks of 128 bits, each of which is another one with some bits changed. */
function looksOf(count: number, seed: number): Uint32Array[] {
  const stream = randomStream(seed, 'looks');
  const looks: Uint32Array[] = [];
  for (let i = 0; i < count; i++) {
    const look = looks[stream.integer(i + 1)]?.slice() ?? new Uint32Array(4);
    for (let flip = stream.integer(24); flip > 0; flip--) {
      const bit = stream.integer(128);
      look[bit >> 5] = ((look[bit >> 5] as number) ^ (1 << (bit & 31))) >>> 0;
    }
    looks.push(look);
  }
  return looks;
}

describe('nearPairs', () => {
  it('finds each pair that comparing all of them finds, and finds it once', () => {
    const given = [fc.integer({ min: 0, max: 40 }), fc.nat(), fc.integer({ min: 0, max: 32 })];
    fc.assert(
      fc.property(
        ...(given as [(typeof given)[0], (typeof given)[0], (typeof given)[0]]),
        (n, seed, maxBits) => {
          const looks = looksOf(n, seed);
          const expected = looks.flatMap((a, first) =>
            looks.slice(first + 1).flatMap((b, i) => {
              const distance = differingBits(a, b);
              return distance > maxBits ? [] : [`${first} ${first + 1 + i} ${distance}`];
            }),
          );
          const found = [...nearPairs(looks, maxBits)];
          const texts = found.map(
            ({ first, second, distance }) => `${first} ${second} ${distance}`,
          );
          expect(texts.toSorted()).toEqual(expected.toSorted());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('compares ten thousand without each pair of them', () => {
    const stream = randomStream(1, 'looks');
    const looks = Array.from({ length: 10_015 }, () =>
      Uint32Array.from({ length: 4 }, () => stream.integer(2 ** 31)),
    );
    looks.push((looks[17] as Uint32Array).slice());
    expect([...nearPairs(looks, 12)]).toEqual([{ first: 17, second: 10_015, distance: 0 }]);
  });
});
