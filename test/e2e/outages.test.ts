import type { StudyEvent } from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { eventsOf } from '../support/event-stream.js';
import type { Fate } from '../support/faulty-proxy.js';
import { startFaultyS3Stack } from '../support/faulty-s3.js';
import { startStack, type Stack } from '../support/stack.js';
import { hashesAtEnd, untilState } from '../support/study-ends.js';
import {
  attemptsOf,
  readReceipts,
  tinyStudy,
  untilSaved,
  untilStored,
} from '../support/tiny-study.js';
import { undisturbedTinyStudy } from '../support/undisturbed.js';
import { waitUntil } from '../support/wait-until.js';

interface Readiness {
  readonly status: string;
  readonly redis: 'ok' | { readonly code: string; readonly remedy: string };
  readonly store: 'ok' | { readonly code: string; readonly remedy: string };
}

async function readiness({ api }: Stack): Promise<{ status: number; body: Readiness }> {
  const response = await fetch(new URL('/health/ready', api));
  return { status: response.status, body: (await response.json()) as Readiness };
}

async function untilReady(stack: Stack): Promise<void> {
  await waitUntil('readiness', async () => (await readiness(stack)).status === 200);
}

describe('Redis away', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
  });
  afterAll(() => stack.stop());

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'turns readiness red while it lasts and green after (%s)',
    async (signal) => {
      expect(await readiness(stack)).toMatchObject({ status: 200, body: { redis: 'ok' } });
      const restart = await stack.interruptRedis(signal);
      expect(await readiness(stack)).toMatchObject({
        status: 503,
        body: { status: 'unavailable', redis: { code: 'QUEUE_UNAVAILABLE' }, store: 'ok' },
      });
      const live = await fetch(new URL('/health/live', stack.api));
      expect(live.status).toBe(200);
      await restart();
      await untilReady(stack);
    },
  );

  it('is outlived by a worker, which trains on and tells afterwards what it did', async () => {
    const worker = await stack.startWorker('steady');
    const studyId = await stack.submit(tinyStudy);
    const first = 'full.f0.s1';
    await untilSaved(stack.store, studyId, first);
    const restart = await stack.interruptRedis('SIGKILL');
    await untilStored(stack.store, `studies/${studyId}/trials/${first}/`, '/receipt.json');
    await restart();
    await untilState(stack, studyId, 'finished');
    const told = (await eventsOf(stack, studyId)).filter(isOf(first));
    const epochs = told.flatMap((event) =>
      event.type === 'trial.epoch' ? [event.record.epoch] : [],
    );
    expect(epochs).toEqual([1, 2, 3, 4, 5]);
    expect(told.filter(({ type }) => type === 'trial.succeeded')).toHaveLength(1);
    expect((await attemptsOf(stack.store, studyId)).get(first)).toBe(1);
    worker.kill('SIGTERM');
    expect(await worker.exited).toBe(0);
  });

  it('keeps no worker from leaving in time, and its trial goes on elsewhere', async () => {
    const graceSeconds = 5;
    const environment = { CROSSFOLD_GRACE_SECONDS: String(graceSeconds) };
    const leaver = await stack.startWorker('leaver', environment);
    const studyId = await stack.submit(tinyStudy);
    await untilSaved(stack.store, studyId, 'full.f0.s1');
    const restart = await stack.interruptRedis('SIGKILL');
    const askedAt = performance.now();
    leaver.kill('SIGTERM');
    await leaver.exited;
    expect(performance.now() - askedAt).toBeLessThan(1000 * (graceSeconds + 5));
    await restart();
    await stack.startWorker('heir');
    await untilState(stack, studyId, 'finished');
    expect((await readReceipts(stack.store, studyId)).size).toBe(4);
  });
});

function isOf(trialId: string) {
  return (event: StudyEvent) => 'trialId' in event && event.trialId === trialId;
}

describe('store away', () => {
  const fault: { fate: Fate; refused: number } = { fate: 'pass', refused: 0 };
  let stack: Stack;

  beforeAll(async () => {
    ({ stack } = await startFaultyS3Stack(() => {
      if (fault.fate === 'unavailable') fault.refused += 1;
      return fault.fate;
    }));
    await addDrawnImages(stack);
  });
  afterAll(() => stack.stop());

  it('turns readiness red while it lasts and green after, and the study finishes', async () => {
    await stack.startWorker('steady');
    const studyId = await stack.submit(tinyStudy);
    await untilStored(stack.store, `studies/${studyId}/trials/`, '/checkpoints/');
    fault.fate = 'unavailable';
    expect(await readiness(stack)).toMatchObject({
      status: 503,
      body: { status: 'unavailable', redis: 'ok', store: { code: 'STORE_UNAVAILABLE' } },
    });
    const { refused } = fault;
    await waitUntil('the worker to be refused', () => fault.refused > refused + 3);
    fault.fate = 'pass';
    await untilReady(stack);
    expect(await hashesAtEnd(stack, studyId)).toEqual(await undisturbedTinyStudy());
  });

  it('turns readiness red, by name, where the store takes requests and never answers', async () => {
    fault.fate = 'silent';
    expect(await readiness(stack)).toMatchObject({
      status: 503,
      body: { status: 'unavailable', redis: 'ok', store: { code: 'STORE_UNAVAILABLE' } },
    });
    fault.fate = 'pass';
    await untilReady(stack);
  });
});
