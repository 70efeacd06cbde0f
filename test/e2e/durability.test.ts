import { setTimeout as sleep } from 'node:timers/promises';
import type { Reconciled } from '@crossfold/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type RunningProcess } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';
import {
  addDrawnImages,
  readReceipts,
  resultHashes,
  tinyStudy,
  untilStored,
} from '../support/tiny-study.js';

const timeoutMs = 180_000;

interface StudyView {
  readonly state: string;
}

describe('a study that is disturbed', () => {
  let stack: Stack;
  let undisturbed: unknown[];
  const workers: RunningProcess[] = [];

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
    await startWorker('undisturbed');
    const studyId = await stack.submit(tinyStudy);
    await waitUntilFinished(studyId);
    undisturbed = resultHashes(await readReceipts(stack.store, studyId));
    await endWorkers();
  });

  afterEach(() => endWorkers());
  afterAll(() => stack.stop());

  async function startWorker(name: string): Promise<RunningProcess> {
    const worker = await stack.startWorker(name);
    workers.push(worker);
    return worker;
  }

  async function endWorkers(): Promise<void> {
    for (const worker of workers) worker.kill('SIGTERM');
    await Promise.all(workers.map(({ exited }) => exited));
    workers.length = 0;
  }

  async function waitUntilFinished(studyId: string): Promise<void> {
    const isOver = ({ state }: StudyView) => ['finished', 'failed', 'cancelled'].includes(state);
    expect(await stack.waitFor(`/studies/${studyId}`, isOver, timeoutMs)).toMatchObject({
      state: 'finished',
    });
  }

  async function hashesOf(studyId: string): Promise<unknown[]> {
    return resultHashes(await readReceipts(stack.store, studyId));
  }

  const trialsOf = (studyId: string) => `studies/${studyId}/trials/`;

  it('goes on after Redis was wiped under a worker, and repeats nothing', async () => {
    await startWorker('worker');
    const studyId = await stack.submit(tinyStudy);
    await untilStored(stack.store, trialsOf(studyId), '/receipt.json', 2);
    await stack.flushRedis();
    await waitUntilFinished(studyId);
    expect(await hashesOf(studyId)).toEqual(undisturbed);
  });

  it('is queued again at start and on demand, without doubles', async () => {
    const studyId = await stack.submit(tinyStudy);
    const restart = await stack.interruptOrchestrator('SIGKILL');
    await stack.flushRedis();
    await restart();
    // Too young for the check at start, which leaves what may just be on its way into the queue.
    await sleep(10_000);
    const answers = await Promise.all([
      runCli(['reconcile', '--json'], stack.env),
      runCli(['reconcile', '--json'], stack.env),
    ]);
    const requeued = answers
      .flatMap(({ stdout }) => stdout.trim().split('\n'))
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Reconciled['studies'][number]);
    expect(requeued.map((study) => study.studyId)).toEqual([studyId]);
    expect(requeued[0]?.trials).toHaveLength(6);
    await startWorker('worker');
    await waitUntilFinished(studyId);
    expect(await hashesOf(studyId)).toEqual(undisturbed);
  });

  it('goes on after Redis was killed and came back', async () => {
    await startWorker('worker');
    const studyId = await stack.submit(tinyStudy);
    await untilStored(stack.store, trialsOf(studyId), '/receipt.json');
    const restart = await stack.interruptRedis('SIGKILL');
    await sleep(3000);
    await restart();
    await waitUntilFinished(studyId);
    expect(await hashesOf(studyId)).toEqual(undisturbed);
  });
});
