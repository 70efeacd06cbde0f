import { readdir } from 'node:fs/promises';
import {
  byteObjects,
  controlSchema,
  records,
  type Report,
  type StudyDetail,
  type StudySpecInput,
} from '@crossfold/contracts';
import { readRecord } from '@crossfold/storage';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { crashTrials } from '../support/crash-trials.js';
import { addDrawnImages } from '../support/drawn-images.js';
import { childrenOf, runCli } from '../support/processes.js';
import { emptyPost, startStack, type Stack } from '../support/stack.js';
import { hashesAtEnd, untilState, untilTrialState } from '../support/study-ends.js';
import { attemptsOf, readReceipts, tinyStudy, untilStored } from '../support/tiny-study.js';

const first = 'full.f0.s1';

function studyOf(epochs: number): StudySpecInput {
  return {
    ...tinyStudy,
    baseline: {
      ...tinyStudy.baseline,
      training: {
        batchSize: 4,
        earlyStopping: null,
        stages: [{ name: 'all', trainable: 'all', epochs, learningRate: 0.003 }],
      },
    },
  };
}

const study = studyOf(12);

/** Its two trials last for seconds, so that a command finds them running on a fast machine too. */
const long: StudySpecInput = { ...studyOf(80), name: 'long', arms: {} };

/** Two trials of about a second, which a worker takes beside what is paused. */
const other: StudySpecInput = { ...tinyStudy, name: 'other', arms: undefined, ensemble: null };

/** Trials that end only when somebody ends them. */
const endless: StudySpecInput = { ...studyOf(1000), name: 'endless' };

