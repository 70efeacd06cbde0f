import { setTimeout as sleep } from 'node:timers/promises';
import type { StudyDetail, StudySpecInput } from '@crossfold/contracts';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { runCli, type RunningProcess } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';
import { hashesAtEnd, untilState } from '../support/study-ends.js';
import { attemptsOf, tinyStudy, untilSaved } from '../support/tiny-study.js';
import { undisturbedTinyStudy } from '../support/undisturbed.js';
import { waitUntil } from '../support/wait-until.js';

interface Readiness {
  readonly redis: 'ok' | { readonly code: string; readonly message: string };
  readonly workers: string;
}

/** Long enough for the thousands of tries a second that there were. */
const refusedMs = 5000;
const maxLines = 100;
const trialId = 'full.f0.s1';

/** Its trials run for as long as a test disturbs them. */
const long: StudySpecInput = {
  ...tinyStudy,
  name: 'long',
  baseline: {
    model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [16] },
    training: {
      batchSize: 4,
      earlyStopping: null,
      stages: [{ name: 'all', trainable: 'all', epochs: 1000, learningRate: 0.003 }],
    },
  },
};

describe('a Redis that refuses', () => {
  let stack: Stack;
  let redis: Redis;

  beforeAll(async () => {
    stack = await startStack();
    redis = new Redis(stack.env['REDIS_URL'] ?? '');
    await addDrawnImages(stack);
  });
  afterAll(async () => {
    redis.disconnect();
    await stack.stop();
  });

  async function readiness(): Promise<Readiness> {
    const response = await fetch(new URL('/health/ready', stack.api));
    return (await response.json()) as Readiness;
  }

  async function untilTold(isTold: (told: Readiness) => boolean): Promise<Readiness> {
    return waitUntil('readiness to tell', async () => {
      const answer = await readiness();
      return isTold(answer) ? answer : null;
    });
  }

  it.each([
    ['writes', 'maxmemory', '1', '0', 'OOM'],
    ['connections', 'maxclients', '1', '10000', 'maxclients'],
  ])('%s is told by readiness', async (_, setting, refusing, serving, word) => {
    await redis.config('SET', setting, refusing);
    onTestFinished(() => void redis.config('SET', setting, serving));
    const { redis: told } = await untilTold((answer) => answer.redis !== 'ok');
    expect(told).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    expect(JSON.stringify(told)).toContain(word);
    await redis.config('SET', setting, serving);
    await untilTold((answer) => answer.redis === 'ok');
  });

  it('is not why a study waits that has no worker, which is told everywhere', async () => {
    const none = /^no worker connected since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/;
    expect((await readiness()).workers).toMatch(none);
    const studyId = await stack.submit(tinyStudy);
    const detail = await stack.get<StudyDetail>(`/studies/${studyId}`);
    expect(detail).toMatchObject({ state: 'queued', etaSeconds: null });
    expect(detail.waiting).toMatch(none);
    const shown = await runCli(['study', 'show', studyId], stack.env);
    expect(shown.stdout).toMatch(/time left unknown: no worker connected since/);
    const worker = await stack.startWorker('first');
    await untilTold(({ workers }) => workers === '1 connected');
    expect(await hashesAtEnd(stack, studyId)).toEqual(await undisturbedTinyStudy());
    worker.kill('SIGTERM');
    expect(await worker.exited).toBe(0);
  });

  describe('while a worker trains', () => {
    let worker: RunningProcess;
    beforeAll(async () => {
      worker = await stack.startWorker('second');
    });

    it('is outlived by all, without a flood of words or a trial that begins twice', async () => {
      const studyId = await stack.submit(tinyStudy);
      await untilSaved(stack.store, studyId, trialId);
      const before = lines().length;
      await redis.call('ACL', 'SETUSER', 'default', '-@scripting');
      await sleep(refusedMs);
      await redis.call('ACL', 'SETUSER', 'default', '+@all');
      expect(lines().length - before).toBeLessThan(maxLines);
      expect(lines().join('\n')).toContain('NOPERM');
      expect(await hashesAtEnd(stack, studyId)).toEqual(await undisturbedTinyStudy());
    });

    it('leaves logs with time, level and trial, where a pause is no error', async () => {
      const studyId = await stack.submit(long);
      await untilSaved(stack.store, studyId, trialId);
      const from = worker.errors().length;
      await runCli(['study', 'pause', studyId], stack.env);
      await untilState(stack, studyId, 'paused');
      const told = worker.errors().slice(from);
      expect(told).not.toMatch(/^ +at |\\n +at /m);
      const [paused] = told
        .split('\n')
        .filter((line) => line.includes('"paused'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(paused).toMatchObject({ level: 'info', app: 'worker', studyId });
      expect(paused?.['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
      expect([...(await attemptsOf(stack.store, studyId)).keys()]).toContain(paused?.['trialId']);
      worker.kill('SIGTERM');
      expect(await worker.exited).toBe(0);
      await untilTold(({ workers }) => workers.startsWith('no worker connected since'));
    });

    function lines(): string[] {
      const text = `${worker.errors()}\n${stack.orchestrator().errors()}`;
      return text.split('\n').filter(Boolean);
    }
  });
});
