import { execFileSync } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import {
  byteObjects,
  defaultQueuePrefix,
  records,
  taskQueueName,
  tasks,
  type Reconciled,
} from '@crossfold/contracts';
import { readRecord } from '@crossfold/storage';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { crashTrials } from '../support/crash-trials.js';
import { addDrawnImages } from '../support/drawn-images.js';
import { flipByte } from '../support/flip-byte.js';
import { runCli, slotOf, untilHeard } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';
import { stopInTrial } from '../support/stop-in-trial.js';
import { hashesAtEnd, untilReportFails, untilState } from '../support/study-ends.js';
import {
  attemptsOf,
  readReceipts,
  resultHashes,
  tinyStudy,
  untilSaved,
  untilStored,
} from '../support/tiny-study.js';
import { undisturbedTinyStudy } from '../support/undisturbed.js';
import { waitUntil } from '../support/wait-until.js';

describe('a study that is disturbed', () => {
  let stack: Stack;
  let undisturbed: unknown[];

  beforeAll(async () => {
    undisturbed = await undisturbedTinyStudy();
    stack = await startStack();
    await addDrawnImages(stack);
  });

  afterEach(() => stack.endWorkers());
  afterAll(() => stack.stop());

  async function finishedTrials(studyId: string): Promise<string[]> {
    const finished: string[] = [];
    for await (const { key } of stack.store.list(trialsOf(studyId))) {
      const at = records.receipt.parseKey(key);
      if (at) finished.push(at.trialId);
    }
    return finished;
  }

  const trialsOf = (studyId: string) => `studies/${studyId}/trials/`;

  it('goes on after Redis was killed and came back, and was wiped, and repeats nothing', async () => {
    await stack.startWorker('worker');
    const studyId = await stack.submit(tinyStudy);
    await untilStored(stack.store, trialsOf(studyId), '/receipt.json');
    const restart = await stack.interruptRedis('SIGKILL');
    await waitUntil('readiness to turn red', async () => {
      return (await fetch(new URL('/health/ready', stack.api))).status === 503;
    });
    await restart();
    await untilStored(stack.store, trialsOf(studyId), '/receipt.json', 2);
    const finished = await finishedTrials(studyId);
    await stack.flushRedis();
    expect(await hashesAtEnd(stack, studyId)).toEqual(undisturbed);
    const attempts = await attemptsOf(stack.store, studyId);
    for (const trialId of finished) expect(attempts.get(trialId), trialId).toBe(1);
  });

  /** Of a study whose trials have vanished from the queue, asked for twice at once. */
  async function requeue(): Promise<Reconciled['studies']> {
    const redis = new Redis(stack.env['REDIS_URL'] ?? '');
    await redis.del(`${defaultQueuePrefix}:${taskQueueName}:prioritized`);
    redis.disconnect();
    const answers = await Promise.all([
      runCli(['reconcile', '--json'], stack.env),
      runCli(['reconcile', '--json'], stack.env),
    ]);
    return answers
      .flatMap(({ stdout }) => stdout.trim().split('\n'))
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Reconciled['studies'][number]);
  }

  it('is queued again at start and on demand, without doubles', async () => {
    const studyId = await stack.submit(tinyStudy);
    let requeued = await requeue();
    // On a slow machine the orchestrator's own check, every 15 s, was quicker.
    for (let tries = 1; requeued.length === 0; tries++) {
      expect(tries).toBeLessThan(5);
      requeued = await requeue();
    }
    expect(requeued.map((study) => study.studyId)).toEqual([studyId]);
    expect(requeued[0]?.trials).toHaveLength(4);
    const restart = await stack.interruptOrchestrator('SIGKILL');
    await stack.flushRedis();
    await restart();
    await stack.startWorker('worker');
    expect(await hashesAtEnd(stack, studyId)).toEqual(undisturbed);
  });

  it('gives the same bits with two slots, and where a machine with fewer cores takes it up', async () => {
    await stack.startWorker('two-slots', { CROSSFOLD_SLOTS: '2' });
    const studyId = await stack.submit(tinyStudy);
    expect(await hashesAtEnd(stack, studyId)).toEqual(undisturbed);
    await stack.endWorkers();
    const lost = await stack.startWorker('lost');
    const resumed = await stack.submit(tinyStudy);
    const { pids, trialId } = await stopInTrial(stack, lost, resumed);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    const heir = await stack.startWorker('one-core');
    execFileSync('taskset', ['-acp', '0', String(heir.pid)]);
    expect(await hashesAtEnd(stack, resumed)).toEqual(undisturbed);
    const receipts = await readReceipts(stack.store, resumed);
    expect(receipts.get(trialId)?.attempt).toBe(2);
    const threads = [...receipts.values()].map(({ environment }) => environment.threads);
    expect(threads).toEqual([1, 1, 1, 1]);
    expect(receipts.get(trialId)?.environment.backends).toBeUndefined();
  });

  it('refuses what a worker writes that was taken for dead', async () => {
    const zombie = await stack.startWorker('zombie');
    const studyId = await stack.submit(tinyStudy);
    const { pids, trialId } = await stopInTrial(stack, zombie, studyId);
    await stack.startWorker('heir');
    await untilStored(stack.store, records.attempt.prefix({ studyId, trialId }), '000002');
    await untilStored(stack.store, trialsOf(studyId), `/${trialId}/receipt.json`);
    for (const pid of pids) process.kill(pid, 'SIGCONT');
    await waitUntil('the first worker to learn that it is superseded', () =>
      zombie.errors().includes(`expected attempt 1 of ${trialId} to be the newest`),
    );
    await untilState(stack, studyId, 'finished');
    const receipts = await readReceipts(stack.store, studyId);
    expect(receipts.get(trialId)).toMatchObject({ attempt: 2 });
    expect(receipts.get(trialId)?.environment.worker).toBe('heir');
    expect(resultHashes(receipts)).toEqual(undisturbed);
    expect((await attemptsOf(stack.store, studyId)).get(trialId)).toBe(2);
  });

  /** Ends a worker in mid-training; false where it happened to be between two epochs or trials. */
  async function leaveWithinEpoch(studyId: string): Promise<boolean> {
    const leaver = await stack.startWorker('leaver');
    const checkpoints = byteObjects.checkpoint.prefix({ studyId, trialId: 'full.f0.s1' });
    await untilSaved(stack.store, studyId, 'full.f0.s1');
    const before = performance.now();
    leaver.kill('SIGTERM');
    expect(await leaver.exited).toBe(0);
    expect(performance.now() - before).toBeLessThan(30_000);
    let newest = '';
    for await (const { key } of stack.store.list(checkpoints)) newest = key;
    return newest !== '' && !/-000000-\d+\.safetensors$/.test(newest);
  }

  it('is left within an epoch on SIGTERM, and taken up there', async () => {
    let studyId = await stack.submit(tinyStudy);
    for (let tries = 1; !(await leaveWithinEpoch(studyId)); tries++) {
      expect(tries).toBeLessThan(5);
      studyId = await stack.submit(tinyStudy);
    }
    await stack.startWorker('heir');
    expect(await hashesAtEnd(stack, studyId)).toEqual(undisturbed);
  });

  it('ends at once when it is told twice, and its trial goes on elsewhere', async () => {
    const worker = await stack.startWorker('hurried');
    const studyId = await stack.submit(tinyStudy);
    await untilSaved(stack.store, studyId, 'full.f0.s1');
    const child = await slotOf(worker);
    // A step that takes long: the worker would wait for it.
    process.kill(child, 'SIGSTOP');
    worker.kill('SIGTERM');
    await untilHeard(worker.pid);
    const before = performance.now();
    worker.kill('SIGTERM');
    expect(await worker.exited).toBe(1);
    expect(performance.now() - before).toBeLessThan(5000);
    process.kill(child, 'SIGCONT');
    await stack.startWorker('heir');
    expect(await hashesAtEnd(stack, studyId)).toEqual(undisturbed);
  });

  it('tries a trial again that hangs', async () => {
    const worker = await stack.startWorker('worker', { CROSSFOLD_STALL_SECONDS: '20' });
    const studyId = await stack.submit(tinyStudy);
    await untilSaved(stack.store, studyId, 'full.f0.s1');
    process.kill(await slotOf(worker), 'SIGSTOP');
    expect(await hashesAtEnd(stack, studyId)).toEqual(undisturbed);
    const attempts = [...(await attemptsOf(stack.store, studyId)).values()];
    expect(attempts.sort()).toEqual([1, 1, 1, 2]);
  });

  it('ends trials by name that crash each time, and finishes the others', async () => {
    const worker = await stack.startWorker('worker');
    const stages = [{ name: 'all', trainable: 'all', epochs: 1000, learningRate: 0.003 }];
    const arms = { explicit: [{ name: 'poisoned', overrides: { training: { stages } } }] };
    const studyId = await stack.submit({ ...tinyStudy, arms });
    const poisoned = ['poisoned.f0.s1', 'poisoned.f1.s1'];
    await crashTrials(stack, worker, studyId, poisoned);
    await untilState(stack, studyId, 'finished-with-failures');
    for (const trialId of poisoned) {
      expect(await readRecord(stack.store, records.failure, { studyId, trialId })).toMatchObject({
        code: 'TRIAL_CRASHED',
        attempt: tasks.trial.retry.attempts,
      });
    }
    expect((await finishedTrials(studyId)).sort()).toEqual(['full.f0.s1', 'full.f1.s1']);
  });

  it('says why its report is missing, writes it once what was damaged is whole, and is verified', async () => {
    await stack.startWorker('worker');
    const studyId = await stack.submit(tinyStudy);
    await untilStored(stack.store, trialsOf(studyId), '/receipt.json');
    const [trialId = ''] = await finishedTrials(studyId);
    const { predictions } = await readRecord(stack.store, records.receipt, { studyId, trialId });
    const damaged = predictions.key;
    const path = await realpath(join(stack.folder, 'store', 'objects', damaged));
    await flipByte(path);
    const study = await untilReportFails(stack, studyId);
    expect(study).toMatchObject({ state: 'summarising', error: { code: 'OBJECT_CORRUPT' } });
    const shown = await runCli(['study', 'show', studyId], stack.env);
    expect(shown.stdout).toContain('no report: OBJECT_CORRUPT');
    expect(shown.stdout).toContain(damaged);
    await flipByte(path);
    expect(await hashesAtEnd(stack, studyId)).toEqual(undisturbed);
    expect(await untilState(stack, studyId, 'finished')).toMatchObject({ error: null });

    const whole = await runCli(['verify', studyId], stack.env);
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stdout).toContain('4 with a receipt, 0 failed by name, 0 without an end');
    await flipByte(path);
    const receipts = await readReceipts(stack.store, studyId);
    const ofOther = [...receipts].find(([id]) => id !== trialId)?.[1];
    const missing = ofOther?.weights.key ?? '';
    await stack.store.delete(missing);
    const found = await runCli(['verify', studyId], stack.env);
    expect(found).toMatchObject({ code: 1 });
    expect(found.stderr).toContain(damaged);
    expect(found.stderr).toContain(missing);
    expect(found.stderr).toContain('2 problem(s)');
  });
});
