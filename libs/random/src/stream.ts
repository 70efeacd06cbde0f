import { createHash } from 'node:crypto';

/** A sequence of random numbers that is fixed by its key alone. */
export interface RandomStream {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, bound), without modulo bias. */
  integer(bound: number): number;
  /** Standard normal (Box–Muller). */
  normal(): number;
  /** The numbers 0 … length − 1 in random order (Fisher–Yates). */
  permutation(length: number): Uint32Array;
}

/**
 * The stream of a key such as `(rootSeed, 'augment', epoch, sample)`. Streams come from counters,
 * not from one running generator, so that a number depends on what it is for and never on which
 * worker asks, in which order, or after how many restarts.
 *
 * The key is hashed with SHA-256 into the state of sfc32 (Doty-Humphrey), which passes PractRand
 * and BigCrush.
 */
export function randomStream(...key: readonly (string | number)[]): RandomStream {
  const digest = createHash('sha256').update(JSON.stringify(key)).digest();
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let counter = 1;

  function next32(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  function uniform(): number {
    return ((next32() >>> 5) * 0x4000000 + (next32() >>> 6)) / 0x20000000000000;
  }

  function integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > 0x100000000) {
      throw new RangeError(`expected a bound in 1 … 2^32 for integer(), got ${bound}`);
    }
    const limit = 0x100000000 - (0x100000000 % bound);
    let drawn = next32();
    while (drawn >= limit) drawn = next32();
    return drawn % bound;
  }

  return {
    uniform,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    permutation(length) {
      const order = Uint32Array.from({ length }, (_, i) => i);
      for (let i = length - 1; i > 0; i--) {
        const j = integer(i + 1);
        const kept = order[i] as number;
        order[i] = order[j] as number;
        order[j] = kept;
      }
      return order;
    },
  };
}
