import { significance } from '@crossfold/contracts';
import { intervalOfMean, type CellComparison } from './compare-cells.js';
import { adjustHolm, holmLevels } from './multiple-testing.js';
import { verdictOf, type Verdict } from './verdict.js';

/** What is said of one of several differences that are tested together. */
export interface FamilyVerdict {
  /** By Holm's method. */
  readonly adjustedP: number;
  /** At which Holm's method tests the difference. */
  readonly level: number;
  /** Of that level: it excludes 0 exactly where the adjusted p is significant. */
  readonly interval: [number, number];
  readonly verdict: Verdict;
}

type Tested = Pick<CellComparison, 'mean' | 'standardError' | 'test'>;

/**
 * Verdicts on a family of differences, in the order given: the chance of even one false "helps" or
 * "hurts" stays below 5 %. Adjusted p, interval and verdict of each cannot contradict each other.
 *
 * @param margin differences within ± it make no practical difference
 */
export function judgeFamily(family: readonly Tested[], margin: number): FamilyVerdict[] {
  const ps = family.map(({ test }) => test.p);
  const [adjusted, levels] = [adjustHolm(ps), holmLevels(ps, significance)];
  return family.map(({ mean, standardError, test }, i) => {
    const [adjustedP, level] = [adjusted[i] as number, levels[i] as number];
    const interval = intervalOfMean({ mean, standardError, df: test.df }, level);
    const verdict = verdictOf(mean, adjustedP < significance, interval, margin);
    return { adjustedP, level, interval, verdict };
  });
}
