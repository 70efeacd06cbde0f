import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AppError,
  newControl,
  parseDocument,
  records,
  taskKinds,
  tasks,
  type DocumentSchema,
  type TaskKind,
  type Versioned,
} from '@crossfold/contracts';
import { createFileStore, updateRecord, type ObjectStore } from '@crossfold/storage';
import { UnrecoverableError, WaitingError, type Job } from 'bullmq';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SlotTask } from '../slot/messages.js';
import type { Slot } from '../slot/slot.js';
import { createSlots } from '../slot/slots.js';
import { noMetrics } from '../metrics/worker-metrics.js';
import { nameEndOfLostJob } from './lost-job.js';
import { createOutages } from './outages.js';
import type { ProcessorContext } from './processor-context.js';
import { createTaskProcessor } from './task-processor.js';

const payload = {
  studyId: 's',
  trialId: 'full.f0.s1',
  crossEvaluationId: 'c',
  number: 1,
  predictionId: 'p',
};
const jobOf: Readonly<Record<TaskKind, object>> = {
  trial: { studyId: 's', trialId: 'full.f0.s1' },
  ensemble: { studyId: 's' },
  crossEvaluation: { studyId: 's', crossEvaluationId: 'c' },
  explanation: { studyId: 's', number: 1 },
  prediction: { studyId: 's', predictionId: 'p' },
};
const failures = {
  trial: records.failure,
  ensemble: records.ensembleFailure,
  crossEvaluation: records.crossEvaluationFailure,
  explanation: records.explanationFailure,
  prediction: records.predictionFailure,
} as const;
const results = {
  ensemble: records.ensemble,
  crossEvaluation: records.crossEvaluation,
  explanation: records.explanation,
  prediction: records.predictionResult,
} as const;
const shortKinds = taskKinds.filter((kind) => kind !== 'trial');

