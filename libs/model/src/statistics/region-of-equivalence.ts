import { studentCdf } from './student-t.js';

export interface EquivalenceChances {
  readonly better: number;
  /** Within ± the margin. */
  readonly equal: number;
  readonly worse: number;
}

/**
 * Correlated Bayesian t-test (Corani and Benavoli 2015; Benavoli et al. 2017): with a flat prior the
 * difference has a Student distribution about the mean, with the standard error and the degrees of
 * freedom of the corrected test. Gives how much of it lies above, in and below ± `margin`.
 */
export function chancesOfEquivalence(
  { mean, standardError, df }: { mean: number; standardError: number; df: number },
  margin: number,
): EquivalenceChances {
  if (standardError === 0) {
    const isEqual = Math.abs(mean) <= margin;
    return {
      better: Number(!isEqual && mean > 0),
      equal: Number(isEqual),
      worse: Number(!isEqual && mean < 0),
    };
  }
  const worse = studentCdf((-margin - mean) / standardError, df);
  const better = studentCdf((mean - margin) / standardError, df);
  return { better, equal: Math.max(0, 1 - better - worse), worse };
}
