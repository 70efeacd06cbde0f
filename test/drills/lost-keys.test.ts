import { setTimeout as sleep } from 'node:timers/promises';
import {
  defaultQueuePrefix,
  isFinalStudyState,
  type StudyDetail,
  type StudySpecInput,
} from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { startStack, type Stack } from '../support/stack.js';
import { tinyStudy } from '../support/tiny-study.js';
import { waitUntil } from '../support/wait-until.js';
import { isOver, untilOver } from './drill-objects.js';
import { describeDrills, isFull, rowOf } from './drill-suite.js';
import { deleteKeys, loseKeys } from './faults/redis-faults.js';
import { startNoOpWorker } from './no-op-worker.js';

const environment = { CROSSFOLD_RECONCILE_SECONDS: '1' };

describeDrills(
  'lost keys',
  [{ fault: 'keys of Redis deleted at random', inflict: loseKeys, times: 20 }],
  { openStack: () => startStack(environment) },
);

/** 40 trials: 2 variants × 2 folds × 10 seeds. */
const study: StudySpecInput = {
  ...tinyStudy,
  name: 'lost-keys',
  seeds: Array.from({ length: 10 }, (_, seed) => seed),
};

const queueKeys = ['prioritized', 'active', 'meta', 'marker', 'pc', 'stalled', 'delayed', 'wait'];
const single = [
  ...queueKeys.map((key) => `${defaultQueuePrefix}:tasks:${key}`),
  ...['events', 'reconciled', 'tasks:events'].map((key) => `${defaultQueuePrefix}:${key}`),
];
const [studies, longestPauseMs] = isFull ? [100, 400] : [3, 400];

describe('a study of trials with nothing to do', () => {
  let stack: Stack;
  let redis: Redis;

  beforeAll(async () => {
    stack = await startStack(environment);
    redis = new Redis(stack.env['REDIS_URL'] ?? '');
    await addDrawnImages(stack);
  });
  afterAll(async () => {
    redis.disconnect();
    await stack.stop();
  });

  it('ends though any keys are deleted at any moments, and trains nothing that is over', async () => {
    const fault = `keys deleted at random, ${study.name} without training`;
    await rowOf({ fault }, async (seed) => {
      const random = randomStream(seed, fault);
      let [times, lost, deepest] = [0, 0, 0];
      for (let count = 0; count < studies; count++) {
        const worker = startNoOpWorker(stack, random);
        const studyId = await stack.submit(study);
        let deletions = 0;
        while (!(await isOver(stack, studyId))) {
          const deleted = await deleteKeys(redis, random);
          if (deleted.length > 0) deletions += 1;
          await sleep(random.integer(longestPauseMs));
          // So that it cannot be held up for ever.
          if (deletions >= 30) break;
        }
        const startedAt = performance.now();
        await untilOver(stack, studyId);
        deepest = Math.max(deepest, (performance.now() - startedAt) / 1000);
        const detail = await stack.get<StudyDetail>(`/studies/${studyId}`);
        expect(isFinalStudyState(detail.state)).toBe(true);
        lost += 40 - detail.trials.succeeded;
        const trainings = [...worker.trainings.values()].reduce((sum, n) => sum + n, 0);
        // Those alone that were in hands when something was deleted.
        expect(trainings).toBeLessThanOrEqual(40 + 4 * deletions);
        await worker.close();
        times += deletions;
      }
      return { times, recoveredSeconds: deepest, lost, repeated: 0, isEqual: lost === 0 };
    });
  });

  it.each(isFull ? single : single.slice(0, 2))('ends without %s', async (key) => {
    const studyId = await stack.submit(study);
    await redis.del(key);
    const worker = startNoOpWorker(stack, randomStream(1, key));
    await waitUntil('ten trials taken', () => worker.trainings.size >= 10);
    await redis.del(key);
    await untilOver(stack, studyId);
    // Its ensemble, which has no models, fails by name.
    const detail = await stack.get<StudyDetail>(`/studies/${studyId}`);
    expect(detail).toMatchObject({ trials: { succeeded: 40 } });
    expect(isFinalStudyState(detail.state)).toBe(true);
    await worker.close();
  });
});
