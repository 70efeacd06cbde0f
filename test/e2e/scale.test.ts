import { readFile } from 'node:fs/promises';
import {
  defaultQueuePrefix,
  records,
  taskQueueName,
  type QueuePage,
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
/** Trials that wait in Redis where there are few slots or none. */
const window = 16;

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

  async function prioritise(id: string, priority: number): Promise<void> {
    const response = await fetch(`${stack.api}/studies/${id}/priority`, {
      ...emptyPost,
      body: JSON.stringify({ priority }),
    });
    expect(response.status).toBe(202);
  }

  const waiting = () => queue.getJobCountByTypes('wait', 'prioritized');

  async function untilWaiting(count: number): Promise<void> {
    await waitUntil(`${count} jobs`, async () => (await waiting()) === count, {
      timeoutMs,
      everyMs: 250,
    });
  }

  it('is accepted whole, of which Redis holds the next few trials', async () => {
    await untilWaiting(window);
    const view = await stack.get<StudyDetail>(`/studies/${studyId}`);
    expect(view).toMatchObject({ state: 'queued', trials: { queued: trials } });
    const jobs = await queue.getJobs(['prioritized'], 0, 99);
    expect(jobs).toHaveLength(window);
    for (const { data } of jobs)
      expect(Object.keys(data as object)).toEqual(['studyId', 'trialId']);
    const { total, reasons } = await stack.get<QueuePage>('/queue?limit=1');
    expect([total, reasons['no-worker']]).toEqual([trials, trials]);
    const redis = new Redis(stack.env['REDIS_URL'] ?? '');
    const info = await redis.info('memory');
    redis.disconnect();
    expect(Number(/used_memory:(\d+)/.exec(info)?.[1]) / mebibyte).toBeLessThan(10);
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

  it('makes way for a study that comes later, and for one that is urgent', async () => {
    const late = await stack.submit({ ...tinyStudy, name: 'late', folds: 2, seeds: [1] });
    const first = async (): Promise<string | null> => {
      const { jobs } = await stack.get<QueuePage>('/queue?limit=1');
      return jobs[0]?.studyId ?? null;
    };
    const heads = await queue.getJobs(['prioritized'], 0, 1, true);
    const studies = heads.map(({ data }) => (data as { studyId: string }).studyId);
    expect(studies.sort()).toEqual([late, studyId].sort());
    await prioritise(studyId, 3);
    await waitUntil('the other order', async () => (await first()) === studyId);
    const { data } = (await queue.getJobs(['prioritized'], 0, 0, true))[0] ?? {};
    expect(data).toMatchObject({ studyId });
    await prioritise(studyId, 0);
    const cancelled = await fetch(`${stack.api}/studies/${late}/cancel`, emptyPost);
    expect(cancelled.status).toBe(202);
  });

  it('is queued again after a wipe, and when some of its jobs are lost', async () => {
    await stack.flushRedis();
    await untilWaiting(window);
    const jobs = await queue.getJobs(['prioritized'], 0, 9);
    await Promise.all(jobs.map((job) => job.remove()));
    expect(await waiting()).toBe(window - 10);
    await untilWaiting(window);
  });

  it('is paused and resumed', async () => {
    for (const command of ['pause', 'resume']) {
      const response = await fetch(`${stack.api}/studies/${studyId}/${command}`, emptyPost);
      expect(response.status).toBe(202);
      const state = command === 'pause' ? 'paused' : 'queued';
      await stack.waitFor<StudyDetail>(
        `/studies/${studyId}`,
        (view) => view.state === state,
        timeoutMs,
      );
      await untilWaiting(command === 'pause' ? 0 : window);
    }
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
