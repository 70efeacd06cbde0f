export interface SignedRankTest {
  /** The smaller of the two sums of ranks. */
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Wilcoxon's signed-rank test of paired differences, exact: the p-value counts all ways to give the
 * observed ranks signs, so it holds with ties as well. Zeros are dropped (Wilcoxon), ties share
 * their mean rank. With five differences the least p is 0.0625.
 *
 * @throws RangeError without differences
 */
export function wilcoxonSignedRank(differences: readonly number[]): SignedRankTest {
  if (differences.length === 0) throw new RangeError('expected at least one difference, got none');
  const nonzero = differences.filter((d) => d !== 0);
  const doubled = doubledRanks(nonzero.map(Math.abs));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const positive = doubled.reduce((sum, rank, i) => sum + ((nonzero[i] ?? 0) > 0 ? rank : 0), 0);
  const smaller = Math.min(positive, total - positive);
  // The distribution is symmetric: the upper tail of one sum is the lower tail of the other.
  const below = rankSumDistribution(doubled)
    .subarray(0, smaller + 1)
    .reduce((sum, share) => sum + share, 0);
  return { statistic: smaller / 2, p: Math.min(1, 2 * below) };
}

/** Mean ranks from 1, times two, so that those of ties are whole numbers. */
function doubledRanks(sizes: readonly number[]): number[] {
  return sizes.map((size) => {
    const smaller = sizes.filter((other) => other < size).length;
    const equal = sizes.filter((other) => other === size).length;
    return 2 * smaller + equal + 1;
  });
}

/** Chance of each sum of ranks when every sign is a toss of a coin; [sum of all ranks + 1]. */
function rankSumDistribution(ranks: readonly number[]): Float64Array {
  const chances = new Float64Array(ranks.reduce((sum, rank) => sum + rank, 0) + 1);
  chances[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum--) {
      const without = chances[sum] as number;
      const taken = sum >= rank ? (chances[sum - rank] as number) : 0;
      chances[sum] = (without + taken) / 2;
    }
  }
  return chances;
}
