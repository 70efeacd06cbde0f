import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { byteObjects, records, type StudySpecInput } from '@crossfold/contracts';
import { readRecord } from '@crossfold/storage';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { childrenOf, runCli, slotOf, type RunningProcess } from '../support/processes.js';
import { emptyPost, startStack, type Stack } from '../support/stack.js';
import { untilState, untilTrialState } from '../support/study-ends.js';
import { resultHashes, tinyStudy, untilStored } from '../support/tiny-study.js';
import { waitUntil } from '../support/wait-until.js';

const first = 'full.f0.s1';

function studyOf(epochs: number): StudySpecInput {
  return {
    ...tinyStudy,
    ensemble: null,
    arms: {},
    baseline: {
      ...tinyStudy.baseline,
      training: {
        batchSize: 4,
        earlyStopping: null,
        stages: [{ name: 'all', trainable: 'all', epochs, learningRate: 0.003 }],
      },
    },
    checkpoints: { every: '1h' },
  };
}

/** Trials of seconds, which workers leave twice before their end. */
const study = studyOf(100);

/** Trials that last as long as the test. */
const endless = studyOf(1000);

/** Metadata servers of the clouds, as their documentation has them; `isTaken`: the notice is out. */
const metadataServers = {
  aws:
    (isTaken: () => boolean): RequestListener =>
    ({ method }, response) => {
      if (method === 'PUT') response.end('token');
      else if (isTaken()) response.end('{"action":"terminate","time":"2026-11-28T00:00:00Z"}');
      else response.writeHead(404).end();
    },
  gcp:
    (isTaken: () => boolean): RequestListener =>
    (_, response) => {
      response.end(isTaken() ? 'TRUE' : 'FALSE');
    },
  azure:
    (isTaken: () => boolean): RequestListener =>
    (_, response) => {
      const events = isTaken() ? [{ EventType: 'Preempt', NotBefore: 'soon' }] : [];
      response.end(JSON.stringify({ DocumentIncarnation: 1, Events: events }));
    },
};

describe('a worker that is to be taken away', () => {
  let stack: Stack;
  let undisturbed: unknown[];
  const servers: Server[] = [];

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
    await stack.startWorker('undisturbed');
    undisturbed = await hashesOfFirst(await submitFirst(study));
    await stack.endWorkers();
  });

  afterEach(async () => {
    await stack.endWorkers();
    for (const server of servers) server.close();
    servers.length = 0;
  });
  afterAll(() => stack.stop());

  /** A study of the one trial that workers leave: its other fold would only take time. */
  async function submitFirst(spec: StudySpecInput): Promise<string> {
    const studyId = await stack.submit(spec);
    const path = `/studies/${studyId}/trials/full.f1.s1/cancel`;
    expect(await fetch(`${stack.api}${path}`, emptyPost)).toMatchObject({ status: 202 });
    return studyId;
  }

  async function hashesOfFirst(studyId: string): Promise<unknown[]> {
    await untilState(stack, studyId, 'finished');
    const receipt = await readRecord(stack.store, records.receipt, { studyId, trialId: first });
    return resultHashes(new Map([[first, receipt]]));
  }

  const untilTraining = (studyId: string) =>
    stack.waitFor<{ phase: string | null; step: number }>(
      `/studies/${studyId}/trials/${first}`,
      ({ phase, step }) => phase === 'training' && step > 0,
      120_000,
    );
  const untilTaken = (studyId: string, attempt: number) =>
    untilStored(
      stack.store,
      records.attempt.prefix({ studyId, trialId: first }),
      `00000${attempt}`,
    );

  /** Ends a worker that trains; it has to say why, to leave a checkpoint, and to end as asked. */
  async function expectToLeave(
    studyId: string,
    worker: RunningProcess,
    notify: () => void | Promise<void>,
    said: string,
  ): Promise<void> {
    await untilTraining(studyId);
    // The trial stands still until the worker has heard: it could be over before.
    const slot = await slotOf(worker);
    process.kill(slot, 'SIGSTOP');
    const before = performance.now();
    await notify();
    await waitUntil(`the worker to say "${said}"`, () => worker.errors().includes(said));
    process.kill(slot, 'SIGCONT');
    expect(await worker.exited).toBe(0);
    expect(performance.now() - before).toBeLessThan(30_000);
    await untilStored(stack.store, byteObjects.checkpoint.prefix({ studyId, trialId: first }), '');
    await untilTrialState(stack, studyId, first, 'queued');
  }

  it('leaves for a file, and for a signal, and its trial is the same in the end', async () => {
    const studyId = await submitFirst(study);
    const file = join(stack.folder, 'notice');
    const byFile = await stack.startWorker('by-file', { CROSSFOLD_PREEMPTION_FILE: file });
    await expectToLeave(studyId, byFile, () => writeFile(file, ''), `pre-emption: file ${file}`);
    const bySignal = await stack.startWorker('by-signal', {
      CROSSFOLD_PREEMPTION_SIGNAL: 'SIGUSR2',
    });
    await untilTaken(studyId, 2);
    const signal = () => {
      bySignal.kill('SIGUSR2');
    };
    await expectToLeave(studyId, bySignal, signal, 'pre-emption: signal SIGUSR2');
    await stack.startWorker('heir');
    expect(await hashesOfFirst(studyId)).toEqual(undisturbed);
  });

  it('leaves for the notices of the clouds', async () => {
    const studyId = await submitFirst(endless);
    let attempt = 0;
    for (const [cloud, listen] of Object.entries(metadataServers)) {
      let isTaken = false;
      const server = createServer(listen(() => isTaken)).listen(0, '127.0.0.1');
      servers.push(server);
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const env = { CROSSFOLD_PREEMPTION_CLOUD: cloud, CROSSFOLD_PREEMPTION_URL: url };
      const worker = await stack.startWorker(cloud, env);
      await untilTaken(studyId, ++attempt);
      const notify = () => {
        isTaken = true;
      };
      await expectToLeave(studyId, worker, notify, 'leaves because of a notice of pre-emption');
    }
    const cancelled = await runCli(['study', 'cancel', studyId], stack.env);
    expect(cancelled).toMatchObject({ code: 0 });
  });

  it('keeps the grace period though a step hangs, and ends at once when told again', async () => {
    const studyId = await submitFirst(study);
    const file = join(stack.folder, 'urgent');
    const graceful = { CROSSFOLD_PREEMPTION_FILE: file, CROSSFOLD_GRACE_SECONDS: '5' };
    const hung = await stack.startWorker('hung', graceful);
    await untilTraining(studyId);
    for (const child of await childrenOf(hung.pid)) process.kill(child, 'SIGSTOP');
    await writeFile(file, '');
    // It looks every two seconds.
    const before = performance.now();
    await hung.exited;
    expect(performance.now() - before).toBeLessThan(10_000);

    const later = join(stack.folder, 'later');
    const patience = { CROSSFOLD_PREEMPTION_FILE: later, CROSSFOLD_GRACE_SECONDS: '3000' };
    const patient = await stack.startWorker('patient', patience);
    await untilTaken(studyId, 2);
    const child = await slotOf(patient);
    process.kill(child, 'SIGSTOP');
    await writeFile(later, '');
    await waitUntil('the worker to say that it leaves', () => patient.errors().includes('leaves'));
    patient.kill('SIGTERM');
    expect(await patient.exited).toBe(1);
    process.kill(child, 'SIGCONT');
    await stack.startWorker('heir');
    expect(await hashesOfFirst(studyId)).toEqual(undisturbed);
  });
});
