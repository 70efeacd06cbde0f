import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, type Receipt } from '@crossfold/contracts';
import { sideEnvironment } from './harness/side.js';
import { collectStepEnds, type SlotProgress, type StepEnd } from './step-ends.js';
import type { TrialStore } from './trial-store.js';

/** The worker's own process for a slot, as built: nothing may import an app. */
const slotProcess = fileURLToPath(
  new URL('../../apps/worker/dist/slot/process.js', import.meta.url),
);

export interface SlotRun {
  readonly receipt: Receipt;
  /** From when it was asked; that of the first trial has the start of the process in it. */
  readonly wallSeconds: number;
  readonly startedSeconds: number;
  /** Training steps, from when it was asked to their ends. */
  readonly stepEnds: readonly StepEnd[];
  /** So far. */
  readonly peakRssMib: number;
}

/** The process of a slot, which trains one trial after the other as it does for a worker. */
export interface BenchSlot {
  /** @param cacheName of a folder for decoded images; a new one has them decoded again */
  train(trial: TrialStore, studyId: string, cacheName: string): Promise<SlotRun>;
  stop(): Promise<void>;
}

interface Message {
  readonly type: 'progress' | 'done' | 'idle' | 'failed';
  readonly progress?: SlotProgress;
  readonly result?: Receipt;
  readonly message?: string;
}

export function startSlot(threads: number): BenchSlot {
  const child = fork(slotProcess, [], {
    serialization: 'advanced',
    execArgv: ['--expose-gc'],
    env: sideEnvironment(threads),
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    train: (trial, studyId, cacheName) => train(child, { trial, studyId, cacheName }),
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function train(
  child: ReturnType<typeof fork>,
  {
    trial,
    studyId,
    cacheName,
  }: {
    readonly trial: TrialStore;
    readonly studyId: string;
    readonly cacheName: string;
  },
): Promise<SlotRun> {
  const startedAt = performance.now();
  const since = () => (performance.now() - startedAt) / 1000;
  const seen = { started: NaN, wall: NaN, peakRssMib: NaN };
  const readings: Promise<void>[] = [];
  const steps = collectStepEnds();
  const receipt = await new Promise<Receipt>((resolve, reject) => {
    let result: Receipt | undefined;
    const onMessage = (raw: unknown) => {
      const message = raw as Message;
      if (message.progress?.type === 'started') seen.started = since();
      if (message.progress) steps.take(message.progress, since());
      if (message.progress?.phase) readings.push(readPeak(child.pid, seen));
      if (message.type === 'failed') reject(new AppError('TRIAL_CRASHED', message.message ?? ''));
      if (message.type === 'done') {
        result = message.result;
        seen.wall = since();
      }
      if (message.type === 'idle' && result) {
        child.off('message', onMessage);
        resolve(result);
      }
    };
    child.on('message', onMessage);
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new AppError('TRIAL_CRASHED', `expected a receipt, got exit code ${code}`));
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
        weightsAccess: { dir: join(trial.folder, 'weights'), folders: [], hosts: [], buckets: [] },
      },
    });
  });
  await Promise.all(readings);
  const { started, wall, peakRssMib } = seen;
  return {
    receipt,
    peakRssMib,
    wallSeconds: wall,
    startedSeconds: started,
    stepEnds: steps.ends,
  };
}

async function readPeak(pid: number | undefined, seen: { peakRssMib: number }): Promise<void> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN);
  if (kib > 0) seen.peakRssMib = kib / 1024;
}
