import { setTimeout as sleep } from 'node:timers/promises';
import {
  defaultQueuePrefix,
  taskQueueName,
  type StudyDetail,
  type StudySpecInput,
} from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { startApp } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';
import { tinyStudy } from '../support/tiny-study.js';
import { waitUntil } from '../support/wait-until.js';
import { untilOver } from './drill-objects.js';
import { isFull, rowOf } from './drill-suite.js';
import { startNoOpWorker } from './no-op-worker.js';

const seeds = isFull ? 100 : 25;
/** 2 variants × 2 folds × seeds. */
const long: StudySpecInput = {
  ...tinyStudy,
  name: 'long',
  ensemble: null,
  seeds: Array.from({ length: seeds }, (_, seed) => seed),
};
/** Three trials, which come when the long one has begun. */
const short: StudySpecInput = {
  ...tinyStudy,
  name: 'short',
  ensemble: null,
  arms: undefined,
  folds: 3,
  // Of no other study here: the worker counts trials by their names.
  seeds: [1000],
};
const trials = 4 * seeds + 3;
/** Trials that may wait in Redis, and those that the worker has. */
const [window, slots] = [16, 4];

interface Interruption {
  readonly fault: string;
  /** What is to be ended when the studies have. */
  inflict(stack: Stack): Promise<(() => Promise<void>) | undefined>;
  /** Trials that may be done again: those in hands whose locks are lost. */
  readonly mayRepeat: number;
  readonly admitters: number;
}

const interruptions: readonly Interruption[] = [
  {
    fault: 'orchestrator killed -9 with a window of trials out',
    async inflict(stack) {
      const restart = await stack.interruptOrchestrator('SIGKILL');
      await restart();
      return undefined;
    },
    mayRepeat: 0,
    admitters: 1,
  },
  {
    fault: 'Redis flushed with a window of trials out',
    async inflict(stack) {
      await stack.flushRedis();
      return undefined;
    },
    mayRepeat: slots,
    admitters: 1,
  },
  {
    fault: 'two orchestrators admit trials at once',
    async inflict(stack) {
      const second = await startApp('orchestrator', { ...stack.env, CROSSFOLD_PORT: '0' });
      return async () => {
        second.kill('SIGTERM');
        await second.exited;
      };
    },
    mayRepeat: 0,
    admitters: 2,
  },
];

describe('trials that are admitted a few at a time', () => {
  let stack: Stack;
  let queue: Queue;

  beforeAll(async () => {
    stack = await startStack({ CROSSFOLD_RECONCILE_SECONDS: '2' });
    const connection = { url: stack.env['REDIS_URL'] ?? '' };
    queue = new Queue(taskQueueName, { connection, prefix: defaultQueuePrefix });
    await addDrawnImages(stack);
  });
  afterAll(async () => {
    await queue.close();
    await stack.stop();
  });

  it.each(interruptions)('$fault', async ({ fault, inflict, mayRepeat, admitters }) => {
    await rowOf({ fault }, async (seed) => {
      const random = randomStream(seed, fault);
      const worker = startNoOpWorker(stack, random);
      const studyIds = [await stack.submit(long)];
      await waitUntil('ten trials taken', () => worker.trainings.size >= 10);
      studyIds.push(await stack.submit(short));
      let most = 0;
      const count = setInterval(() => {
        const counting = queue.getJobCountByTypes('wait', 'prioritized', 'delayed', 'active');
        counting.then(
          (jobs) => (most = Math.max(most, jobs)),
          () => undefined,
        );
      }, 20);
      await sleep(random.integer(500));
      const startedAt = performance.now();
      const begun = worker.trainings.size;
      const end = await inflict(stack);
      await waitUntil('another trial taken', () => worker.trainings.size > begun);
      const recoveredSeconds = (performance.now() - startedAt) / 1000;
      for (const studyId of studyIds) await untilOver(stack, studyId);
      clearInterval(count);
      await end?.();
      await worker.close();
      // A report of the other orchestrator may be seen before the last events have come.
      const succeeded = await waitUntil('all trials to be told as succeeded', async () => {
        const details = studyIds.map((studyId) => stack.get<StudyDetail>(`/studies/${studyId}`));
        const sum = (await Promise.all(details)).reduce((all, of) => all + of.trials.succeeded, 0);
        return sum >= trials && sum;
      });
      const again = [...worker.trainings.values()].reduce((sum, times) => sum + times - 1, 0);
      // With a few more that are counted on their way from one place to another.
      expect(most).toBeLessThanOrEqual(admitters * window + 2 * slots);
      const lost = trials - succeeded;
      const repeated = Math.max(0, again - mayRepeat);
      const note = `${most} jobs in Redis at most, of ${trials} trials`;
      return { times: 1, recoveredSeconds, lost, repeated, isEqual: lost === 0, note };
    });
  });
});
