import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, type Receipt } from '@crossfold/contracts';
import { sideEnvironment } from './harness/side.js';
import type { TrialStore } from './trial-store.js';

/** The worker's own process for a trial, as built: nothing may import an app. */
const slotProcess = fileURLToPath(
  new URL('../../apps/worker/dist/slot/process.js', import.meta.url),
);

export interface SlotRun {
  readonly receipt: Receipt;
  readonly wallSeconds: number;
  /** From the start of the process. */
  readonly startedSeconds: number;
  readonly firstStepSeconds: number;
  readonly peakRssMib: number;
}

interface Message {
  readonly type: 'progress' | 'done' | 'failed';
  readonly progress?: { readonly type: string; readonly phase?: string };
  readonly result?: Receipt;
  readonly message?: string;
}

/** Trains one trial as a worker does: in a process of its own that ends with it. */
export async function trainInSlot(
  trial: TrialStore,
  studyId: string,
  cacheName: string,
  threads: number,
): Promise<SlotRun> {
  const startedAt = performance.now();
  const since = () => (performance.now() - startedAt) / 1000;
  const seen = { started: NaN, firstStep: NaN, peakRssMib: NaN };
  const child = fork(slotProcess, [], { serialization: 'advanced', env: sideEnvironment(threads) });
  const readings: Promise<void>[] = [];
  const receipt = await new Promise<Receipt>((resolve, reject) => {
    let result: Receipt | undefined;
    child.on('message', (raw) => {
      const message = raw as Message;
      if (message.progress?.type === 'started') seen.started = since();
      if (message.progress?.phase === 'training' && !(seen.firstStep >= 0))
        seen.firstStep = since();
      if (message.progress?.phase) readings.push(readPeak(child.pid, seen));
      if (message.type === 'done') result = message.result;
      if (message.type === 'failed') reject(new AppError('TRIAL_CRASHED', message.message ?? ''));
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (result) resolve(result);
      else reject(new AppError('TRIAL_CRASHED', `expected a receipt, got exit code ${code}`));
    });
    child.send({
      type: 'run',
      task: {
        kind: 'trial',
        store: trial.settings,
        cacheDir: join(trial.folder, cacheName),
        studyId,
        trialId: trial.trialId,
        attempt: 1,
        worker: 'bench',
        weightsDir: join(trial.folder, 'weights'),
      },
    });
  });
  const wallSeconds = since();
  await Promise.all(readings);
  const { started, firstStep, peakRssMib } = seen;
  return {
    ...{ receipt, wallSeconds, peakRssMib },
    startedSeconds: started,
    firstStepSeconds: firstStep,
  };
}

async function readPeak(pid: number | undefined, seen: { peakRssMib: number }): Promise<void> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN);
  if (kib > 0) seen.peakRssMib = kib / 1024;
}
