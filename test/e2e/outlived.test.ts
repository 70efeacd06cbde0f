import { setTimeout as sleep } from 'node:timers/promises';
import { defaultQueuePrefix, eventStreamKey, objectPaths } from '@crossfold/contracts';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startStack, type Stack } from '../support/stack.js';
import { hashesAtEnd } from '../support/study-ends.js';
import { addDrawnImages, attemptsOf, tinyStudy, untilStored } from '../support/tiny-study.js';

/* What processes have to outlive because it is worth none of them. */

describe('a worker and an orchestrator', () => {
  let stack: Stack;

  beforeEach(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
  });
  afterEach(() => stack.stop());

  it('go on when nobody reads any more what they write', async () => {
    const worker = await stack.startWorker('worker');
    const undisturbed = await hashesAtEnd(stack, await stack.submit(tinyStudy));
    worker.stopReading();
    stack.orchestrator().stopReading();
    const studyId = await stack.submit(tinyStudy);
    await untilStored(stack.store, objectPaths.checkpoints(studyId, 'full.f0.s1'), '');
    // Both have much to say of this.
    const restart = await stack.interruptRedis('SIGKILL');
    await sleep(1000);
    await restart();
    expect(await hashesAtEnd(stack, studyId)).toEqual(undisturbed);
    expect([...(await attemptsOf(stack.store, studyId)).values()]).toEqual([1, 1, 1, 1]);
    worker.kill('SIGTERM');
    expect(await worker.exited).toBe(0);
  });

  it('finish a study whose events Redis refuses', async () => {
    const studyId = await stack.submit(tinyStudy);
    const redis = new Redis(stack.env['REDIS_URL'] ?? '');
    await redis.set(eventStreamKey(defaultQueuePrefix), 'no stream');
    const worker = await stack.startWorker('worker');
    const ended = worker.exited.then((code) => {
      throw new Error(`the worker ended with ${code}: ${worker.errors()}`);
    });
    const report = untilStored(stack.store, objectPaths.report(studyId), '');
    await Promise.race([report, ended]);
    await untilStored(stack.store, objectPaths.ensemble(studyId), '');
    expect([...(await attemptsOf(stack.store, studyId)).values()]).toEqual([1, 1, 1, 1]);
    await redis.del(eventStreamKey(defaultQueuePrefix));
    redis.disconnect();
    worker.kill('SIGTERM');
    await ended.catch(() => undefined);
    expect(await worker.exited).toBe(0);
  });
});
