import { readFile } from 'node:fs/promises';
import {
  defaultQueuePrefix,
  records,
  taskQueueName,
  type StudyDetail,
  type StudyPage,
  type StudySpecInput,
  type TrialPage,
} from '@crossfold/contracts';
import { readRecord } from '@crossfold/storage';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { runCli } from '../support/processes.js';
import { emptyPost, startStack, type Stack } from '../support/stack.js';
import { tinyStudy } from '../support/tiny-study.js';
import { waitUntil } from '../support/wait-until.js';

const timeoutMs = 300_000;
const variants = 1000;
const trials = 10_000;
const mebibyte = 2 ** 20;

/** 1,000 variants on 5 folds with 2 seeds. */
const sweep: StudySpecInput = {
  ...tinyStudy,
  name: 'sweep',
  folds: 5,
  seeds: [1, 2],
  arms: {
    explicit: Array.from({ length: variants - 1 }, (_, i) => ({
      name: `arm-${i}`,
      overrides: { training: { batchSize: 1 + (i % 64) }, model: { dropout: i / variants } },
    })),
  },
};

describe('a study of ten thousand trials', () => {
  let stack: Stack;
  let studyId: string;
  let queue: Queue;
  let residentBefore: number;

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
    const url = stack.env['REDIS_URL'] ?? '';
    queue = new Queue(taskQueueName, { connection: { url }, prefix: defaultQueuePrefix });
    residentBefore = await peakBytes();
    studyId = await stack.submit(sweep);
  });

  afterAll(async () => {
    await queue.close();
    await stack.stop();
  });

  /** The most memory that the orchestrator has held since it started. */
  async function peakBytes(): Promise<number> {
    const status = await readFile(`/proc/${stack.orchestrator().pid}/status`, 'utf8');
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
  }

  const waiting = () => queue.getJobCountByTypes('wait', 'prioritized');

  async function untilWaiting(count: number): Promise<void> {
    await waitUntil(`${count} jobs`, async () => (await waiting()) === count, {
      timeoutMs,
      everyMs: 250,
    });
  }

  it('is accepted and queued whole, with small jobs', async () => {
    await untilWaiting(trials);
    const view = await stack.get<StudyDetail>(`/studies/${studyId}`);
    expect(view).toMatchObject({ state: 'queued', trials: { queued: trials } });
    const jobs = await queue.getJobs(['prioritized'], 0, 99);
    expect(jobs).toHaveLength(100);
    for (const { data } of jobs)
      expect(Object.keys(data as object)).toEqual(['studyId', 'trialId']);
    const redis = new Redis(stack.env['REDIS_URL'] ?? '');
    const info = await redis.info('memory');
    redis.disconnect();
    const used = Number(/used_memory:(\d+)/.exec(info)?.[1]);
    expect(used / trials).toBeLessThan(4096);
  });

  it('is listed and paged', async () => {
    const { studies } = await stack.get<StudyPage>('/studies?limit=1');
    expect(studies[0]).toMatchObject({ studyId, trials: { queued: trials } });
    const seen = new Set<string>();
    for (let after: string | null = ''; after !== null;) {
      const query = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
      const page: TrialPage = await stack.get(`/studies/${studyId}/trials?limit=1000${query}`);
      expect(page.trials.length).toBeLessThanOrEqual(1000);
      for (const { trialId } of page.trials) seen.add(trialId);
      after = page.next;
    }
    expect(seen.size).toBe(trials);
  });

  it('is queued again after a wipe, and after a submission that was cut off', async () => {
    await stack.flushRedis();
    await untilWaiting(trials);
    // As if the orchestrator had died between two pages.
    const jobs = await queue.getJobs(['prioritized'], 0, 999);
    await Promise.all(jobs.map((job) => job.remove()));
    expect(await waiting()).toBe(trials - 1000);
    await untilWaiting(trials);
  });

  it('is paused and resumed without a job being moved', async () => {
    for (const command of ['pause', 'resume']) {
      const response = await fetch(`${stack.api}/studies/${studyId}/${command}`, emptyPost);
      expect(response.status).toBe(202);
      const state = command === 'pause' ? 'paused' : 'queued';
      await stack.waitFor<StudyDetail>(
        `/studies/${studyId}`,
        (view) => view.state === state,
        timeoutMs,
      );
    }
    expect(await waiting()).toBe(trials);
  });

  it('is cancelled to its report, within bounded memory', async () => {
    const cancelled = await runCli(['study', 'cancel', studyId], stack.env);
    expect(cancelled, cancelled.stderr).toMatchObject({ code: 0 });
    await stack.waitFor<StudyDetail>(
      `/studies/${studyId}`,
      ({ state }) => state === 'cancelled',
      timeoutMs,
    );
    const report = await readRecord(stack.store, records.report, { studyId });
    expect(report.failures).toHaveLength(trials);
    expect(report.variants).toHaveLength(variants);
    expect(await waiting()).toBe(0);
    expect(((await peakBytes()) - residentBefore) / mebibyte).toBeLessThan(1024);
  });
});
