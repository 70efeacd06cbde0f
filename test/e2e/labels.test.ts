import {
  byteObjects,
  type QueuePage,
  type StudyDetail,
  type WorkerList,
} from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { startStack, type Stack } from '../support/stack.js';
import { untilState } from '../support/study-ends.js';
import { attemptsOf, readReceipts, tinyStudy, untilStored } from '../support/tiny-study.js';
import { waitUntil } from '../support/wait-until.js';

/** Two trials. */
const small = { ...tinyStudy, arms: {}, ensemble: null };
/** Two that last for seconds, so that their worker can be killed in their midst. */
const long = {
  ...small,
  name: 'long',
  baseline: {
    ...tinyStudy.baseline,
    training: {
      batchSize: 4,
      earlyStopping: null,
      stages: [{ name: 'all', trainable: 'all' as const, epochs: 80, learningRate: 0.003 }],
    },
  },
};
const labels = { CROSSFOLD_LABELS: 'gpu=nvidia-h100,memoryGb=80' };

describe('workers with labels', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ CROSSFOLD_RECONCILE_SECONDS: '2' });
    await addDrawnImages(stack);
  });
  afterAll(() => stack.stop());

  const workersOf = async (studyId: string) => {
    const receipts = await readReceipts(stack.store, studyId);
    return [...receipts.values()].map(({ environment }) => environment.worker);
  };

  it('train what requires them, which waits for them by name', async () => {
    await stack.startWorker('plain');
    const studyId = await stack.submit({ ...small, requires: { gpu: 'h100', memoryGb: 40 } });
    await stack.waitFor<WorkerList>('/workers', ({ workers }) => workers.length === 1, 30_000);
    const { jobs } = await stack.get<QueuePage>(`/queue?studyId=${studyId}`);
    expect(jobs.map(({ reason, text }) => [reason, text])).toEqual([
      ['no-match', 'no worker that is connected has gpu h100, memoryGb ≥ 40'],
      ['no-match', 'no worker that is connected has gpu h100, memoryGb ≥ 40'],
    ]);
    await stack.startWorker('big', labels);
    await untilState(stack, studyId, 'finished');
    expect(await workersOf(studyId)).toEqual(['big', 'big']);
    const { workers } = await stack.get<WorkerList>('/workers');
    expect(workers.map(({ id, labels: told }) => [id, told])).toEqual([
      ['big', { gpu: 'nvidia-h100', memoryGb: 80 }],
      ['plain', {}],
    ]);
    await stack.endWorkers();
  });

  it('leave nothing behind when the last one of its kind dies', async () => {
    const worker = await stack.startWorker('alone', labels);
    const studyId = await stack.submit(long);
    const trialId = 'full.f0.s1';
    await untilStored(stack.store, byteObjects.checkpoint.prefix({ studyId, trialId }), '');
    worker.kill('SIGKILL');
    await worker.exited;
    await stack.startWorker('other');
    await waitUntil('the end of its trials', async () => {
      const { trials } = await stack.get<StudyDetail>(`/studies/${studyId}`);
      return trials.succeeded === 2;
    });
    expect(await workersOf(studyId)).toEqual(['other', 'other']);
    expect((await attemptsOf(stack.store, studyId)).get(trialId)).toBe(2);
  });
});
