import type { SelectionConfig } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { balancedAccuracyOver } from './row-accuracy.js';
import { mixtureLoss, type HeldOutRows } from './held-out-rows.js';

/**
 * Ensemble selection from a library of models (Caruana et al. 2004): beginning with the best single
 * ones, the candidate that helps most is added again and again, with replacement; the best ensemble
 * on the way counts. With bags, each selects among a random part of the candidates and the weights
 * are averaged.
 *
 * @param seed of the bags
 * @returns the weight of each candidate, summing to one
 */
export function selectGreedily(rows: HeldOutRows, config: SelectionConfig, seed: number): number[] {
  const all = rows.candidates.map((_, candidate) => candidate);
  if (config.bags === 0) return selectAmong(all, rows, config);
  const bags = Array.from({ length: config.bags }, (_, bag) => {
    const stream = randomStream(seed, 'ensemble-bag', bag);
    const drawn = all.filter(() => stream.uniform() < config.bagShare);
    return selectAmong(drawn.length > 0 ? drawn : all, rows, config);
  });
  return all.map((k) => bags.reduce((sum, weights) => sum + (weights[k] ?? 0), 0) / bags.length);
}

function selectAmong(
  among: readonly number[],
  rows: HeldOutRows,
  { metric, rounds, sortedStart }: SelectionConfig,
): number[] {
  const costOf = (counts: readonly number[]) => cost(rows, counts, metric);
  const none = rows.candidates.map(() => 0);
  const alone = among.map((k) => ({ k, cost: costOf(withOneMore(none, k)) }));
  const sorted = alone.sort((a, b) => a.cost - b.cost || a.k - b.k).map(({ k }) => k);
  let counts = sorted.slice(0, sortedStart).reduce(withOneMore, none);
  let best = { counts, cost: sortedStart > 0 ? costOf(counts) : Infinity };
  for (let size = Math.min(sortedStart, sorted.length); size < rounds; size++) {
    const next = among
      .map((k) => withOneMore(counts, k))
      .map((candidate) => ({ counts: candidate, cost: costOf(candidate) }))
      .reduce((lowest, candidate) => (candidate.cost < lowest.cost ? candidate : lowest));
    counts = next.counts;
    if (next.cost < best.cost) best = next;
  }
  return shares(best.counts);
}

function withOneMore(counts: readonly number[], candidate: number): number[] {
  return counts.map((count, k) => (k === candidate ? count + 1 : count));
}

function shares(counts: readonly number[]): number[] {
  const size = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / size);
}

function cost(
  rows: HeldOutRows,
  counts: readonly number[],
  metric: SelectionConfig['metric'],
): number {
  const weights = shares(counts);
  return metric === 'nll' ? mixtureLoss(rows, weights) : -balancedAccuracyOver(rows, weights);
}
