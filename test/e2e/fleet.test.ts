import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudySpecInput } from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { infraFolder } from '../support/infra-files.js';
import { demandTrigger, readValue } from '../support/keda-trigger.js';
import { renderKustomization } from '../support/kustomize.js';
import { startProgram, type RunningProcess } from '../support/processes.js';
import { smallStudy } from '../support/small-study.js';
import { emptyPost, startStack, type Stack } from '../support/stack.js';
import { untilState } from '../support/study-ends.js';
import { attemptsOf, untilSaved, untilStored } from '../support/tiny-study.js';
import { waitUntil } from '../support/wait-until.js';

/** Three trials; workers come and go by themselves. */
const study: StudySpecInput = { ...smallStudy, arms: undefined };
const trialCount = 3;

describe('workers that are started by need', () => {
  let stack: Stack;
  let studyId: string;
  let demandUrl: URL;
  let demand: () => Promise<number>;
  let demandBefore: number;

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
    const setting = join(infraFolder, 'kubernetes', 'settings', 'gpu-keda');
    const { metadata } = demandTrigger(await renderKustomization(setting), 'ScaledObject');
    const { pathname, search } = new URL(metadata.url);
    demandUrl = new URL(`${pathname}${search}`, stack.api);
    demand = async () => {
      const answer = await fetch(demandUrl);
      return readValue(await answer.json(), metadata.valueLocation);
    };
    demandBefore = await demand();
    studyId = await stack.submit(study);
  });
  afterAll(() => stack.stop());

  it('are wanted for what waits, and not for what is paused, where KEDA looks', async () => {
    expect(demandBefore).toBe(0);
    await waitUntil('all trials to be wanted', async () => (await demand()) === trialCount);
    await fetch(`${stack.api}/studies/${studyId}/pause`, emptyPost);
    await waitUntil('nothing to be wanted', async () => (await demand()) === 0);
    await fetch(`${stack.api}/studies/${studyId}/resume`, emptyPost);
    await waitUntil('all trials to be wanted again', async () => (await demand()) === trialCount);
    const refused = await fetch(new URL('?class=gpu', demandUrl));
    expect(refused.status).toBe(400);
  });

  it('end with 0 between two trials when their time is over', async () => {
    const worker = await stack.startWorker('short', { CROSSFOLD_MAX_LIFETIME_SECONDS: '1' });
    expect(await worker.exited).toBe(0);
    await untilStored(stack.store, `studies/${studyId}/`, '/receipt.json');
    expect([...(await attemptsOf(stack.store, studyId)).values()]).toEqual([1]);
  });

  describe('under Slurm', () => {
    const jobId = '4711';
    const folder = () => join(stack.folder, 'slurm');

    /** As Slurm runs the script, with an `scontrol` that writes down what it is asked for. */
    async function startJob(idleSeconds: number): Promise<RunningProcess> {
      const bin = join(folder(), 'bin');
      await mkdir(bin, { recursive: true });
      await writeFile(join(bin, 'scontrol'), `#!/bin/sh\necho "$*" >> ${folder()}/asked\n`);
      await chmod(join(bin, 'scontrol'), 0o755);
      const settings = Object.entries(stack.env).map(([name, value]) => `${name}='${value}'\n`);
      await writeFile(join(folder(), 'settings.env'), settings.join(''), { mode: 0o600 });
      return startProgram('sbatch', ['bash', join(infraFolder, 'slurm', 'worker.sbatch')], {
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        CROSSFOLD_SETTINGS: join(folder(), 'settings.env'),
        CROSSFOLD_CLONE: join(infraFolder, '..'),
        CROSSFOLD_EXIT_WHEN_IDLE_SECONDS: String(idleSeconds),
        SLURM_JOB_ID: jobId,
        SLURM_ARRAY_JOB_ID: '4700',
        SLURM_ARRAY_TASK_ID: '3',
        SLURM_TMPDIR: join(folder(), 'node'),
      });
    }
    const asked = () => readFile(join(folder(), 'asked'), 'utf8').catch(() => '');

    it('hand back what they have before their time is over, and ask to be queued again', async () => {
      const job = await startJob(60);
      await untilSaved(stack.store, studyId, 'full.f1.s1');
      job.kill('SIGTERM');
      expect(await job.exited, job.errors()).toBe(0);
      expect(await asked()).toBe(`requeue ${jobId}\n`);
    });

    it('end for good when nothing is left to do', async () => {
      const before = await asked();
      const job = await startJob(1);
      expect(await job.exited, job.errors()).toBe(0);
      expect(await asked()).toBe(before);
      await untilState(stack, studyId, 'finished');
    });
  });
});
