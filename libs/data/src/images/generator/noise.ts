import type { RandomStream } from '@crossfold/random';

const period = 256;
const mask = period - 1;

/** What `NoiseField.cells` found at a point. */
export interface Cell {
  /** Distance to the nearest centre, and to the next. */
  nearest: number;
  second: number;
  /** Uniform in [0, 1), the same in all of the cell. */
  id: number;
}

/**
 * Random functions of the plane that are fixed by a stream, with features of unit size. They are
 * called some millions of times for each photograph, hence a class: V8 calls methods
 * faster than closures.
 */
export class NoiseField {
  readonly #order: Int32Array;
  readonly #table: Float64Array;

  constructor(stream: RandomStream) {
    this.#order = Int32Array.from(stream.permutation(period));
    this.#table = Float64Array.from({ length: period }, () => stream.uniform());
  }

  /** Smooth, in [−1, 1]. */
  value(x: number, y: number): number {
    const table = this.#table;
    const i = Math.floor(x);
    const j = Math.floor(y);
    const u = smooth(x - i);
    const v = smooth(y - j);
    const above = i + (this.#order[j & mask] as number);
    const below = i + (this.#order[(j + 1) & mask] as number);
    const a = table[above & mask] as number;
    const b = table[(above + 1) & mask] as number;
    const c = table[below & mask] as number;
    const d = table[(below + 1) & mask] as number;
    return 2 * (a + (b - a) * u + (c - a) * v + (a - b - c + d) * u * v) - 1;
  }

  /** Three octaves of `value`, about in [−1, 1]; each is turned, which hides the square lattice. */
  rough(x: number, y: number): number {
    return (
      0.55 * this.value(x, y) +
      0.3 * this.value(1.6 * x + 1.2 * y + 17, 1.6 * y - 1.2 * x + 5) +
      0.15 * this.value(2.4 * x + 3.2 * y + 3, 2.4 * y - 3.2 * x + 29)
    );
  }

  /** Worley's cells: writes into `found`. */
  cells(x: number, y: number, found: Cell): void {
    const table = this.#table;
    const column = Math.floor(x);
    const row = Math.floor(y);
    let nearest = Infinity;
    let second = Infinity;
    let id = 0;
    for (let j = row - 1; j <= row + 1; j++) {
      const shift = this.#order[j & mask] as number;
      for (let i = column - 1; i <= column + 1; i++) {
        const h = this.#order[(i + shift) & mask] as number;
        const dx = i + (table[h] as number) - x;
        const dy = j + (table[h ^ 85] as number) - y;
        const squared = dx * dx + dy * dy;
        if (squared < nearest) {
          second = nearest;
          nearest = squared;
          id = h;
        } else if (squared < second) second = squared;
      }
    }
    found.nearest = Math.sqrt(nearest);
    found.second = Math.sqrt(second);
    found.id = table[id ^ 170] as number;
  }
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothStep(from: number, to: number, x: number): number {
  const t = (x - from) / (to - from);
  return t <= 0 ? 0 : t >= 1 ? 1 : smooth(t);
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