describe('the life of a task', () => {
  let dir: string;
  let store: ObjectStore;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-tasks-'));
    store = createFileStore({ kind: 'file', dir });
    await store.put(records.study.key(payload), Buffer.from('{}'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  /** Does tasks in slots of one device, each of which does what is given. */
  function contextFor(
    work: (task: SlotTask) => Promise<unknown>,
    told: string[] = [],
    slotCount = 1,
  ) {
    const slot = () => ({ mayClose: true, run: work }) as unknown as Slot;
    return {
      config: {
        gracePeriodMs: 1,
        stallTimeoutMs: 1,
        imageCacheDir: dir,
        name: 'w',
        metrics: null,
        isTraced: false,
      },
      store,
      events: {
        publish: ({ type }: { type: string }) => {
          told.push(type);
          return Promise.resolve();
        },
      },
      slots: createSlots(Array.from({ length: slotCount }, slot), () => 'the device'),
      onSlotClosed: (_: Slot, left: number) => told.push(`${left} left`),
      outages: createOutages(0),
      metrics: noMetrics,
      trialLogs: { open: () => ({ add: () => undefined, end: () => undefined }) },
      traces: null,
      shutdown: new AbortController().signal,
      onUnfit: () => undefined,
    } as unknown as ProcessorContext;
  }

  function jobFor(kind: TaskKind): Job {
    const data = jobOf[kind];
    const id = tasks[kind].idOf(data as never);
    return { id, name: kind, data, attemptsMade: 0, opts: { attempts: 3 } } as unknown as Job;
  }

  async function doTask(kind: TaskKind, work: (task: SlotTask) => Promise<unknown>) {
    const told: string[] = [];
    const process = createTaskProcessor(contextFor(work, told));
    const end = await process(jobFor(kind)).catch((error: unknown) => error);
    return { end, told };
  }

  async function readFailure(kind: TaskKind): Promise<unknown> {
    const { bytes } = await store.get(failures[kind].key(payload));
    const schema = failures[kind] as Versioned<DocumentSchema>;
    return parseDocument(schema, JSON.parse(Buffer.from(bytes).toString()), kind);
  }

  it.each(shortKinds)('of kind %s is run once, with what its job says', async (kind) => {
    const orders: object[] = [];
    const { end } = await doTask(kind, (task) => {
      orders.push(task);
      return Promise.resolve();
    });
    expect(end).toBeUndefined();
    expect(orders).toEqual([expect.objectContaining({ kind, ...jobOf[kind], worker: 'w' })]);
    await store.put(results[kind].key(payload), Buffer.from('{}'));
    const again = await doTask(kind, () => Promise.reject(new Error('must not be done again')));
    expect(again.end).toBeUndefined();
  });

  it.each(taskKinds)('of kind %s begins nothing for a study that is not there', async (kind) => {
    await store.delete(records.study.key(payload));
    const { end } = await doTask(kind, () => Promise.reject(new Error('must not be done')));
    expect(end).toBeUndefined();
    for await (const { key } of store.list('')) throw new Error(`${key} is there`);
  });

  it.each(taskKinds)('of kind %s has its named end after a failure', async (kind) => {
    const { end } = await doTask(kind, () =>
      Promise.reject(new AppError('OBJECT_CORRUPT', 'weights are damaged')),
    );
    expect(end).toBeInstanceOf(UnrecoverableError);
    expect(await readFailure(kind)).toMatchObject({
      code: 'OBJECT_CORRUPT',
      message: 'weights are damaged',
    });
  });

  it.each(taskKinds)('of kind %s goes back where its slot is one too many', async (kind) => {
    const told: string[] = [];
    const outOfMemory = () => Promise.reject(new AppError('OUT_OF_MEMORY', 'no room'));
    const process = createTaskProcessor(contextFor(outOfMemory, told, 2));
    const moveToWait = () => Promise.resolve(told.push('moved to wait'));
    const job = Object.assign(jobFor(kind), { moveToWait });
    const end = await process(job).catch((error: unknown) => error);
    expect(end).toBeInstanceOf(WaitingError);
    expect(told.slice(-3)).toEqual(
      kind === 'trial'
        ? ['1 left', 'moved to wait', 'trial.requeued']
        : ['1 left', 'moved to wait'],
    );
    expect(await store.head(failures[kind].key(payload))).toBeNull();
  });

  it.each(taskKinds)('of kind %s is tried again after a crash, without an end', async (kind) => {
    const { end } = await doTask(kind, () =>
      Promise.reject(new AppError('TRIAL_CRASHED', 'exit code 1')),
    );
    expect(end).toMatchObject({ code: 'TRIAL_CRASHED' });
    expect(await store.head(failures[kind].key(payload))).toBeNull();
  });

  it.each(taskKinds)(
    'of kind %s has its named end when its workers died too often',
    async (kind) => {
      const context = contextFor(() => Promise.reject(new Error('must not be done')));
      const error = new Error('job stalled more than allowable limit');
      await nameEndOfLostJob(context, jobFor(kind), error);
      expect(await readFailure(kind)).toMatchObject({ code: 'TRIAL_CRASHED' });
    },
  );

  it('closes what asked for a cross-evaluation, however it ends', async () => {
    const open = records.openCrossEvaluation.key(payload);
    for (const work of [
      () => Promise.resolve(),
      () => Promise.reject(new AppError('CONFLICT', 'no')),
    ]) {
      await store.put(open, Buffer.from('{}'));
      await doTask('crossEvaluation', work);
      expect(await store.head(open)).toBeNull();
    }
  });

  it('ends an ensemble with its study, which is no failure of it', async () => {
    await updateRecord(store, records.control, { studyId: 's' }, () => ({
      ...newControl('s'),
      desired: 'cancel' as const,
    }));
    const { end, told } = await doTask('ensemble', () => Promise.reject(new Error('not wanted')));
    expect(end).toBeInstanceOf(UnrecoverableError);
    expect(told).toEqual(['ensemble.ended']);
    expect(await store.head(records.ensembleFailure.key({ studyId: 's' }))).toBeNull();
  });
});
