import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultQueuePrefix, eventStreamKey, records, type StudyPage } from '@crossfold/contracts';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { startFaultyS3Stack } from '../support/faulty-s3.js';
import { runUnread } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';
import { hashesAtEnd } from '../support/study-ends.js';
import { attemptsOf, tinyStudy, untilSaved, untilStored } from '../support/tiny-study.js';
import { undisturbedTinyStudy } from '../support/undisturbed.js';
import { waitUntil } from '../support/wait-until.js';

/* What processes have to outlive because it is worth none of them. */

describe('a worker, an orchestrator and a command', () => {
  let stack: Stack;

  beforeEach(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
  });
  afterEach(() => stack.stop());

  it('go on when nobody reads any more what they write', async () => {
    const worker = await stack.startWorker('worker');
    worker.stopReading();
    stack.orchestrator().stopReading();
    const studyId = await stack.submit(tinyStudy);
    await untilSaved(stack.store, studyId, 'full.f0.s1');
    // Both have much to say of this.
    const restart = await stack.interruptRedis('SIGKILL');
    await sleep(1000);
    await restart();
    expect(await hashesAtEnd(stack, studyId)).toEqual(await undisturbedTinyStudy());
    expect([...(await attemptsOf(stack.store, studyId)).values()]).toEqual([1, 1, 1, 1]);
    worker.kill('SIGTERM');
    expect(await worker.exited).toBe(0);
    const out = join(stack.folder, 'report.md');
    expect(await runUnread(['report', studyId, '--out', out], stack.env)).toBe(0);
    expect(await readFile(out, 'utf8')).toContain('tiny');
  });

  it('finish a study whose events Redis refuses', async () => {
    const studyId = await stack.submit(tinyStudy);
    const redis = new Redis(stack.env['REDIS_URL'] ?? '');
    await redis.set(eventStreamKey(defaultQueuePrefix), 'no stream');
    const worker = await stack.startWorker('worker');
    const ended = worker.exited.then((code) => {
      throw new Error(`the worker ended with ${code}: ${worker.errors()}`);
    });
    const report = untilStored(stack.store, records.report.key({ studyId }), '');
    await Promise.race([report, ended]);
    await untilStored(stack.store, records.ensemble.key({ studyId }), '');
    expect([...(await attemptsOf(stack.store, studyId)).values()]).toEqual([1, 1, 1, 1]);
    await redis.del(eventStreamKey(defaultQueuePrefix));
    redis.disconnect();
    worker.kill('SIGTERM');
    await ended.catch(() => undefined);
    expect(await worker.exited).toBe(0);
  });
});

describe('a study', () => {
  it('is submitted, and once, though Redis hangs when it has just been stored', async () => {
    const fault = { isSlow: false, stored: 0 };
    const { stack } = await startFaultyS3Stack(({ method, url = '' }) => {
      if (!fault.isSlow || method !== 'PUT' || !url.includes('/study.json')) return 'pass';
      fault.stored += 1;
      return 'slow';
    });
    onTestFinished(() => stack.stop());
    await addDrawnImages(stack);
    fault.isSlow = true;
    const submitted = stack.submit(tinyStudy);
    await waitUntil('the study to be stored', () => fault.stored > 0);
    const bringBack = await stack.interruptRedis('SIGSTOP');
    const studyId = await submitted.finally(bringBack);
    await stack.startWorker('worker');
    expect(await hashesAtEnd(stack, studyId)).toHaveLength(4);
    expect([...(await attemptsOf(stack.store, studyId)).values()]).toEqual([1, 1, 1, 1]);
    const { studies } = await stack.get<StudyPage>('/studies');
    expect(studies.map((study) => study.studyId)).toEqual([studyId]);
  });
});
