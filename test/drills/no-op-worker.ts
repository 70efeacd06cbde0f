import { setTimeout as sleep } from 'node:timers/promises';
import {
  defaultQueuePrefix,
  eventStreamField,
  eventStreamKey,
  listTrials,
  records,
  taskQueueName,
  tasks,
} from '@crossfold/contracts';
import type { RandomStream } from '@crossfold/random';
import { readRecord, replaceRecord } from '@crossfold/storage';
import { Worker, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import { writeReceipt } from '../support/drawn-receipts.js';
import type { Stack } from '../support/stack.js';

export interface NoOpWorker {
  /** How often each trial was done without having been over. */
  readonly trainings: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const slots = 4;
const longestTrialMs = 100;

/** Does the tasks of a study as a worker does, but for the training. Its locks run out soon. */
export function startNoOpWorker(stack: Stack, random: RandomStream): NoOpWorker {
  const { store } = stack;
  const trainings = new Map<string, number>();
  const redis = new Redis(stack.env['REDIS_URL'] ?? '', { maxRetriesPerRequest: null });

  async function train(job: Job): Promise<void> {
    const { studyId, trialId } = tasks.trial.payload.parse(job.data);
    const study = await readRecord(store, records.study, { studyId });
    const cell = listTrials(study).find((other) => other.trialId === trialId);
    if (!cell) throw new Error(`expected a trial of ${studyId}, got ${trialId}`);
    if (!(await store.head(records.receipt.key({ studyId, trialId })))) {
      trainings.set(trialId, (trainings.get(trialId) ?? 0) + 1);
      await sleep(random.integer(longestTrialMs));
      const plan = await readRecord(store, records.foldPlan, { sha256: study.foldPlan.sha256 });
      await writeReceipt(store, study, plan, cell);
    }
    const scores = { accuracy: 1, balancedAccuracy: 1, macroF1: 1 };
    await tell({ type: 'trial.succeeded', studyId, trialId, scores, seconds: 1 });
  }

  /** An ensemble that fails has its end, too, and needs no models. */
  async function assemble(job: Job): Promise<void> {
    const { studyId } = tasks.ensemble.payload.parse(job.data);
    const end = { code: 'INTERNAL' as const, message: 'no models', remedy: 'none' };
    const failedAt = new Date().toISOString();
    await replaceRecord(
      store,
      records.ensembleFailure,
      { studyId },
      {
        schemaVersion: 1,
        studyId,
        edition: 1,
        failedAt,
        ...end,
      },
    );
    await tell({ type: 'ensemble.ended', studyId });
  }

  async function tell(event: Readonly<Record<string, unknown>>): Promise<void> {
    const json = JSON.stringify({ ...event, at: new Date().toISOString() });
    await redis.xadd(eventStreamKey(defaultQueuePrefix), '*', eventStreamField, json);
  }

  const worker = new Worker(
    taskQueueName,
    async (job) => {
      if (job.name === 'trial') await train(job);
      if (job.name === 'ensemble') await assemble(job);
    },
    {
      connection: redis,
      prefix: defaultQueuePrefix,
      concurrency: slots,
      lockDuration: 1000,
      stalledInterval: 500,
      maxStalledCount: 1000,
      drainDelay: 1,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  // What a move finds gone.
  worker.on('error', () => undefined);
  return {
    trainings,
    async close() {
      await worker.close();
      redis.disconnect();
    },
  };
}
