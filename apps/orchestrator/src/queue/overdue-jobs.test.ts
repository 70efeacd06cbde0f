import { pausedDelayMs } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { watchOverdueJobs } from './overdue-jobs.js';

/** A job as it is read from the queue, and how often it was woken. */
function sleeper(delay: number) {
  const seen = { woken: 0 };
  const promote = () => {
    seen.woken += 1;
    return Promise.resolve();
  };
  return { seen, job: { id: 'study/full.f0.s1', delay, promote } };
}

it.each([
  ['wakes one that sleeps on after its delay', 2000, 13_000, 1],
  ['leaves one to its delay', 20_000, 29_000, 0],
  ['leaves a paused one asleep', pausedDelayMs, 3 * pausedDelayMs, 0],
  ['leaves one that does not sleep', 0, 60_000, 0],
])('%s', async (_, delay, passedMs, woken) => {
  const clock = { nowMs: 0 };
  const overdue = watchOverdueJobs(() => clock.nowMs);
  const { job, seen } = sleeper(delay);
  await overdue.wake(job);
  clock.nowMs += passedMs;
  await overdue.wake(job);
  expect(seen.woken).toBe(woken);
});

it('counts anew when it was awake in between', async () => {
  const clock = { nowMs: 0 };
  const overdue = watchOverdueJobs(() => clock.nowMs);
  const { job, seen } = sleeper(2000);
  for (const delay of [2000, 0, 2000]) {
    await overdue.wake({ ...job, delay });
    clock.nowMs += 8000;
  }
  expect(seen.woken).toBe(0);
});
