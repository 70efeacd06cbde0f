import { expect, it } from 'vitest';
import { measureLatency } from './measure-latency.js';

/** A clock that runs takes further, each by its own time in ms. */
function timedRuns(timeOf: (run: number) => number) {
  let [now, runs] = [0, 0];
  return {
    clock: () => now,
    predict: () => {
      now += timeOf(runs++);
    },
    count: () => runs,
  };
}

it('leaves out the first runs, and takes median and p95 by nearest rank', () => {
  const { clock, predict } = timedRuns((run) => (run < 3 ? 1000 : 100 + 5 * (run - 3)));
  // From 100 ms in steps of 5: the fifteenth ends at 2025 ms.
  expect(measureLatency(4, predict, clock)).toEqual({
    batchSize: 4,
    runs: 15,
    medianMs: 135,
    p95Ms: 170,
  });
});

it('runs ten times at least and two hundred times at most, after those that do not count', () => {
  const slow = timedRuns(() => 5000);
  expect(measureLatency(32, slow.predict, slow.clock)).toMatchObject({ runs: 10, p95Ms: 5000 });
  const fast = timedRuns(() => 0.5);
  expect(measureLatency(1, fast.predict, fast.clock)).toMatchObject({ runs: 200, medianMs: 0.5 });
  expect(fast.count()).toBe(203);
});