describe('what is wanted of a study', () => {
  let stack: Stack;
  let undisturbed: unknown[];
  let longUndisturbed: unknown[];

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
    await stack.startWorker('undisturbed');
    undisturbed = await hashesAtEnd(stack, await stack.submit(study));
    longUndisturbed = await hashesAtEnd(stack, await stack.submit(long));
    await stack.endWorkers();
  });

  afterEach(() => stack.endWorkers());
  afterAll(() => stack.stop());

  const trained = (studyId: string) =>
    untilStored(stack.store, byteObjects.checkpoint.prefix({ studyId, trialId: first }), '');

  async function crossfold(...args: string[]): Promise<void> {
    const result = await runCli(args, stack.env);
    expect(result, result.stderr).toMatchObject({ code: 0 });
  }

  async function post(path: string): Promise<{ status: number; title?: string }> {
    const response = await fetch(`${stack.api}${path}`, emptyPost);
    return { status: response.status, ...((await response.json()) as { title?: string }) };
  }

  async function eventsOf(studyId: string, wanted: string): Promise<string> {
    const response = await fetch(`${stack.api}/studies/${studyId}/events`);
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString();
      if (text.includes(wanted)) return text;
    }
    throw new Error(`the events of ${studyId} ended without ${wanted}`);
  }

  async function checkpointsOf(studyId: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of stack.store.list(
      byteObjects.checkpoint.prefix({ studyId, trialId: first }),
    )) {
      keys.push(key);
    }
    return keys;
  }

  it('pauses a study across a wipe and restarts, and resumes to the same bits', async () => {
    await stack.startWorker('pausing');
    const studyId = await stack.submit(long);
    await trained(studyId);
    expect(await post(`/studies/${studyId}/pause`)).toMatchObject({ status: 202 });
    const paused = await untilState(stack, studyId, 'paused');
    expect(paused.trials).toMatchObject({ running: 0, queued: 0 });
    const kept = await checkpointsOf(studyId);
    expect(kept.length).toBeGreaterThan(0);
    const attempts = await attemptsOf(stack.store, studyId);

    const restart = await stack.interruptOrchestrator('SIGKILL');
    await stack.flushRedis();
    await restart();
    await stack.startWorker('second');
    // Its trials have jobs again, which the worker must not begin beside those of another study.
    await crossfold('reconcile');
    await untilState(stack, await stack.submit(other), 'finished');
    expect(await stack.get<StudyDetail>(`/studies/${studyId}`)).toMatchObject({ state: 'paused' });
    expect(await attemptsOf(stack.store, studyId)).toEqual(attempts);
    expect(await checkpointsOf(studyId)).toEqual(kept);

    await crossfold('study', 'resume', studyId);
    expect(await hashesAtEnd(stack, studyId)).toEqual(longUndisturbed);
  });

  it('pauses one trial while the others end, and no report comes before it', async () => {
    await stack.startWorker('worker');
    const studyId = await stack.submit(long);
    await trained(studyId);
    expect(await post(`/studies/${studyId}/trials/${first}/pause`)).toMatchObject({ status: 202 });
    await untilTrialState(stack, studyId, first, 'paused');
    const view = await untilState(stack, studyId, 'paused');
    expect(view.trials).toMatchObject({ succeeded: 1, paused: 1 });
    expect(await stack.store.head(records.report.key({ studyId }))).toBeNull();
    await crossfold('study', 'resume', studyId, '--trial', first);
    expect(await hashesAtEnd(stack, studyId)).toEqual(longUndisturbed);
  });

  it('cancels by killing the process of the trial, and says when it is dead', async () => {
    const worker = await stack.startWorker('worker');
    const studyId = await stack.submit(endless);
    await trained(studyId);
    const [child] = await childrenOf(worker.pid);
    // It would not hear a word: only killing ends it.
    process.kill(child ?? -1, 'SIGSTOP');
    await crossfold('study', 'cancel', studyId, '--trial', first);
    await eventsOf(studyId, '"type":"trial.cancelled"');
    expect(await readdir('/proc')).not.toContain(String(child));
    await untilTrialState(stack, studyId, first, 'cancelled');
    await untilTrialState(stack, studyId, 'no-class-weights.f0.s1', 'running');
    await crossfold('study', 'cancel', studyId);
    await untilState(stack, studyId, 'cancelled');
    const report = await stack.get<Report>(`/studies/${studyId}/report`);
    expect(report.failures.map(({ code }) => code)).toEqual(Array(4).fill('CANCELLED'));
    await stack.endWorkers();

    // No worker hears of it, and it ends all the same.
    const waiting = await stack.submit(endless);
    await crossfold('study', 'cancel', waiting);
    await untilState(stack, waiting, 'cancelled');
  });

  it('obeys a command of which Redis and the orchestrator have forgotten everything', async () => {
    const studyId = await stack.submit(study);
    const restart = await stack.interruptOrchestrator('SIGKILL');
    await stack.flushRedis();
    const control = { schemaVersion: 2, studyId, revision: 1, priority: 0 } as const;
    const cancelled = { desired: 'cancel', edition: 1, sinceEdition: 1, trials: {} } as const;
    const record = controlSchema.parse({ ...control, ...cancelled });
    await stack.store.put(records.control.key({ studyId }), Buffer.from(JSON.stringify(record)));
    await restart();
    await untilState(stack, studyId, 'cancelled');
  });

  it('tries failed trials again, and writes the report again', async () => {
    const worker = await stack.startWorker('worker');
    const studyId = await stack.submit(long);
    await crashTrials(stack, worker, studyId, [first]);
    await untilState(stack, studyId, 'finished-with-failures');
    expect(
      await readRecord(stack.store, records.failure, { studyId, trialId: first }),
    ).toMatchObject({ edition: 1 });
    const before = await readRecord(stack.store, records.report, { studyId });
    expect(before).toMatchObject({ edition: 1, state: 'finished-with-failures' });
    expect(before.failures).toMatchObject([{ trialId: first, code: 'TRIAL_CRASHED' }]);

    await crossfold('study', 'retry', studyId);
    await untilState(stack, studyId, 'finished');
    const report = await stack.get<Report>(`/studies/${studyId}/report`);
    expect(report).toMatchObject({ edition: 2, failures: [] });
    expect(await hashesAtEnd(stack, studyId)).toEqual(longUndisturbed);
    expect(await readRecord(stack.store, records.earlierReport, { studyId, edition: 1 })).toEqual(
      before,
    );
    // The sealed part was opened for the ensemble before: it is not opened again.
    expect(report.ensemble).toEqual(before.ensemble);
    expect(await post(`/studies/${studyId}/retry`)).toMatchObject({
      status: 409,
      title: 'CONFLICT',
    });
    await crossfold('verify', studyId);
  });

  it('retries a cancelled study', async () => {
    const studyId = await stack.submit(study);
    await crossfold('study', 'cancel', studyId);
    await untilState(stack, studyId, 'cancelled');
    await stack.startWorker('worker');
    await crossfold('study', 'retry', studyId);
    expect(await hashesAtEnd(stack, studyId)).toEqual(undisturbed);
  });

  it('lets a trial and a study come first that were asked to', async () => {
    const early = await stack.submit(study);
    const late = await stack.submit(study);
    await crossfold('study', 'prioritise', late, '--', '10');
    await crossfold('study', 'prioritise', late, '--trial', 'full.f1.s1', '--', '20');
    // What is rebuilt from the store has its priority too.
    await stack.flushRedis();
    await crossfold('reconcile');
    await stack.startWorker('worker');
    await untilState(stack, late, 'finished');
    await untilState(stack, early, 'finished');
    const order: string[] = [];
    for (const studyId of [early, late]) {
      for (const [trialId, { timings }] of await readReceipts(stack.store, studyId)) {
        order.push(`${timings.startedAt} ${studyId === late ? 'late' : 'early'} ${trialId}`);
      }
    }
    const names = order.sort().map((line) => line.split(' ').slice(1).join(' '));
    expect(names[0]).toBe('late full.f1.s1');
    expect(names.slice(0, 4).every((name) => name.startsWith('late'))).toBe(true);
  });

  it('stops a study that has spent its budget, and goes on with another one', async () => {
    // Less than the first trial takes.
    const studyId = await stack.submit({ ...study, budget: { maxHours: 1e-7 }, maxParallel: 1 });
    await stack.startWorker('worker');
    // With the result of the first trial, or with none where that was stopped in its midst.
    const isStopped = ({ state }: StudyDetail) => /^(finished-with-failures|failed)$/.test(state);
    const stopped = await stack.waitFor(`/studies/${studyId}`, isStopped, 120_000);
    expect(stopped.control.outOfBudget).toMatchObject({ limit: 'maxHours' });
    expect(stopped.trials.cancelled).toBeGreaterThan(0);
    const report = await readRecord(stack.store, records.report, { studyId });
    expect(report.notes.join(' ')).toContain('stopped for want of budget: it has used');
    expect(report.ensemble).toBeNull();
    expect(await post(`/studies/${studyId}/retry`)).toMatchObject({ status: 409 });
    await crossfold('study', 'budget', studyId, '--max-hours', '10');
    expect(await hashesAtEnd(stack, studyId)).toEqual(undisturbed);
    await crossfold('verify', studyId);
  });

  it('clones a study with changes', async () => {
    const studyId = await stack.submit(study);
    const { stdout } = await runCli(
      ['study', 'clone', studyId, '--set', 'seeds=[7]', '--set', 'ensemble=null', '--json'],
      stack.env,
    );
    const clone = (JSON.parse(stdout) as { studyId: string }).studyId;
    const cloned = (await stack.get<StudyDetail>(`/studies/${clone}`)).study;
    const original = (await stack.get<StudyDetail>(`/studies/${studyId}`)).study;
    expect(cloned).toMatchObject({ seeds: [7], ensemble: null, clonedFrom: studyId });
    expect(cloned.foldPlan).toEqual(original.foldPlan);
    expect(cloned.variants).toEqual(original.variants);
    const refused = await runCli(['study', 'clone', studyId, '--set', 'folds=1'], stack.env);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('SPEC_INVALID');
    for (const id of [studyId, clone]) await crossfold('study', 'cancel', id);
  });

  it('refuses what makes no sense, and forgets no command of two at once', async () => {
    const studyId = await stack.submit(study);
    expect(await post(`/studies/${studyId}/retry`)).toMatchObject({ status: 409 });
    expect(await post(`/studies/nothing/pause`)).toMatchObject({ status: 404 });
    expect(await post(`/studies/${studyId}/trials/full.f9.s1/pause`)).toMatchObject({
      status: 404,
    });
    const trials = ['full.f0.s1', 'full.f1.s1', 'no-class-weights.f0.s1', 'no-class-weights.f1.s1'];
    const answers = await Promise.all(
      trials.map((trialId) => post(`/studies/${studyId}/trials/${trialId}/pause`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    const control = await readRecord(stack.store, records.control, { studyId });
    expect(control.revision).toBe(4);
    expect(Object.keys(control.trials).sort()).toEqual([...trials].sort());
    await untilState(stack, studyId, 'paused');
    await crossfold('study', 'cancel', studyId);
    await untilState(stack, studyId, 'cancelled');
    expect(await post(`/studies/${studyId}/pause`)).toMatchObject({ status: 409 });
  });
});
