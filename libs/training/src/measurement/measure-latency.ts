import type { Latency } from '@crossfold/contracts';

/** Runs that do not count: the first ones build graphs and touch memory. */
const warmUps = 3;
const [minRuns, maxRuns] = [10, 200];
/** No further run is begun after so much time. */
const budgetMs = 2000;

/**
 * How long `predict` takes, run after run, for about two seconds.
 *
 * @param clock in ms
 */
export function measureLatency(
  batchSize: number,
  predict: () => void,
  clock: () => number = () => performance.now(),
): Latency {
  for (let run = 0; run < warmUps; run++) predict();
  const times: number[] = [];
  const start = clock();
  while (times.length < minRuns || (times.length < maxRuns && clock() - start < budgetMs)) {
    const begin = clock();
    predict();
    times.push(clock() - begin);
  }
  times.sort((a, b) => a - b);
  return {
    batchSize,
    runs: times.length,
    medianMs: atRank(times, 0.5),
    p95Ms: atRank(times, 0.95),
  };
}

/** Nearest rank: the least value that so large a share of them does not exceed. */
function atRank(ascending: readonly number[], share: number): number {
  return ascending[Math.ceil(share * ascending.length) - 1] as number;
}
