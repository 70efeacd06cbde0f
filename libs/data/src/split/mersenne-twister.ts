const stateWords = 624;
const shiftWords = 397;

/** The random numbers of NumPy's legacy `RandomState(seed)`. */
export interface MersenneTwister {
  /** Uniform integer in 0 … 2^32 − 1. */
  next32(): number;
  /** Uniform integer in 0 … `largest`, by masked rejection as NumPy's `random_interval`. */
  interval(largest: number): number;
  /** Shuffles in place as `RandomState.shuffle` does an array of one dimension. */
  shuffle(values: Int32Array): void;
}

/** As scikit-learn's `check_random_state`: a seed, or the generator itself. */
export function toGenerator(seed: number | MersenneTwister): MersenneTwister {
  return typeof seed === 'number' ? mersenneTwister(seed) : seed;
}

/**
 * MT19937 (Matsumoto & Nishimura 1998), seeded by `init_genrand`, which is what NumPy's
 * `RandomState` does with one integer. It serves only to draw the same splits as scikit-learn; all
 * other random numbers come from `@crossfold/random`.
 *
 * @throws RangeError for a seed outside 0 … 2^32 − 1.
 */
export function mersenneTwister(seed: number): MersenneTwister {
  const state = initialState(seed);
  let position = stateWords;

  function next32(): number {
    if (position === stateWords) {
      twist(state);
      position = 0;
    }
    return temper(state[position++] as number);
  }

  function interval(largest: number): number {
    if (largest === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(largest);
    let drawn = (next32() & mask) >>> 0;
    while (drawn > largest) drawn = (next32() & mask) >>> 0;
    return drawn;
  }

  function shuffle(values: Int32Array): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = interval(i);
      const kept = values[i] as number;
      values[i] = values[j] as number;
      values[j] = kept;
    }
  }

  return { next32, interval, shuffle };
}

function initialState(seed: number): Uint32Array {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new RangeError(`expected an integer in 0 … 2^32 - 1 for a split seed, got ${seed}`);
  }
  const state = new Uint32Array(stateWords);
  state[0] = seed;
  for (let i = 1; i < stateWords; i++) {
    const previous = state[i - 1] as number;
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  return state;
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < stateWords; i++) {
    const upper = (state[i] as number) & 0x80000000;
    const lower = (state[(i + 1) % stateWords] as number) & 0x7fffffff;
    const mixed = upper | lower;
    const shifted = state[(i + shiftWords) % stateWords] as number;
    state[i] = shifted ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
  }
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  y ^= y >>> 18;
  return y >>> 0;
}
