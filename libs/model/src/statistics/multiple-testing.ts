/**
 * p-values of a family of tests, adjusted by Holm's step-down method, in the order given: the
 * chance of even one false discovery stays below the level.
 */
export function adjustHolm(p: readonly number[]): number[] {
  return steps(p).map(({ factor, decidedBy }) => Math.min(1, factor * decidedBy));
}

/**
 * The level at which Holm's method tests each p-value, in the order given: p lies below it exactly
 * where the adjusted p lies below `level`. An interval of this level (1 − it) excludes 0 exactly
 * where the adjusted p is significant.
 */
export function holmLevels(p: readonly number[], level: number): number[] {
  return steps(p).map(({ factor, decidedBy }, i) => {
    const own = p[i] as number;
    // Of p = 0 and p = 0 no ratio is left: such a test decides itself.
    return decidedBy === 0 ? level / factor : Math.min(level, (level / factor) * (own / decidedBy));
  });
}

interface Step {
  /** How many hypotheses are left at the step that decides. */
  readonly factor: number;
  /** The p-value of that step: no step is passed before the earlier ones are. */
  readonly decidedBy: number;
}

function steps(p: readonly number[]): Step[] {
  const found = new Array<Step>(p.length);
  let largest: Step = { factor: 1, decidedBy: 0 };
  ascending(p).forEach((index, rank) => {
    const own = { factor: p.length - rank, decidedBy: p[index] as number };
    if (rank === 0 || own.factor * own.decidedBy >= largest.factor * largest.decidedBy) {
      largest = own;
    }
    found[index] = largest;
  });
  return found;
}

function ascending(p: readonly number[]): number[] {
  return p.map((_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number));
}
